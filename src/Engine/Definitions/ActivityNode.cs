using System.Collections.Frozen;
using System.Collections.Immutable;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>One activity of a definition, wired to its implementation.</summary>
public sealed class ActivityNode
{
    public required string Id { get; init; }

    /// <summary>Unique in the definition: the id, or the node id where containers use the same id twice.</summary>
    public required string Key { get; init; }

    /// <summary>Path of ids from the workflow, joined by colons, as Elsa writes it.</summary>
    public required string NodeId { get; init; }

    /// <summary>Where it stands in the JSON, for messages.</summary>
    public required string Path { get; init; }

    public required Activity Activity { get; init; }
    public string? Name { get; init; }
    public string? DisplayText { get; init; }
    /// <summary>What it is called where people read of it.</summary>
    public string Title => DisplayText ?? Name ?? Id;

    public int Version { get; init; } = 1;
    public bool CanStartWorkflow { get; init; }
    public MergeMode MergeMode { get; init; }

    /// <summary>Expressions by the input's name; an input never set is absent.</summary>
    public required FrozenDictionary<string, Expression> Inputs { get; init; }

    /// <summary>Where outputs go, by the output's name: a variable id or the name of a workflow output.</summary>
    public required FrozenDictionary<string, string> Outputs { get; init; }

    /// <summary>The variable a variable-picker input points at, by the input's name.</summary>
    public required FrozenDictionary<string, string> VariableReferences { get; init; }

    public required ImmutableArray<VariableDeclaration> Variables { get; init; }
    public required ImmutableArray<SwitchCase> Cases { get; init; }

    /// <summary>Activities of a container in their order in the JSON.</summary>
    public required ImmutableArray<ActivityNode> Children { get; init; }

    /// <summary>Activities plugged into a single port such as Then, Else or Body.</summary>
    public required FrozenDictionary<string, ActivityNode> Ports { get; init; }

    /// <summary>The connections of a flowchart; null for everything else.</summary>
    public FlowConnections? Connections { get; init; }

    /// <summary>The states of a state machine; null for everything else.</summary>
    public StateMachineParts? Machine { get; init; }

    /// <summary>What the execution log keeps of its inputs and outputs.</summary>
    public LogRules Log { get; init; } = LogRules.Everything;

    /// <summary>Position among <see cref="Definition.Nodes"/>.</summary>
    public int Index { get; internal set; }

    /// <summary>Position among the parent's <see cref="Children"/>; -1 when plugged into a port.</summary>
    public int ChildIndex { get; internal set; } = -1;

    /// <summary>The container it stands in; null for the workflow.</summary>
    public ActivityNode? Parent { get; internal set; }

    public string Type => Activity.Type;

    public override string ToString() => $"{Type} '{Name ?? Id}'";
}

/// <summary>One case of a switch.</summary>
public sealed record SwitchCase(string Label, Expression Condition, ActivityNode? Activity);

/// <summary>How a flowchart in token mode joins several paths into one activity.</summary>
public enum MergeMode { None, Stream, Merge, Converge, Cascade, Race }

/// <summary>A line of a flowchart. A null source port is followed on the plain outcome only.</summary>
public sealed record Connection(int Index, ActivityNode Source, string? SourcePort, ActivityNode Target, string? TargetPort);
