using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// The designer shows a blank canvas when it meets an activity type it was not told of; so it gets Elsa's placeholder
/// (未知活动), and the original comes back unharmed when it saves.
/// </summary>
internal static class UnknownActivities
{
    public const string Placeholder = "Elsa.NotFoundActivity";
    private const string Original = "originalActivityJson";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The placeholder for an activity, standing where the activity stood.</summary>
    public static JsonObject Hide(JsonObject activity)
    {
        var type = ActivityTree.Text(activity, "type") ?? "";
        var metadata = new JsonObject { ["displayText"] = $"未知活动：{type}", ["description"] = $"Activity type {type} is not known here." };
        if (Designer(activity) is { } designer)
        {
            metadata["designer"] = designer.DeepClone();
        }

        var version = activity["version"] is JsonValue number && number.TryGetValue<int>(out var given) ? given : 1;
        return new()
        {
            ["id"] = activity["id"]?.DeepClone(),
            ["nodeId"] = activity["nodeId"]?.DeepClone(),
            ["name"] = ActivityTree.Text(activity, "name") ?? type,
            ["type"] = Placeholder,
            ["version"] = 1,
            ["missingTypeName"] = type,
            ["missingTypeVersion"] = version,
            [Original] = activity.ToJsonString(Readable),
            ["metadata"] = metadata,
            ["customProperties"] = new JsonObject(),
        };
    }

    /// <summary>The original of a placeholder, moved to where the placeholder stands now; the activity itself when it is none.</summary>
    public static JsonObject Restore(JsonObject activity)
    {
        if (ActivityTree.Text(activity, "type") != Placeholder || Parsed(activity) is not { } original)
        {
            return activity;
        }

        if (activity["id"] is { } id)
        {
            original["id"] = id.DeepClone();
        }

        if (Designer(activity) is { } designer && !JsonNode.DeepEquals(designer, Designer(original)))
        {
            if (original["metadata"] is not JsonObject metadata)
            {
                original["metadata"] = metadata = [];
            }

            metadata["designer"] = designer.DeepClone();
        }

        return original;
    }

    private static JsonNode? Designer(JsonObject activity) => (activity["metadata"] as JsonObject)?["designer"];

    private static JsonObject? Parsed(JsonObject placeholder)
    {
        try
        {
            return ActivityTree.Text(placeholder, Original) is { } json
                ? JsonNode.Parse(json, documentOptions: DefinitionText.Strict) as JsonObject
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
