using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Definitions;

/// <summary>Text that means harm must end in problems, never in an exception or a hang.</summary>
public sealed class HostileInputTests
{
    private static readonly DefinitionReader Reader = Runner.Make().Reader;
    private static readonly JsonNode?[] Odd =
        [null, 0, -1, 1e300, true, "", "x", "\u0000", "{\"id\":", new JsonArray(), new JsonArray(null, 1, "a"), new JsonObject(), new JsonObject { ["type"] = "Elsa.If" }];

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var bottomless = string.Concat(Enumerable.Repeat("[", 100_000));
        Assert.Equal("json.malformed", Assert.Single(Reader.Read($"{{\"root\":{bottomless}").Problems).Code);

        var root = Line("a");
        for (var level = 0; level < 60; level++)
        {
            root = Activity("Elsa.FlowNode", $"n{level}", ("body", root));
        }

        Assert.Contains(Reader.Read(Definition(root)).Errors, problem => problem.Code == "activity.depth");
    }

    [Fact]
    public void Very_many_activities_or_connections_are_refused_once()
    {
        var crowd = Sequence("s", [.. Enumerable.Range(0, 3_000).Select(n => Line($"a{n}"))]);
        Assert.Single(Reader.Read(Definition(crowd)).Errors, problem => problem.Code == "activity.count");

        string[] lines = [.. Enumerable.Range(0, 6_000).Select(n => $"a:P{n}>b")];
        Assert.Single(Reader.Read(Definition(Flowchart("f", [Activity("Elsa.FlowFork", "a"), Line("b")], lines))).Errors, problem => problem.Code == "connection.count");
    }

    [Fact]
    public void A_huge_text_is_refused_unread() =>
        Assert.Equal("json.size", Assert.Single(Reader.Read(new string('x', 9_000_000)).Problems).Code);

    [Fact]
    public void A_flowchart_with_exponentially_many_ways_through_it_runs_in_time()
    {
        // 200 diamonds in a row have 2^200 paths; whether the line back is allowed must not be found by walking them.
        var activities = new List<JsonObject> { Line("c0") };
        var lines = new List<string>();
        for (var n = 0; n < 200; n++)
        {
            activities.AddRange([Line($"l{n}"), Line($"r{n}"), Line($"c{n + 1}")]);
            lines.AddRange([$"c{n}>l{n}", $"c{n}>r{n}", $"l{n}>c{n + 1}", $"r{n}>c{n + 1}"]);
        }

        activities.Add(Decision("again", "getN() < 1"));
        activities.Add(Set("count", "N", "getN() + 1"));
        lines.AddRange(["c200>again", "again:True>count", "count>c0"]);
        var run = new Runner(Definition(Flowchart("f", [.. activities], [.. lines]), Variable("N", "Int32", "0"))).Start();

        Assert.Equal(601 * 2, run.Lines.Count);
    }

    [Fact]
    public void Any_member_may_be_anything() => Gen.Select(Gen.Int[0, 700], Gen.Int[0, Odd.Length - 1]).Sample((place, odd) =>
    {
        var definition = JsonNode.Parse(Repository.Read("workflows", place % 2 == 0 ? "rectification.json" : "general-task.json"))!;
        Spoil(definition, ref place, Odd[odd]);
        TryOut(definition.ToJsonString());
    }, iter: 2_000);

    [Fact]
    public void Any_cut_of_the_text_is_only_a_problem()
    {
        var json = Repository.Read("workflows", "general-task.json");
        for (var length = 0; length < json.Length; length += 37)
        {
            Assert.Equal("json.malformed", Assert.Single(Reader.Read(json[..length]).Problems).Code);
        }
    }

    [Fact]
    public void Random_bytes_are_only_a_problem() => Gen.Byte.Array[0, 200].Sample(bytes =>
        Assert.False(Reader.Read(Encoding.Latin1.GetString(bytes)).IsUsable), iter: 500);

    private static void TryOut(string json)
    {
        if (Reader.Read(json).Definition is not { } definition)
        {
            return;
        }

        var interpreter = Runner.Make();
        var state = InstanceState.New("i", definition.DefinitionId, definition.Version);
        var first = interpreter.Advance(definition, state, new Stimulus.Start(Runner.Begin, new() { ["DueOn"] = "2023-12-31" }));
        InstanceStateJson.Deserialize(InstanceStateJson.Serialize(first.State));
    }

    // Replaces the member at a position counted through the whole document.
    private static bool Spoil(JsonNode? node, ref int place, JsonNode? odd)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Select(member => member.Key).ToArray())
            {
                if (place-- == 0)
                {
                    members[name] = odd?.DeepClone();
                    return true;
                }

                if (Spoil(members[name], ref place, odd))
                {
                    return true;
                }
            }
        }
        else if (node is JsonArray items)
        {
            for (var index = 0; index < items.Count; index++)
            {
                if (place-- == 0)
                {
                    items[index] = odd?.DeepClone();
                    return true;
                }

                if (Spoil(items[index], ref place, odd))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
