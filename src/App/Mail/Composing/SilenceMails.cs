using System.Collections.Immutable;
using System.Globalization;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Jobs.Watching;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>作业停摆提醒: the jobs that fell silent, and how they are doing when the mail is written.</summary>
internal static class SilenceMails
{
    /// <summary>Writes it even when all jobs run again: that they stood still is what the administrator must know.</summary>
    public static MailBody Write(ComposeContext context, ImmutableArray<JobStatus> jobs)
    {
        var told = MailPlan.Read<SilenceData>(context.Mail);
        var english = context.Words.Culture == "en";
        var rows = told.Jobs.Select(id => jobs.FirstOrDefault(job => job.Id == id)).OfType<JobStatus>().ToList();
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["count"] = told.Jobs.Count,
                ["first"] = JobNames.Of(told.Jobs[0], english),
                ["jobs"] = rows.ConvertAll(job => new Dictionary<string, object?>
                {
                    ["name"] = JobNames.Of(job.Id, english),
                    ["id"] = job.Id,
                    ["silent"] = job.SilentSince is not null,
                    ["succeeded"] = Instant(context, job.SucceededAt),
                    ["failed"] = job.FailedAt > job.SucceededAt || job.SucceededAt is null ? Instant(context, job.FailedAt) : null,
                    ["error"] = job.Error,
                }),
                ["link"] = context.Links.UrlFor(context.Mail.RecipientId, MailLinkTarget.Jobs, Guid.Empty),
            },
            [context.Words.WhySilence(told.Day)]);
    }

    /// <summary>Two jobs to try the template with: one still silent, one that runs again.</summary>
    public static ImmutableArray<JobStatus> Sample(DateTimeOffset now) =>
    [
        new(JobSchedule.Outbox, "* * * * *", now, now.AddHours(-2), now.AddMinutes(-1), "Connection refused", now, now.AddHours(-2)),
        new(JobSchedule.Timers, "* * * * *", now, now, null, null, now, null),
    ];

    private static string? Instant(ComposeContext context, DateTimeOffset? at) => at is not { } instant ? null
        : string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(instant, context.Town.Zone):yyyy-MM-dd HH:mm}");
}
