using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>A round as the page of its summaries knows it.</summary>
public sealed record SummaryRound(RoundId Id, string Name, SummaryPlan Plan);

/// <summary>How far a week's or month's summaries have come: owed, and what became of them.</summary>
/// <param name="Expected">How many there are to be; null before the first was owed.</param>
public sealed record SummaryRun(int? Expected, int Owed, int Waiting, int Accepted, int Other);

/// <summary>Reads what the page of the summaries shows, and changes which of them a round sends.</summary>
public sealed class SummaryQueries(RectifyDb db, PeopleDirectory directory, WorkingCalendar calendar, TimeProvider clock)
{
    /// <summary>The rounds the viewer has to do with, the latest first.</summary>
    public async Task<IReadOnlyList<SummaryRound>> RoundsAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var seen = db.ItemsFor(viewer).Select(item => item.RoundId);
        var rounds = await db.Rounds.AsNoTracking()
            .Where(round => viewer.Roles.Contains(Roles.Administrator) || seen.Contains(round.Id))
            .OrderByDescending(round => round.Id).ToListAsync(cancellationToken);
        return [.. rounds.Select(round => new SummaryRound(round.Id, round.Name, round.Settings.Summaries))];
    }

    /// <summary>Whose summaries the viewer may look at, by user name; nobody but the viewer is an empty list.</summary>
    public async Task<IReadOnlyList<(string UserName, string DisplayName)>> PeopleAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.Administrator) && !viewer.Is(Roles.Supervisor) && !viewer.Is(Roles.Secretary))
        {
            return [];
        }

        var people = new List<(string, string)>();
        foreach (var (userName, displayName) in (await directory.NamesAsync(cancellationToken)).People)
        {
            if (await directory.FindPersonAsync(userName, cancellationToken) is { } id
                && await directory.ViewerAsync(id, cancellationToken) is { } person && PreviewSummary.MayLook(viewer, person))
            {
                people.Add((userName, displayName));
            }
        }

        return people;
    }

    /// <summary>How far the summaries of the day's week or month have come; null when that week is all off.</summary>
    public async Task<SummaryRun?> RunAsync(RoundId round, SummaryRhythm rhythm, DateOnly day, CancellationToken cancellationToken)
    {
        if (SummaryDay.Of(rhythm, day, calendar) is not { } due)
        {
            return null;
        }

        var occasion = MailPlan.WeeklyOccasion(new(round.Value, SummariseWeek.PeriodOf(rhythm, due), due, WeeklyScope.Own, rhythm));
        var counts = await db.Mails.Where(mail => mail.Occasion == occasion).GroupBy(mail => mail.Status)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var waiting = counts.GetValueOrDefault(MailStatus.Planned) + counts.GetValueOrDefault(MailStatus.Sending);
        var accepted = counts.GetValueOrDefault(MailStatus.Accepted);
        var owed = counts.Values.Sum();
        return new(await new SummaryProgress(db, occasion).ExpectedAsync(cancellationToken), owed, waiting, accepted, owed - waiting - accepted);
    }

    /// <summary>Changes which summaries a round sends; false when the viewer may not or there is no such round.</summary>
    public async Task<bool> ChangeAsync(RoundId id, SummaryPlan plan, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (!viewer.Is(Roles.Administrator) || !Enum.IsDefined(plan)
            || await db.Rounds.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } round)
        {
            return false;
        }

        db.Record(Acting.Person(viewer.Id, clock), "round.summaries",
            new JsonObject { ["round"] = id.ToString(), ["before"] = round.Settings.Summaries.ToString(), ["after"] = plan.ToString() });
        round.Change(round.Settings with { Summaries = plan });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
