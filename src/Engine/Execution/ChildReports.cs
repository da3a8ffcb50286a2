using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>What a host hands to the activity that started a child instance.</summary>
public static class ChildReports
{
    /// <summary>The child came to rest.</summary>
    /// <param name="child">Its state.</param>
    /// <param name="isFirstRest">True when this is the end of its first burst.</param>
    public static JsonObject Of(InstanceState child, bool isFirstRest)
    {
        ArgumentNullException.ThrowIfNull(child);
        return new()
        {
            ["instanceId"] = child.Id,
            ["status"] = child.Status.ToString(),
            ["subStatus"] = child.SubStatus.ToString(),
            ["output"] = new JsonObject(child.Output.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value?.DeepClone()))),
            ["firstRest"] = isFirstRest,
        };
    }

    /// <summary>There is no such definition to start; the activity faults.</summary>
    public static JsonObject Missing(string definitionId) =>
        new() { ["error"] = $"No published version of workflow definition '{definitionId}' was found. Publish it, then retry." };

    /// <summary>The child was not started, for this reason; the activity faults.</summary>
    public static JsonObject NotStarted(string reason) => new() { ["error"] = reason };

    /// <summary>True when the child's state is what the request wants to hear of.</summary>
    public static bool IsDue(ChildReport report, InstanceState child)
    {
        ArgumentNullException.ThrowIfNull(child);
        return report == ChildReport.FirstRest || child.Status == InstanceStatus.Finished;
    }

    internal static void ThrowIfFailed(JsonObject? report)
    {
        if (report?["error"] is { } error)
        {
            throw new ActivityFaultException(Values.ToText(error));
        }
    }
}
