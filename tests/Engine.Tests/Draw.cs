using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Tests;

/// <summary>Draws definitions the way the designer stores them, in a few words.</summary>
internal static class Draw
{
    public static string Definition(JsonObject root, params JsonObject[] variables) => With(root, variables).ToJsonString();

    public static JsonObject With(JsonObject root, params JsonObject[] variables) => new()
    {
        ["id"] = "version-1",
        ["definitionId"] = "drawn",
        ["version"] = 1,
        ["name"] = "Drawn",
        ["variables"] = new JsonArray([.. variables]),
        ["root"] = root,
    };

    public static JsonObject Variable(string name, string type = "Object", string? value = null) =>
        new() { ["id"] = name.ToLowerInvariant(), ["name"] = name, ["typeName"] = type, ["value"] = value };

    /// <summary>Lines are written "a>b" or "a:True>b".</summary>
    public static JsonObject Flowchart(string id, JsonObject[] activities, params string[] lines) => new()
    {
        ["type"] = "Elsa.Flowchart",
        ["id"] = id,
        ["activities"] = new JsonArray([.. activities]),
        ["connections"] = new JsonArray([.. lines.Select(line =>
        {
            var (source, target) = (line.Split('>')[0], line.Split('>')[1]);
            return (JsonNode?)new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source.Split(':')[0], ["port"] = source.Split(':') is [_, var port] ? port : "Done" },
                ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
            };
        })]),
    };

    public static JsonObject Sequence(string id, params JsonObject[] activities) => List("Elsa.Sequence", id, activities);

    public static JsonObject List(string type, string id, params JsonObject[] activities) =>
        new() { ["type"] = type, ["id"] = id, ["activities"] = new JsonArray([.. activities]) };

    public static JsonObject Activity(string type, string id, params (string Name, JsonNode? Value)[] members)
    {
        var activity = new JsonObject { ["type"] = type, ["id"] = id, ["name"] = id };
        foreach (var (name, value) in members)
        {
            activity[name] = value;
        }

        return activity;
    }

    public static JsonObject Line(string id, string? text = null) => Activity("Elsa.WriteLine", id, ("text", Literal(text ?? id)));

    public static JsonObject LineOf(string id, string script) => Activity("Elsa.WriteLine", id, ("text", Script(script)));

    public static JsonObject Event(string id) => Activity("Elsa.Event", id, ("eventName", Literal(id)));

    public static JsonObject Decision(string id, string script) => Activity("Elsa.FlowDecision", id, ("condition", Script(script)));

    public static JsonObject Join(string id, string mode) => Activity("Elsa.FlowJoin", id, ("mode", Literal(mode)));

    public static JsonObject Set(string id, string variable, string script) => Activity("Elsa.SetVariable", id,
        ("variable", new JsonObject { ["id"] = variable.ToLowerInvariant(), ["name"] = variable }), ("value", Script(script)));

    public static JsonObject Case(string label, string script, JsonObject? activity = null) => new()
    {
        ["label"] = label,
        ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = script },
        ["activity"] = activity,
    };

    public static JsonObject Literal(JsonNode? value) => Expression("Literal", value);

    public static JsonObject Script(string script) => Expression("JavaScript", script);

    public static JsonObject Json(string json) => Expression("Object", json);

    public static JsonObject Expression(string type, JsonNode? value) => new()
    {
        ["typeName"] = null,
        ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
    };

    public static JsonObject To(string target) => new() { ["typeName"] = "Object", ["memoryReference"] = new JsonObject { ["id"] = target } };
}
