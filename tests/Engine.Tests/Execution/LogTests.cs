using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Execution;

public sealed class LogTests
{
    [Fact]
    public void What_a_waiting_activity_evaluated_stands_at_its_suspension()
    {
        var run = new Runner(Definition(Sequence("all", Activity("Elsa.Event", "wait", ("eventName", Script("'signed-' + 7")))))).Start();

        var suspended = Assert.Single(run.Log, entry => entry.Event == "Suspended");
        Assert.Equal("signed-7", suspended.Data?["inputs"]?["EventName"]?.GetValue<string>());
    }

    [Fact]
    public void A_faulted_activity_tells_what_it_was_given()
    {
        var run = new Runner(Definition(Sequence("all", Activity("Elsa.Fault", "broken", ("message", Script("'第' + 3 + '步'")))))).Start();

        var faulted = Assert.Single(run.Log, entry => entry.Event == "Faulted");
        Assert.Equal("第3步", faulted.Data?["inputs"]?["Message"]?.GetValue<string>());
        Assert.Contains("第3步", faulted.Data?["message"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'x'.repeat(50000)", 4100)]
    [InlineData("Array.from({ length: 20000 }, (_, i) => i)", 30)]
    [InlineData("({ list: Array.from({ length: 20000 }, (_, i) => ({ i })) })", 30)]
    public void A_long_value_is_noted_by_its_size(string script, int most)
    {
        var run = new Runner(Definition(Sequence("all", Set("set", "Long", script)), Variable("Long"))).Start();

        var noted = run.Log.Single(entry => entry is { ActivityId: "set", Event: "Completed" }).Data?["inputs"]?["Value"];
        Assert.InRange(Assert.IsType<string>(noted?.GetValue<string>(), exactMatch: false).Length, 1, most);
    }
}
