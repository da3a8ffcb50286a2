using Rectify.Workflow.App.Import;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Demo;

/// <summary>
/// Who does what and when, from the feedback to the end of the replay: a pure function of the round file. Every item ends as
/// the source says it did; the ways there differ, so that each decision the product knows is seen once.
/// </summary>
public static class DemoScript
{
    /// <summary>All actions, earliest first.</summary>
    public static IReadOnlyList<DemoAction> For(RoundFile file, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(calendar);
        var days = new DemoDays(file.Round, calendar);
        var cast = new DemoCast(file.People);
        var approvals = ApprovalDays(file, days);
        return [.. file.Items
            .SelectMany(item => new ItemStory(item, cast, days).Tell(approvals.GetValueOrDefault(item.Number)))
            .OrderBy(action => action.At)];
    }

    // Long-term items reach their stage result in the last 32 working days of the period, evenly; the others close
    // 25 working days apart, those with the latest facts last.
    private static Dictionary<int, DateOnly> ApprovalDays(RoundFile file, DemoDays days)
    {
        var approvals = new Dictionary<int, DateOnly>();
        var stages = Of(PublishedStatus.StageResultKeptUp).ToList();
        for (var index = 0; index < stages.Count; index++)
        {
            var early = 30 - (30 * index / Math.Max(1, stages.Count - 1));
            approvals[stages[index].Number] = days.WorkingDay(days.PeriodEnd, -2 - early);
        }

        var done = Of(PublishedStatus.DoneInPeriod)
            .OrderBy(item => item.Dates.Select(date => date.On).DefaultIfEmpty("").Max(StringComparer.Ordinal), StringComparer.Ordinal)
            .ToList();
        for (var index = 0; index < done.Count; index++)
        {
            approvals[done[index].Number] = days.WorkingDay(days.PeriodEnd, -1 - (25 * (done.Count - 1 - index)));
        }

        foreach (var item in Of(PublishedStatus.DoneAtOnce))
        {
            approvals[item.Number] = days.WorkingDay(days.Feedback.AddDays(days.Settings.AtOnceDays), -2);
        }

        return approvals;

        IEnumerable<FiledItem> Of(PublishedStatus status) => file.Items.Where(item => item.Published?.Status == status);
    }
}

/// <summary>Who plays the parts that an item's duty set does not name.</summary>
internal sealed class DemoCast(IReadOnlyList<FiledPerson> people)
{
    private readonly List<string> _verifiers = [.. people.Where(person => person.Roles.Contains(Roles.Verifier)).Select(person => person.Key)];

    public string Supervisor { get; } = people.First(person => person.Roles.Contains(Roles.Supervisor)).Key;

    /// <summary>Verifiers take the items in turn.</summary>
    public string Verifier(int item) => _verifiers[item % _verifiers.Count];
}
