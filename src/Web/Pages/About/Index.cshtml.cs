using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App;
using Rectify.Workflow.App.About;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Host;

namespace Rectify.Workflow.Web.Pages.About;

/// <summary>关于: what runs here and what it stands on, on one page for whoever helps at two in the morning. No password shows.</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class AboutModel(
    InstallationFacts facts, MailHealthQueries mailHealth, HoldMail hold, WorkingCalendar calendar, TownZone town,
    IOptions<MailOptions> mail, IOptions<InboxOptions> inbox, HostSettings host, TimeProvider clock) : RectifyPage
{
    public Installation Here { get; private set; } = new("", "", "", "", null, 0, null);

    public CalendarHorizon Horizon { get; private set; } = new(null, null);

    public MailHealth Health { get; private set; } = new(null, null, null, 0, 0, 0, 0);

    public DateTimeOffset? HeldSince { get; private set; }

    public MailOptions Mail => mail.Value;

    public InboxOptions Inbox => inbox.Value;

    public HostRole Role => host.Role;

    public string Zone { get; private set; } = "";

    /// <summary>When this process began, by the machine's clock.</summary>
    public DateTimeOffset Began { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Here = await facts.ReadAsync(cancellationToken);
        Health = await mailHealth.ReadAsync(cancellationToken);
        HeldSince = (await hold.FindAsync(cancellationToken))?.Since;
        using var process = Process.GetCurrentProcess();
        Began = new(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
        var here = town.Of(null);
        Zone = here.Zone.Id;
        Horizon = CalendarHorizon.Of(calendar, here.DayOf(clock.GetUtcNow()));
    }

    /// <summary>What a process of that role does, in words.</summary>
    public static string RoleName(HostRole role) => role switch
    {
        HostRole.Web => "只提供网页",
        HostRole.Worker => "只执行后台作业",
        _ => "网页和后台作业",
    };
}
