using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Rehearsal;

/// <summary>
/// 预演: a past period once more, in a sandbox and on a virtual clock, with today's program and rules. The real database is only read;
/// everything is written into the sandbox's folder, which the caller throws away.
/// </summary>
public sealed class Rehearse(RectifyDb real, IConfiguration configuration, TownZone zone)
{
    private static readonly string[] Jobs = ["reminders", "escalations", "weekly-summary"];

    /// <summary>Replays the days, the last included, in a folder of the caller's.</summary>
    public async Task<RehearsalReport> RunAsync(
        DateOnly from, DateOnly to, string folder, IProgress<DateOnly>? progress, CancellationToken cancellationToken)
    {
        var town = zone.Usual.ToTownTime();
        var (start, end) = (town.InstantOf(from, TimeOnly.MinValue), town.InstantOf(to.AddDays(1), TimeOnly.MinValue));
        if (end <= start)
        {
            throw new ArgumentException($"A rehearsal ends after it begins: {from:O} to {to:O}.", nameof(to));
        }

        await using var sandbox = await Sandbox.OpenAsync(folder, configuration, cancellationToken);
        sandbox.Clock.MoveTo(start);
        await sandbox.WithAsync(services => CopyAsync(services.GetRequiredService<RectifyDb>(), start, cancellationToken));
        var tables = await real.CalendarTables.AsNoTracking().Where(table => table.ImportedAt > start && table.ImportedAt < end)
            .OrderBy(table => table.Revision).ToListAsync(cancellationToken);
        var items = new RehearsedItems();
        await sandbox.WithAsync(async services => await items.RewindAsync(
            services.GetRequiredService<RectifyDb>(), await CalendarAsync(services, cancellationToken), start, end, cancellationToken));
        var times = new JobTimes(JobSchedule.Entries.Where(job => Jobs.Contains(job.Id)), zone.Zone, start);
        for (var now = start; ;)
        {
            var tick = times.NextAfter(now, now);
            if (new[] { tick, items.Next, tables.FirstOrDefault()?.ImportedAt }.Min() is not { } next || next >= end)
            {
                break;
            }

            now = next;
            sandbox.Clock.MoveTo(now);
            if (tables is [var table, ..] && table.ImportedAt <= now)
            {
                tables.RemoveAt(0);
                await ImportAsync(sandbox, table, cancellationToken);
            }

            await sandbox.WithAsync(async services => await items.ActAsync(
                services.GetRequiredService<RectifyDb>(), await CalendarAsync(services, cancellationToken), now, cancellationToken));
            foreach (var job in times.At(now))
            {
                await sandbox.WithAsync(services => job.RunAsync(services, cancellationToken));
            }

            await sandbox.WithAsync(services => JobSchedule.Find(JobSchedule.Outbox).RunAsync(services, cancellationToken));
            progress?.Report(town.DayOf(now));
        }

        // What waits for its hold to end still belongs to the last day.
        sandbox.Clock.MoveTo(end);
        await sandbox.WithAsync(services => JobSchedule.Find(JobSchedule.Outbox).RunAsync(services, cancellationToken));
        var rehearsed = await sandbox.AskAsync(db => RehearsedLedger.ReadAsync(db, start, end, cancellationToken));
        var report = RehearsedLedger.Compare(from, to, rehearsed, await RehearsedLedger.ReadAsync(real, start, end, cancellationToken));
        return report with { Letters = Directory.Exists(sandbox.MailFolder) ? Directory.EnumerateFiles(sandbox.MailFolder, "*.eml", SearchOption.AllDirectories).Count() : 0 };
    }

    private static async Task<Domain.Deadlines.WorkingCalendar> CalendarAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var book = services.GetRequiredService<CalendarBook>();
        await book.RefreshAsync(services.GetRequiredService<RectifyDb>(), cancellationToken);
        return book.Calendar;
    }

    private static async Task ImportAsync(Sandbox sandbox, CalendarTable table, CancellationToken cancellationToken)
    {
        await sandbox.WithAsync(async services =>
        {
            var db = services.GetRequiredService<RectifyDb>();
            db.CalendarTables.Add(table);
            await db.SaveChangesAsync(cancellationToken);
        });
        await sandbox.WithAsync(services => JobSchedule.Find(JobSchedule.Calendar).RunAsync(services, cancellationToken));
    }

    /// <summary>Copies what the jobs read, as far as it was there at the instant.</summary>
    private async Task CopyAsync(RectifyDb sandbox, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var day = zone.Usual.ToTownTime().DayOf(start);
        await CopyAsync(sandbox, real.Units, cancellationToken);
        await CopyAsync(sandbox, real.Roles, cancellationToken);
        await CopyAsync(sandbox, real.Users, cancellationToken);
        await CopyAsync<IdentityUserRole<Guid>>(sandbox, real.UserRoles, cancellationToken);
        await CopyAsync(sandbox, real.Deputyships, cancellationToken);
        await CopyAsync(sandbox, real.Rounds, cancellationToken);
        await CopyAsync(sandbox, real.Items, cancellationToken);
        await CopyAsync(sandbox, real.Watches, cancellationToken);
        await CopyAsync(sandbox, real.CalendarTables.Where(table => table.ImportedAt <= start), cancellationToken);
        await CopyAsync(sandbox, real.MailTemplates, cancellationToken);
        await CopyAsync(sandbox, real.Papers.Where(paper => paper.IssuedOn < day), cancellationToken);
        await CopyAsync(sandbox, real.Notices.Where(notice => notice.FiredAt < start), cancellationToken);
        var since = start.AddDays(-40);
        await CopyAsync(sandbox, real.Mails.Where(mail => mail.PlannedAt >= since && mail.PlannedAt < start
            && (mail.Kind == MailKind.Reminder || mail.Kind == MailKind.Rung || mail.Kind == MailKind.WeeklySummary)), cancellationToken);

        // What the counters had given out by then; what was sent then is not sent again.
        var last = await sandbox.Papers.GroupBy(paper => new { paper.IssuingBody, paper.Kind, paper.Year })
            .Select(group => new { group.Key, Last = group.Max(paper => paper.Number) }).ToListAsync(cancellationToken);
        sandbox.PaperCounters.AddRange(last.Select(body => new PaperCounter { Id = PaperNumbers.CounterOf(body.Key.IssuingBody, body.Key.Kind, body.Key.Year), Last = body.Last }));
        await sandbox.SaveChangesAsync(cancellationToken);
        sandbox.ChangeTracker.Clear();
        await sandbox.Mails.Where(mail => mail.Status == MailStatus.Planned || mail.Status == MailStatus.Sending)
            .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.Status, MailStatus.Accepted).SetProperty(mail => mail.ClaimedBy, (string?)null), cancellationToken);
    }

    private static async Task CopyAsync<T>(RectifyDb sandbox, IQueryable<T> rows, CancellationToken cancellationToken) where T : class
    {
        const int AtOnce = 500;
        var waiting = 0;
        await foreach (var row in rows.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            sandbox.Add(row);
            if (++waiting % AtOnce == 0)
            {
                await SaveAsync();
            }
        }

        await SaveAsync();

        async Task SaveAsync()
        {
            await sandbox.SaveChangesAsync(cancellationToken);
            sandbox.ChangeTracker.Clear();
        }
    }
}
