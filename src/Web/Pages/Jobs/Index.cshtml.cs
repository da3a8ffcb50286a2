using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Housekeeping;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Jobs;

/// <summary>后台作业: whether each recurring job succeeds when it should, how large the data are and what is deleted when.</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class JobsModel(JobReports reports, StorageSizes sizes, IOptions<HousekeepingOptions> housekeeping) : RectifyPage
{
    public IReadOnlyList<JobStatus> Jobs { get; private set; } = [];

    public IReadOnlyList<StoragePart> Sizes { get; private set; } = [];

    public HousekeepingOptions Housekeeping => housekeeping.Value;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Jobs = await reports.ListAsync(cancellationToken);
        Sizes = await sizes.ListAsync(cancellationToken);
    }

    /// <summary>How the job is doing, as a chip says it.</summary>
    public static (string Text, string Chip) State(JobStatus job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job switch
        {
            { SilentSince: not null } => ("停摆", "late"),
            { Error: not null } => ("上次出错", "wait"),
            { SucceededAt: null } => ("尚未执行", ""),
            _ => ("按时", "done"),
        };
    }

    /// <summary>A part of the database, as its row calls it.</summary>
    public static string PartName(StoragePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return part.Part switch
        {
            StorageSizes.Whole => "数据库合计",
            StorageSizes.Mails => "邮件台账",
            StorageSizes.Journal => "业务日志",
            StorageSizes.EngineLog => "流程引擎日志",
            StorageSizes.Hangfire => "作业调度（Hangfire）",
            _ => "其他业务数据",
        };
    }
}
