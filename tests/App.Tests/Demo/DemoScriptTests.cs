using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.Domain.Deadlines;
using Xunit;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>The script as data: nothing runs here.</summary>
public sealed class DemoScriptTests
{
    private static readonly RoundFile File = RoundFileReader.Read(SampleRound.Bytes()).File!;
    private static readonly IReadOnlyList<DemoAction> Script = DemoScript.For(File, WorkingCalendars.Shipped);

    private static IEnumerable<(DemoAction Action, DemoDeed.Decide Decision)> Decisions =>
        Script.Where(action => action.Deed is DemoDeed.Decide).Select(action => (action, (DemoDeed.Decide)action.Deed));

    [Fact]
    public void No_two_actions_share_an_instant_and_none_is_on_a_day_off()
    {
        Assert.Empty(Script.GroupBy(action => action.At).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.All(Script, action => Assert.True(WorkingCalendars.Shipped.IsWorked(Day(action)), action.ToString()));
    }

    [Fact]
    public void Every_measure_is_proven_before_its_item_is_submitted()
    {
        foreach (var item in File.Items.Where(item => item.Published!.Status is not PublishedStatus.GoingOn))
        {
            var submitted = Decisions.First(pair => pair.Action.Item == item.Number && pair.Decision.Outcome == "Submitted").Action.At;
            var proven = Script.Where(action => action.Item == item.Number && action.At < submitted)
                .Select(action => action.Deed).OfType<DemoDeed.Prove>().Select(deed => deed.Measure).Distinct();
            Assert.Equal(item.Measures.Count, proven.Count());
        }
    }

    [Fact]
    public void Stage_results_are_approved_from_the_first_of_August_to_the_end_of_the_period()
    {
        var stages = File.Items.Where(item => item.Published!.Status is PublishedStatus.StageResultKeptUp).Select(item => item.Number).ToHashSet();
        var days = Decisions.Where(pair => stages.Contains(pair.Action.Item) && pair.Decision.Outcome == "Approved")
            .GroupBy(pair => pair.Action.Item).Select(of => Day(of.First().Action)).Order().ToList();
        Assert.Equal(20, days.Count);
        Assert.Equal(new DateOnly(2023, 8, 1), days[0]);
        Assert.True(days[^1] <= new DateOnly(2023, 9, 14));
    }

    [Fact]
    public void Every_decision_of_the_lifecycle_is_seen()
    {
        var seen = Decisions.CountBy(pair => pair.Decision.Outcome).ToDictionary();
        foreach (var outcome in (string[])["Assigned", "Submitted", "Returned", "Passed", "Refused", "Approved", "ExtensionRequested", "Granted", "Clean", "Failed"])
        {
            Assert.True(seen.GetValueOrDefault(outcome) > 0, outcome);
        }

        Assert.All(
            Decisions.Where(pair => pair.Decision.Outcome is "Returned" or "Refused" or "Failed"),
            pair => Assert.True(pair.Decision.Opinion!.Length >= 10));
    }

    [Fact]
    public void The_dividend_item_asks_before_its_date_and_is_never_submitted()
    {
        var own = Decisions.Where(pair => pair.Action.Item == 5).ToList();
        Assert.Equal(["Assigned", "ExtensionRequested", "Endorsed", "Granted"], own.Select(pair => pair.Decision.Outcome));
        Assert.True(Day(own[3].Action) < new DateOnly(2023, 9, 14));
        Assert.Equal(new DateOnly(2023, 12, 31), own[1].Decision.NewDueOn);
    }

    [Fact]
    public void Nobody_checks_or_approves_what_they_submitted()
    {
        foreach (var item in Decisions.GroupBy(pair => pair.Action.Item))
        {
            var submitters = By(item, "ImplementItem");
            Assert.Empty(submitters.Intersect(By(item, "VerifyItem")));
            Assert.Empty(submitters.Intersect(By(item, "ApproveClosure")));
            Assert.Empty(By(item, "VerifyItem").Intersect(By(item, "ApproveClosure")));
        }

        static List<string> By(IEnumerable<(DemoAction Action, DemoDeed.Decide Decision)> decisions, string task) =>
            [.. decisions.Where(pair => pair.Decision.TaskKind == task).Select(pair => pair.Action.Who).Distinct()];
    }

    private static DateOnly Day(DemoAction action) => File.Round.Settings.ToTownTime().DayOf(action.At);
}
