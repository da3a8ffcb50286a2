using System.Text.Json.Nodes;

namespace Rectify.Workflow.Benchmarks;

/// <summary>Definitions that are only there to be measured, as the designer stores them.</summary>
public static class Drawn
{
    /// <summary>A flowchart of so many lines written one after the other, each with a place on the canvas.</summary>
    public static JsonObject Chain(string id, int activities) => Definition(id, new()
    {
        ["id"] = "fc",
        ["type"] = "Elsa.Flowchart",
        ["version"] = 1,
        ["name"] = "Flowchart1",
        ["activities"] = new JsonArray([.. Enumerable.Range(0, activities).Select(number => (JsonNode?)Placed(number))]),
        ["connections"] = new JsonArray([.. Enumerable.Range(1, activities - 1).Select(number => (JsonNode?)new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = $"a{number - 1}", ["port"] = "Done" },
            ["target"] = new JsonObject { ["activity"] = $"a{number}", ["port"] = "In" },
        })]),
    });

    /// <summary>Waits for an event, so many times.</summary>
    public static JsonObject Waits(string id, int times) => Definition(id, Activity("Elsa.For", "loop",
        ("start", Literal("1")), ("end", Literal($"{times}")), ("step", Literal("1")), ("body", Activity("Elsa.Event", "wait", ("eventName", Literal("go"))))));

    /// <summary>Sleeps for a day.</summary>
    public static JsonObject Sleeps(string id, int days) => Definition(id, Activity("Elsa.Delay", "sleep", ("timeSpan", Literal($"{days}.00:00:00"))));

    /// <summary>Sets a variable and asks a condition, so many times, in one language.</summary>
    public static JsonObject Counts(string id, int times, bool script) => Definition(id, Activity("Elsa.For", "loop",
        ("start", Literal("1")), ("end", Literal($"{times}")), ("step", Literal("1")),
        ("body", Activity("Elsa.Sequence", "both", ("activities", new JsonArray(
            Activity("Elsa.SetVariable", "set", ("variable", Count()), ("value", script ? Script("getCount() + 1") : Literal("7"))),
            Activity("Elsa.If", "ask", ("condition", script ? Script("getCount() > 0") : Literal("true")),
                ("then", Activity("Elsa.SetVariable", "again", ("variable", Count()), ("value", script ? Script("getCount() * 2 % 1000") : Literal("9")))))))))));

    private static JsonObject Definition(string id, JsonObject root) => new()
    {
        ["id"] = $"{id}-1",
        ["definitionId"] = id,
        ["name"] = id,
        ["version"] = 1,
        ["variables"] = new JsonArray(Count()),
        ["root"] = root,
    };

    private static JsonObject Count() => new() { ["id"] = "count", ["name"] = "Count", ["typeName"] = "Int32", ["isArray"] = false, ["value"] = "0" };

    private static JsonObject Placed(int number)
    {
        var activity = Activity("Elsa.WriteLine", $"a{number}", ("text", number % 5 == 0 ? Script("`${getCount()}`") : Literal($"Line {number}")));
        activity["name"] = $"WriteLine{number}";
        activity["metadata"] = new JsonObject
        {
            ["displayText"] = $"Line {number}",
            ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = number % 20 * 180, ["y"] = number / 20 * 90 } },
        };
        return activity;
    }

    private static JsonObject Activity(string type, string id, params (string Name, JsonNode Value)[] members)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 };
        foreach (var (name, value) in members)
        {
            activity[name] = value;
        }

        return activity;
    }

    private static JsonObject Literal(string value) => Expression("Literal", value);

    private static JsonObject Script(string value) => Expression("JavaScript", value);

    private static JsonObject Expression(string type, string value) =>
        new() { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };
}
