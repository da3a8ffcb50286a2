using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>
/// 每周汇总: on a week's first working day each reader is owed one summary: the whole round to supervisors and secretary,
/// the unit's part to its leader, the own part to an official. Whoever has nothing going on gets none.
/// </summary>
public sealed class SummariseWeek(
    RectifyDb db, PeopleDirectory directory, WorkingCalendar calendar, OutboxNudge nudge, TimeProvider clock, ILogger<SummariseWeek> log) : IJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var round in await db.Rounds.AsNoTracking().OrderBy(round => round.Id).ToListAsync(cancellationToken))
        {
            var now = clock.GetUtcNow();
            var today = round.Settings.ToTownTime().DayOf(now);

            // A day the system slept through is made up for later in the same week, never in another one; a day before the
            // round began owes nothing.
            if (WeeklySummaryDay.Of(today, calendar) is { } day && round.FeedbackOn <= day && day <= today && calendar.IsWorked(today))
            {
                await OweAsync(round, day, now, cancellationToken);
            }
        }
    }

    private async Task OweAsync(Round round, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var week = string.Create(CultureInfo.InvariantCulture,
            $"{ISOWeek.GetYear(day.ToDateTime(TimeOnly.MinValue))}-W{ISOWeek.GetWeekOfYear(day.ToDateTime(TimeOnly.MinValue)):00}");
        var occasion = MailPlan.WeeklyOccasion(round.Id.Value, week);
        if (await db.Mails.AnyAsync(mail => mail.Occasion == occasion, cancellationToken))
        {
            return;   // all of a round's summaries are owed in one transaction
        }

        var items = await WeeklyRows.LoadAsync(db, round.Id, cancellationToken);
        var readers = await ReadersAsync(round, items, cancellationToken);
        db.Mails.AddRange(readers.Select(reader =>
            MailPlan.Weekly(reader.Key, new(round.Id.Value, week, day, reader.Value), now)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (!await db.Mails.AnyAsync(mail => mail.Occasion == occasion, cancellationToken))
            {
                throw;
            }

            return;   // another worker owed them at the same moment
        }

        log.WeekSummarised(round.Id, week, readers.Count);
        nudge.Nudge();
    }

    /// <summary>Each reader once, with the widest part of the round the person may see.</summary>
    private async Task<Dictionary<Guid, WeeklyScope>> ReadersAsync(
        Round round, List<WeeklyItem> items, CancellationToken cancellationToken)
    {
        var readers = new Dictionary<Guid, WeeklyScope>();
        if (items.TrueForAll(item => !item.Row.Status.IsOpen))
        {
            return readers;
        }

        foreach (var viewer in await HoldersAsync([Roles.Supervisor, Roles.Secretary], cancellationToken))
        {
            if (viewer.UnitIds.Contains(round.TownUnitId.Value))
            {
                readers[viewer.Id] = WeeklyScope.Round;
            }
        }

        var goingOn = items.FindAll(item => item.Row.Status.IsOpen && !item.Row.Status.IsDoneInNoticeSense);
        foreach (var leader in await HoldersAsync([Roles.UnitLeader], cancellationToken))
        {
            if (WeeklyRows.Of(goingOn, WeeklyScope.Unit, leader, round.TownUnitId).Any())
            {
                readers.TryAdd(leader.Id, WeeklyScope.Unit);
            }
        }

        foreach (var official in goingOn.Select(item => item.Official).OfType<Guid>())
        {
            readers.TryAdd(official, WeeklyScope.Own);
        }

        return readers;
    }

    private async Task<List<Viewer>> HoldersAsync(string[] roles, CancellationToken cancellationToken)
    {
        var viewers = new List<Viewer>();
        foreach (var role in roles)
        {
            foreach (var id in await directory.HoldersAsync(role, null, cancellationToken))
            {
                if (await directory.ViewerAsync(id, cancellationToken) is { } viewer)
                {
                    viewers.Add(viewer);
                }
            }
        }

        return viewers;
    }
}
