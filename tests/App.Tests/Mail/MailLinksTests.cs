using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Tests.Mails;

public sealed class MailLinksTests
{
    private readonly FakeTimeProvider _clock = new(new(2023, 12, 29, 0, 30, 0, TimeSpan.Zero));
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly Guid _person = Guid.NewGuid();
    private readonly Guid _task = Guid.NewGuid();

    [Fact]
    public void A_link_says_whom_it_was_written_for_and_where_it_leads()
    {
        var links = Links();
        var url = links.UrlFor(_person, MailLinkTarget.Task, _task);

        Assert.StartsWith("https://rectify.town.invalid/t/", url, StringComparison.Ordinal);
        var link = links.Read(url["https://rectify.town.invalid/t/".Length..]);
        Assert.Equal(new MailLink(_person, MailLinkTarget.Task, _task, _clock.GetUtcNow().AddDays(30)), link);
    }

    [Fact]
    public void A_link_ends_with_its_day()
    {
        var token = Links().TokenFor(_person, MailLinkTarget.Task, _task);
        _clock.Advance(TimeSpan.FromDays(30));

        Assert.Null(Links().Read(token));
    }

    [Fact]
    public void A_changed_or_foreign_token_says_nothing()
    {
        var token = Links().TokenFor(_person, MailLinkTarget.Task, _task);
        var changed = token[..20] + (token[20] == 'A' ? 'B' : 'A') + token[21..];
        var foreign = new MailLinks(new EphemeralDataProtectionProvider(), Options.Create(MailSamples.Options()), _clock);

        Assert.All([changed, "", "x", "....", new string('A', 5000), null], text => Assert.Null(Links().Read(text)));
        Assert.Null(foreign.Read(token));
    }

    private MailLinks Links() => new(_keys, Options.Create(MailSamples.Options()), _clock);
}
