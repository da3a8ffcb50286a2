using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Rectify.Workflow.Engine.Activities.Composition;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Reads a definition that is used as an activity, in the place where it is used.</summary>
internal sealed class WorkflowActivityReader(Reading reading, ActivityReader activities)
{
    private const string InnerId = "Workflow1";

    /// <summary>The definition an activity refers to; null when it refers to none.</summary>
    public WorkflowSource? Find(JsonElement element, string type, string path) => reading.Library.Find(new(
        type,
        reading.Text(element, "workflowDefinitionId", path),
        reading.Text(element, "workflowDefinitionVersionId", path),
        reading.Whole(element, "version", path, 1)));

    /// <summary>Reads the definition's declarations and hands the activity they make to the caller; null when it cannot be used.</summary>
    public ActivityNode? Read(WorkflowSource source, string path, Func<WorkflowActivity, Inner, ActivityNode?> use)
    {
        if (!reading.Open.Add(source.DefinitionId))
        {
            reading.Error(path, "workflow.recursive", $"The workflow '{source.Name}' would contain itself. Start it with ExecuteWorkflow instead.");
            return null;
        }

        var around = reading.Log;
        try
        {
            using var document = JsonDocument.Parse(source.Json.TrimStart('\uFEFF'), new() { MaxDepth = 256, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var inner = new Inner(document.RootElement, $"{path}.workflow", Interface(document.RootElement, $"{path}.workflow"));
            Reading.TryGet(document.RootElement, "customProperties", out var custom);
            reading.Log = LogRules.Read(custom, around);
            reading.Used.Add(new(source.DefinitionId, source.Id, source.Version));
            return use(WorkflowActivity.For(source, inner.Declared), inner);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            reading.Error(path, "workflow.malformed", $"The stored workflow '{source.Name}' is not JSON.");
            return null;
        }
        finally
        {
            reading.Open.Remove(source.DefinitionId);
            reading.Log = around;
        }
    }

    /// <summary>The inner workflow as an activity of its own, with the drawn root in it.</summary>
    public ActivityNode? Workflow(Inner inner, string parentNodeId, VariableScope scope)
    {
        var own = new DeclarationReader(reading).Variables(inner.Json, inner.Path);
        var variables = WorkflowActivity.Variables(inner.Declared, own);
        var nodeId = $"{parentNodeId}:{InnerId}";
        if (!Reading.TryGet(inner.Json, "root", out var drawn)
            || activities.Read(drawn, $"{inner.Path}.root", nodeId, new(scope, variables, [])) is not { } root)
        {
            return null;
        }

        var workflow = new ActivityNode
        {
            Id = InnerId,
            Key = nodeId,
            NodeId = nodeId,
            Path = inner.Path,
            Activity = reading.Catalog.Root,
            Name = InnerId,
            Inputs = FrozenDictionary<string, Expression>.Empty,
            Outputs = FrozenDictionary<string, string>.Empty,
            VariableReferences = FrozenDictionary<string, string>.Empty,
            Variables = variables,
            Cases = [],
            Children = [],
            Ports = new Dictionary<string, ActivityNode> { [WorkflowActivity.RootPort] = root }.ToFrozenDictionary(),
        };
        root.Parent = workflow;
        reading.Nodes.Add(workflow);
        return workflow;
    }

    private WorkflowInterface Interface(JsonElement root, string path)
    {
        var declarations = new DeclarationReader(reading);
        Reading.TryGet(root, "options", out var options);
        return new(declarations.Inputs(root, path), declarations.Outputs(root, path), Outcomes(root, path))
        {
            Category = reading.Text(options, "activityCategory", $"{path}.options"),
            Description = reading.Text(root, "description", path),
        };
    }

    private ImmutableArray<string> Outcomes(JsonElement root, string path) => [.. reading.Items(root, "outcomes", path)
        .Where(item => item.Element.ValueKind == JsonValueKind.String).Select(item => item.Element.GetString() ?? "")];

    /// <summary>A definition being read inside another.</summary>
    internal sealed record Inner(JsonElement Json, string Path, WorkflowInterface Declared);
}
