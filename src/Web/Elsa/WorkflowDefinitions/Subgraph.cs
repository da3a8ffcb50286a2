using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>What the viewer asks when it opens a container or a workflow used as an activity.</summary>
internal static class Subgraph
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("workflow-definitions/subgraph/{id}", async (
            string id, string? parentNodeId, HttpContext context, DefinitionQueries queries, DefinitionAnswer answer, DefinitionUse use) =>
            await GraphAsync(id, context, queries, answer, use) is { } graph
                ? DefinitionAnswer.Json(Node(graph.Find(parentNodeId ?? "") ?? graph.Root, withChildren: true))
                : Results.StatusCode(StatusCodes.Status404NotFound));
        routes.MapGet("workflow-definitions/subgraph/segments/{id}", async (
            string id, string? childNodeId, HttpContext context, DefinitionQueries queries, DefinitionAnswer answer, DefinitionUse use, Words words) =>
            await GraphAsync(id, context, queries, answer, use) is not { } graph ? Results.StatusCode(StatusCodes.Status404NotFound)
                : graph.Find(childNodeId ?? "") is { } child ? DefinitionAnswer.Json(Segments(child))
                : ElsaError.Refused(words["流程中没有这个活动。"]));
    }

    private static async Task<DefinitionGraph?> GraphAsync(
        string id, HttpContext context, DefinitionQueries queries, DefinitionAnswer answer, DefinitionUse use) =>
        Guid.TryParse(id, out var known) && await queries.FindAsync(known, context.RequestAborted) is { } row
            ? DefinitionGraph.Of(await answer.OfAsync(row, context), await use.LibraryAsync(context.RequestAborted))
            : null;

    // Containers drawn on the same canvas are no step of the path.
    private static JsonObject Segments(GraphNode child)
    {
        var segments = new List<(GraphNode Node, string Port)>();
        var below = child;
        foreach (var node in child.Ancestors)
        {
            if (node.Activity.Text("type") is not ("Elsa.Workflow" or "Elsa.Flowchart"))
            {
                segments.Insert(0, (node, below.Port));
            }

            below = node;
        }

        var container = segments.Count > 0 ? segments[^1].Node : child.Ancestors.LastOrDefault() ?? child;
        return new()
        {
            ["childNode"] = Node(child, withChildren: false),
            ["container"] = Node(container, withChildren: false),
            ["pathSegments"] = new JsonArray([.. segments.Select(segment => (JsonNode)new JsonObject
            {
                ["activityNodeId"] = segment.Node.NodeId,
                ["activityId"] = segment.Node.Activity.Text("id"),
                ["activityType"] = segment.Node.Activity.Text("type"),
                ["portName"] = segment.Port,
                ["activityName"] = segment.Node.Activity.Text("name") ?? segment.Node.Activity.Text("type"),
            })]),
        };
    }

    private static JsonObject Node(GraphNode node, bool withChildren)
    {
        var shown = new JsonObject { ["nodeId"] = node.NodeId, ["port"] = node.Port, ["activity"] = node.Activity.DeepClone() };
        if (withChildren)
        {
            shown["children"] = new JsonArray([.. node.Children.Select(child => (JsonNode)Node(child, withChildren: true))]);
        }

        return shown;
    }
}
