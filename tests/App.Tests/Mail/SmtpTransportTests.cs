using System.Diagnostics;
using Microsoft.Extensions.Options;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Tests.Mails;

public sealed class SmtpTransportTests : IAsyncDisposable
{
    private readonly SmtpSink _sink = new();
    private readonly List<SmtpTransport> _transports = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports)
        {
            await transport.DisposeAsync();
        }

        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_that_the_server_takes_is_accepted()
    {
        var delivery = await SendAsync(Transport());

        Assert.IsType<Delivery.Accepted>(delivery);
        Assert.Contains("Auto-Submitted: auto-generated", Assert.Single(_sink.Taken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_serves_a_batch()
    {
        var transport = Transport();
        for (var mail = 0; mail < 20; mail++)
        {
            Assert.IsType<Delivery.Accepted>(await SendAsync(transport));
        }

        Assert.Equal((20, 1), (_sink.Taken.Count, _sink.Connections));
    }

    [Fact]
    public async Task Two_hundred_mails_do_not_wait_for_delayed_acknowledgements()
    {
        var transport = Transport();
        await SendAsync(transport);
        var watch = Stopwatch.StartNew();
        for (var mail = 0; mail < 200; mail++)
        {
            await SendAsync(transport);
        }

        // A lost NoDelay costs 40 ms a mail: 8 s. Without the stall it is a fraction of a second.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"200 mails took {watch.Elapsed}.");
    }

    [Theory]
    [InlineData(SinkAct.TryLater)]
    [InlineData(SinkAct.CloseBefore)]
    [InlineData(SinkAct.DropAtData)]
    [InlineData(SinkAct.ShutDown421)]
    public async Task What_surely_was_not_taken_is_tried_later(SinkAct act)
    {
        _sink.Next(act);
        var transport = Transport();

        Assert.IsType<Delivery.Later>(await SendAsync(transport));
        Assert.Empty(_sink.Taken);
        Assert.IsType<Delivery.Accepted>(await SendAsync(transport));
    }

    [Fact]
    public async Task A_server_that_says_goodbye_is_away_for_the_other_mails_too()
    {
        _sink.Next(SinkAct.ShutDown421);

        Assert.True(Assert.IsType<Delivery.Later>(await SendAsync(Transport())).ServerIsAway);
    }

    [Theory]
    [InlineData(SinkAct.RefuseRecipient, "550")]
    [InlineData(SinkAct.RefuseData, "554")]
    public async Task A_refusal_for_good_is_told_with_its_code_and_the_next_mail_goes(SinkAct act, string code)
    {
        _sink.Next(act);
        var transport = Transport();

        Assert.StartsWith(code, Assert.IsType<Delivery.Refused>(await SendAsync(transport)).Reason, StringComparison.Ordinal);
        Assert.IsType<Delivery.Accepted>(await SendAsync(transport));
    }

    [Fact]
    public async Task A_line_that_breaks_after_the_text_leaves_the_mail_uncertain()
    {
        _sink.Next(SinkAct.DropAfterData);

        Assert.IsType<Delivery.Uncertain>(await SendAsync(Transport()));
        Assert.Single(_sink.Taken);
    }

    [Fact]
    public async Task A_server_that_never_answers_the_text_leaves_the_mail_uncertain()
    {
        _sink.Next(SinkAct.Hang);

        Assert.IsType<Delivery.Uncertain>(await SendAsync(Transport(options => options.SendTimeout = TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_away()
    {
        var nowhere = new SmtpSink();
        var port = nowhere.Port;
        await nowhere.DisposeAsync();

        Assert.True(Assert.IsType<Delivery.Later>(await SendAsync(Transport(options => options.Port = port))).ServerIsAway);
    }

    [Fact]
    public async Task Protection_that_the_server_does_not_offer_is_never_done_without() =>
        Assert.True(Assert.IsType<Delivery.Later>(
            await SendAsync(Transport(options => options.Security = MailSecurity.StartTls))).ServerIsAway);

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_no_mail()
    {
        await using var sink = new SmtpSink { Tls = true };
        var transport = Transport(options => (options.Port, options.Security) = (sink.Port, MailSecurity.Implicit));

        Assert.True(Assert.IsType<Delivery.Later>(await SendAsync(transport)).ServerIsAway);
        Assert.Empty(sink.Taken);
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    public async Task Signing_in_decides_over_the_connection(string password, bool taken)
    {
        await using var sink = new SmtpSink { Password = "right" };
        var transport = Transport(options => (options.Port, options.User, options.Password) = (sink.Port, "rectify", password));

        Assert.Equal(taken, await SendAsync(transport) is Delivery.Accepted);
        Assert.Equal($"rectify/{password}", sink.SignedIn);
    }

    [Fact]
    public void Nobody_can_say_afterwards_whether_a_mail_was_taken() => Assert.Null(Transport().WasTaken(Guid.NewGuid()));

    private SmtpTransport Transport(Action<MailOptions>? change = null)
    {
        var options = MailSamples.Options();
        (options.Transport, options.Host, options.Port, options.Security) = (MailTransportKind.Smtp, "127.0.0.1", _sink.Port, MailSecurity.None);
        change?.Invoke(options);
        var transport = new SmtpTransport(Options.Create(options), TimeProvider.System);
        _transports.Add(transport);
        return transport;
    }

    private static async Task<Delivery> SendAsync(SmtpTransport transport)
    {
        using MimeMessage message = MailSamples.Message();
        return await transport.SendAsync(Guid.NewGuid(), message, Cancel);
    }
}
