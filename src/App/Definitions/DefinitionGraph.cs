using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions;

/// <summary>A definition as a tree of activities, with the definitions it uses as activities unfolded in their places.</summary>
public sealed class DefinitionGraph
{
    private const int Deepest = 64;
    private readonly Dictionary<string, GraphNode> _byNodeId = new(StringComparer.Ordinal);

    private DefinitionGraph(GraphNode root) => Root = root;

    /// <summary>The implicit workflow activity.</summary>
    public GraphNode Root { get; }

    /// <summary>The activity of that node id; null when there is none.</summary>
    public GraphNode? Find(string nodeId) => _byNodeId.GetValueOrDefault(nodeId);

    /// <summary>Builds the tree of a definition as the designer gets it.</summary>
    public static DefinitionGraph Of(JsonObject definition, IWorkflowDefinitionSource library)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(library);
        var graph = new DefinitionGraph(new(ActivityTree.WorkflowId, "", Workflow(definition, ActivityTree.WorkflowId), null));
        graph.Grow(graph.Root, library, 0);
        return graph;
    }

    private void Grow(GraphNode node, IWorkflowDefinitionSource library, int depth)
    {
        _byNodeId.TryAdd(node.NodeId, node);
        if (depth >= Deepest)
        {
            return;
        }

        Unfold(node, library);
        foreach (var (port, activity) in ActivityTree.ChildrenOf(node.Activity))
        {
            var child = new GraphNode($"{node.NodeId}:{ActivityTree.Text(activity, "id")}", port, activity, node);
            activity["nodeId"] = child.NodeId;
            node.Grown.Add(child);
            Grow(child, library, depth + 1);
        }
    }

    private static void Unfold(GraphNode node, IWorkflowDefinitionSource library)
    {
        var activity = node.Activity;
        if (ActivityTree.Text(activity, "workflowDefinitionId") is not { } definitionId || activity["root"] is JsonObject
            || node.Uses(definitionId)
            || library.Find(new(ActivityTree.Text(activity, "type") ?? "", definitionId, ActivityTree.Text(activity, "workflowDefinitionVersionId"), 0)) is not { } source
            || DefinitionText.Read(source.Json) is not { } inner)
        {
            return;
        }

        node.Definition = source.DefinitionId;
        activity["root"] = Workflow(inner, $"{node.NodeId}:{ActivityTree.WorkflowId}");
    }

    private static JsonObject Workflow(JsonObject definition, string nodeId) => new()
    {
        ["id"] = ActivityTree.WorkflowId,
        ["nodeId"] = nodeId,
        ["name"] = definition["name"]?.DeepClone(),
        ["type"] = "Elsa.Workflow",
        ["version"] = 1,
        ["customProperties"] = new JsonObject(),
        ["metadata"] = new JsonObject(),
        ["variables"] = definition["variables"]?.DeepClone() ?? new JsonArray(),
        ["root"] = definition["root"]?.DeepClone(),
    };
}

/// <summary>One activity of the tree.</summary>
/// <param name="Port">Where it is plugged into its parent.</param>
public sealed record GraphNode(string NodeId, string Port, JsonObject Activity, GraphNode? Parent)
{
    internal List<GraphNode> Grown { get; } = [];
    internal string? Definition { get; set; }

    public IReadOnlyList<GraphNode> Children => Grown;

    /// <summary>From the parent up to the workflow.</summary>
    public IEnumerable<GraphNode> Ancestors
    {
        get
        {
            for (var node = Parent; node is not null; node = node.Parent)
            {
                yield return node;
            }
        }
    }

    internal bool Uses(string definitionId) => Ancestors.Any(node => node.Definition == definitionId);
}
