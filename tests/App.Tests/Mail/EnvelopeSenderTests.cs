using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>Where mails that cannot be delivered come back to, as a real SMTP server hears it; who reads the mail sees another sender.</summary>
public sealed class EnvelopeSenderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bounces@town.invalid", "answers@town.invalid", "bounces@town.invalid")]
    [InlineData("bounces@town.invalid", null, "bounces@town.invalid")]
    [InlineData(null, "answers@town.invalid", "answers@town.invalid")]
    [InlineData(null, null, "rectify@town.invalid")]
    public async Task Mails_come_back_to_the_address_set_for_it_else_to_the_inbox_else_to_the_sender(string? bounceTo, string? inbox, string expected)
    {
        using var sink = await SmtpSinkProcess.StartAsync();
        var options = Options(new()
        {
            ["Host"] = "127.0.0.1",
            ["Port"] = $"{sink.Port}",
            ["Security"] = "None",
            ["Transport"] = "Smtp",
            ["From"] = "rectify@town.invalid",
            ["BounceTo"] = bounceTo,
            ["Inbox:Host"] = inbox is null ? null : "imap.town.invalid",
            ["Inbox:User"] = inbox is null ? null : "mailbox",
            ["Inbox:Address"] = inbox,
        });
        await using (var transport = new SmtpTransport(options, TimeProvider.System))
        {
            var id = Guid.CreateVersion7();
            Assert.IsType<Delivery.Accepted>(await transport.SendAsync(id, MailSamples.Message(envelope: MailSamples.Envelope(id)), Cancel));
        }

        var (from, mail) = Assert.Single(await sink.EnvelopesAsync(Cancel));
        Assert.Equal(expected, from);
        Assert.Equal("rectify@town.invalid", Assert.Single(mail.From.Mailboxes).Address);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("名称 <bounces@town.invalid>")]
    [InlineData("a@town.invalid, b@town.invalid")]
    public void Anything_but_one_plain_address_is_refused_at_the_start(string bounceTo) =>
        Assert.Contains("Rectify:Mail:BounceTo must be one plain mail address", Assert.Throws<OptionsValidationException>(
            () => Options(new() { ["BounceTo"] = bounceTo, ["From"] = "rectify@town.invalid" }).Value).Message, StringComparison.Ordinal);

    private static IOptions<MailOptions> Options(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(new DatabaseOptions { DataFolder = Path.GetTempPath() });
        services.AddMail(new ConfigurationBuilder().AddInMemoryCollection(settings.Where(each => each.Value is not null).ToDictionary(each => $"Rectify:Mail:{each.Key}", each => each.Value)).Build());
        return services.BuildServiceProvider().GetRequiredService<IOptions<MailOptions>>();
    }
}
