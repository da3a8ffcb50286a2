using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>
/// One look of the watchdog: which jobs are silent, and a mail about them to each administrator, once per job and day however many
/// hosts look. The mail stands in the ledger like any other; when the outbox does not send it, the watchdog itself does.
/// </summary>
internal sealed class CheckJobs(
    RectifyDb db, JobReports reports, JobWatch watch, PeopleDirectory people, DispatchOutbox outbox, OutboxNudge nudge,
    TownZone town, IOptions<WatchOptions> options, TimeProvider clock, ILogger<CheckJobs> log)
{
    // Any number that no other lock of this product has; PostgreSQL frees it with the transaction, and with a killed process.
    internal const long OneAtATime = 0x5245_4354_5744;

    /// <summary>Looks once and answers what it saw.</summary>
    public async Task<ImmutableArray<JobStatus>> RunAsync(CancellationToken cancellationToken)
    {
        var jobs = await reports.ListAsync(cancellationToken);
        watch.Latest = jobs;
        var silent = jobs.Where(job => job.SilentSince is not null).ToList();
        foreach (var job in silent)
        {
            log.JobSilent(job.Id, job.SilentSince);
        }

        if (silent.Count > 0 && await OweAsync(silent, cancellationToken))
        {
            nudge.Nudge();
        }

        if (silent.Exists(job => job.Id == JobSchedule.Outbox) || await IsLeftLyingAsync(cancellationToken))
        {
            var sent = await outbox.SendDueAsync(cancellationToken, MailKind.Silence);
            if (sent > 0)
            {
                log.SentPastTheOutbox(sent);
            }
        }

        return jobs;
    }

    /// <summary>Plans a mail to each administrator about the jobs nobody was told of today.</summary>
    private async Task<bool> OweAsync(List<JobStatus> silent, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = town.Of(null).DayOf(now);
        var administrators = await people.HoldersAsync(Roles.Administrator, item: null, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OneAtATime})", cancellationToken);
        }

        // Days ahead count too: they were told of before the clock was set back.
        var lately = now - TimeSpan.FromDays(2);
        var told = (await db.Mails.AsNoTracking()
                .Where(mail => mail.Kind == MailKind.Silence && mail.PlannedAt > lately).ToListAsync(cancellationToken))
            .Select(mail => (mail.RecipientId, Data: MailPlan.Read<SilenceData>(mail)))
            .Where(mail => mail.Data.Day >= today)
            .SelectMany(mail => mail.Data.Jobs.Select(job => (mail.RecipientId, Job: job)))
            .ToHashSet();
        foreach (var administrator in administrators)
        {
            if (silent.Where(job => !told.Contains((administrator, job.Id))).Select(job => job.Id).ToList() is { Count: > 0 } news)
            {
                db.Mails.Add(MailPlan.Silence(administrator, new(today, news), now));
            }
        }

        var owed = await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return owed > 0;
    }

    /// <summary>True when the outbox, silent or not, has let a mail of ours lie.</summary>
    private Task<bool> IsLeftLyingAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var late = now - options.Value.Tolerance;
        return db.Mails.AnyAsync(
            mail => mail.Kind == MailKind.Silence && mail.Status == MailStatus.Planned && mail.DueAt <= late, cancellationToken);
    }
}
