using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>Small definitions as the designer sends them.</summary>
internal static class Model
{
    /// <summary>What the designer sends to create a workflow.</summary>
    public static JsonObject Create(string name) => new()
    {
        ["model"] = new JsonObject
        {
            ["id"] = null,
            ["definitionId"] = null,
            ["name"] = name,
            ["description"] = "",
            ["version"] = 1,
            ["toolVersion"] = "3.8.2.0",
            ["variables"] = null,
            ["inputs"] = null,
            ["outputs"] = null,
            ["outcomes"] = null,
            ["customProperties"] = null,
            ["options"] = null,
            ["isLatest"] = true,
            ["isPublished"] = false,
            ["root"] = new JsonObject { ["id"] = "fc1", ["nodeId"] = "fc1", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["name"] = "Flowchart1" },
        },
        ["publish"] = false,
    };

    /// <summary>A saved definition as the designer sends it back: without its links.</summary>
    public static JsonObject Again(JsonNode definition, bool publish = false)
    {
        var model = (JsonObject)definition.DeepClone();
        model.Remove("links");
        return new() { ["model"] = model, ["publish"] = publish };
    }

    /// <summary>An activity on the canvas.</summary>
    public static JsonObject Activity(string id, string type, params (string Input, string Value)[] inputs)
    {
        var activity = new JsonObject
        {
            ["id"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["name"] = id,
            ["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 10, ["y"] = 20 } } },
        };
        foreach (var (input, value) in inputs)
        {
            activity[input] = new JsonObject
            {
                ["typeName"] = null,
                ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
                ["memoryReference"] = null,
            };
        }

        return activity;
    }

    /// <summary>A line between two activities.</summary>
    public static JsonObject Line(string from, string to, string port = "Done") => new()
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
    };

    /// <summary>Every activity of a definition, as the designer would find them.</summary>
    public static IEnumerable<JsonObject> Activities(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject owner:
                if (owner["type"] is JsonValue type && type.TryGetValue<string>(out _) && owner["id"] is not null && owner["typeName"] is null && owner["expression"] is null)
                {
                    yield return owner;
                }

                foreach (var inner in owner.Where(member => member.Key is not ("expression" or "memoryReference" or "metadata" or "customProperties" or "variables" or "connections"))
                    .SelectMany(member => Activities(member.Value)))
                {
                    yield return inner;
                }

                break;
            case JsonArray list:
                foreach (var inner in list.SelectMany(Activities))
                {
                    yield return inner;
                }

                break;
        }
    }
}
