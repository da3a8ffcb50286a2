using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>
/// Definitions with every activity type of the descriptor list, as the designer sends an activity that was just dropped and filled in:
/// without custom properties, its inputs without type names, a flowchart in each of its slots.
/// </summary>
internal static class GeneratedDefinitions
{
    /// <summary>One definition for each type, and one with all of them.</summary>
    public static IEnumerable<JsonObject> Of(IReadOnlyList<JsonObject> descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            yield return Definition($"contract-{((string)descriptor["typeName"]!).Replace('.', '-')}-{descriptor["version"]}", Activity(descriptor, "x"));
        }

        yield return Definition("contract-all", [.. descriptors.Select((descriptor, at) => Activity(descriptor, $"x{at}"))]);
    }

    /// <summary>The value that the editor of this hint stores for an input (contract 6.3); null when it is left alone.</summary>
    private static JsonObject? Value(JsonNode input) => ((string?)input["uiHint"], (bool)input["isWrapped"]!) switch
    {
        ("checkbox", true) => Expression("Literal", "True"),
        ("checklist" or "multitext" or "dynamic-outcomes" or "dictionary" or "json-editor", true) => Expression("Object", "[\"sms\",\"mail\"]"),
        ("code-editor" or "expression-editor", true) => Expression("JavaScript", "getVariable('Days')"),
        ("variable-picker" or "output-picker", false) => Days(),
        ("variable-picker", true) => Expression("Variable", Days().ToJsonString()),
        ("datetime-picker", true) => Expression("Literal", ""),
        ("dropdown" or "radiolist", true) => Expression("Literal", FirstChoice(input)),
        (_, true) => Expression("Literal", "1"),
        _ => null,
    };

    private static JsonObject Definition(string id, params JsonObject[] activities)
    {
        var definition = new JsonObject
        {
            ["definitionId"] = id,
            ["name"] = id,
            ["version"] = 1,
            ["variables"] = new JsonArray(Days()),
            ["root"] = Flowchart("fc", [Line("w1"), .. activities]),
        };
        return definition;
    }

    private static JsonObject Activity(JsonObject descriptor, string id)
    {
        var activity = new JsonObject
        {
            ["id"] = id,
            ["type"] = (string?)descriptor["typeName"],
            ["version"] = (int)descriptor["version"]!,
            ["name"] = id,
            ["metadata"] = JsonNode.Parse("""{ "designer": { "position": { "x": 60.5, "y": 80 }, "size": { "width": 0, "height": 0 } } }"""),
        };
        foreach (var (name, value) in descriptor["constructionProperties"]!.AsObject())
        {
            activity[JsonNamingPolicy.CamelCase.ConvertName(name)] = value?.DeepClone();
        }

        foreach (var input in descriptor["inputs"]!.AsArray())
        {
            if (Value(input!) is { } value)
            {
                activity[JsonNamingPolicy.CamelCase.ConvertName((string)input!["name"]!)] = value;
            }
        }

        foreach (var port in descriptor["ports"]!.AsArray().Where(port => (string?)port!["type"] == "Embedded"))
        {
            var slot = JsonNamingPolicy.CamelCase.ConvertName((string)port!["name"]!);
            activity[slot] = Flowchart($"{id}-{slot}", [Line($"{id}-{slot}-w")]);
        }

        return activity;
    }

    // The canvas sends activities by their depth on it, not in the order of the lines.
    private static JsonObject Flowchart(string id, IReadOnlyList<JsonObject> activities) => new()
    {
        ["id"] = id,
        ["type"] = "Elsa.Flowchart",
        ["version"] = 1,
        ["name"] = id,
        ["activities"] = new JsonArray([.. activities.Reverse().Select(activity => (JsonNode?)activity)]),
        ["connections"] = new JsonArray([.. activities.Skip(1).Select(activity => (JsonNode?)Model.Line((string)activities[0]["id"]!, (string)activity["id"]!))]),
    };

    private static JsonObject Line(string id)
    {
        var line = Model.Activity(id, "Elsa.WriteLine", ("text", "一行"));
        line.Remove("metadata");
        return line;
    }

    private static JsonObject Days() => new() { ["id"] = "var-days", ["name"] = "Days", ["typeName"] = "Int32", ["isArray"] = false, ["value"] = "3" };

    private static JsonObject Expression(string type, string value) => new()
    {
        ["typeName"] = null,
        ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
        ["memoryReference"] = null,
    };

    private static string FirstChoice(JsonNode input)
    {
        var hint = (string)input["uiHint"]!;
        var choices = input["uiSpecifications"]![hint]?[hint == "dropdown" ? "selectList" : "radioList"]?["items"] as JsonArray;
        return (string?)choices?.FirstOrDefault()?["value"] ?? "role:Verifier";
    }
}
