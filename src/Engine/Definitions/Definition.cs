using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>A checked definition: immutable, with everything a burst needs computed beforehand.</summary>
public sealed class Definition
{
    /// <summary>Id of this version of the definition.</summary>
    public required string Id { get; init; }

    /// <summary>Id shared by all versions of the definition.</summary>
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The text the definition was read from, unchanged.</summary>
    public required string Json { get; init; }

    /// <summary>The implicit workflow activity; its only child is the drawn root.</summary>
    public required ActivityNode Workflow { get; init; }

    public required ImmutableArray<InputDeclaration> Inputs { get; init; }
    public required ImmutableArray<OutputDeclaration> Outputs { get; init; }
    public required ImmutableArray<string> Outcomes { get; init; }
    public required WorkflowOptions Options { get; init; }

    /// <summary>All activities, the workflow first, parents before children.</summary>
    public required ImmutableArray<ActivityNode> Nodes { get; init; }

    /// <summary>All activities by their key, unique in the definition.</summary>
    public required FrozenDictionary<string, ActivityNode> NodesByKey { get; init; }

    /// <summary>True when some expression asks for outputs of other activities, so that they must be kept.</summary>
    public required bool ReadsOutputs { get; init; }

    /// <summary>The versions of other definitions it contains as activities.</summary>
    public ImmutableArray<UsedWorkflow> UsedWorkflows { get; init; } = [];

    /// <summary>Activities drawn as what starts the workflow: an event, a time, a request.</summary>
    public IEnumerable<ActivityNode> Triggers => Nodes.Where(node =>
        node.CanStartWorkflow && node.Key == node.Id && node.Activity.Descriptor.Kind == "Trigger");

    /// <summary>The variables declared on the workflow.</summary>
    public ImmutableArray<VariableDeclaration> Variables => Workflow.Variables;
}

/// <summary>What happens to the instance when an activity faults (Elsa's incident strategies).</summary>
public enum IncidentStrategy
{
    /// <summary>The instance becomes Faulted.</summary>
    Fault,

    /// <summary>Other branches go on; the faulted activity keeps its incident.</summary>
    ContinueWithIncidents,
}

/// <summary>A variable of the workflow or of a container.</summary>
/// <param name="Id">What references point at.</param>
/// <param name="Default">The start value, already converted to <paramref name="Type"/>.</param>
public sealed record VariableDeclaration(string Id, string Name, ValueType Type, JsonNode? Default);

/// <summary>An input a caller may give when starting the workflow.</summary>
public sealed record InputDeclaration(string Name, ValueType Type, JsonNode? Default)
{
    public string? DisplayName { get; init; }
    public string? Description { get; init; }

    /// <summary>The editor it gets where the workflow is used as an activity.</summary>
    public string? UiHint { get; init; }
}

/// <summary>An output the workflow may set.</summary>
public sealed record OutputDeclaration(string Name, ValueType Type)
{
    public string? DisplayName { get; init; }
    public string? Description { get; init; }
}

/// <summary>A version of a definition that another one contains as an activity.</summary>
public sealed record UsedWorkflow(string DefinitionId, string Id, int Version);
