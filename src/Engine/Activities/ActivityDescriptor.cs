using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities;

/// <summary>All a designer's toolbox and the definition reader need to know about an activity type.</summary>
/// <param name="Type">The type name as definitions write it, such as "Elsa.WriteLine".</param>
/// <param name="DisplayName">The name in the toolbox, Chinese.</param>
/// <param name="Description">One sentence for the toolbox, Chinese.</param>
public sealed record ActivityDescriptor(string Type, string Category, string DisplayName, string Description)
{
    public int Version { get; init; } = 1;

    /// <summary>Elsa's kind: Action, Trigger, Job or Task.</summary>
    public string Kind { get; init; } = "Action";

    public ImmutableArray<InputDescriptor> Inputs { get; init; } = [];
    public ImmutableArray<OutputDescriptor> Outputs { get; init; } = [];

    /// <summary>Ports that hold one activity each, such as Then and Else.</summary>
    public ImmutableArray<string> EmbeddedPorts { get; init; } = [];

    /// <summary>Outcomes a line may leave by; empty stands for the single Done.</summary>
    public ImmutableArray<string> Outcomes { get; init; } = [];

    /// <summary>True when the outcomes come from an input (branches, cases, a list of decisions).</summary>
    public bool HasDynamicOutcomes { get; init; }

    /// <summary>True for an activity with a list of activities inside.</summary>
    public bool IsContainer { get; init; }

    /// <summary>True when completing it completes the flowchart or sequence around it.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>False keeps it out of the toolbox.</summary>
    public bool IsBrowsable { get; init; } = true;

    /// <summary>False while only trial runs know the activity: the server must refuse to publish what uses it.</summary>
    public bool Hosted { get; init; } = true;

    /// <summary>The simple name without the namespace.</summary>
    public string ShortName => Type[(Type.LastIndexOf('.') + 1)..];

    /// <summary>The input of this name; null when there is none.</summary>
    public InputDescriptor? Input(string name) => Inputs.FirstOrDefault(input => input.Name == name);
}

/// <summary>One input of an activity type.</summary>
/// <param name="Name">As Elsa names it; the JSON property is the same in camel case.</param>
public sealed record InputDescriptor(string Name, ValueType Type, string DisplayName, string? Description = null)
{
    /// <summary>Used when the definition does not set the input.</summary>
    public JsonNode? Default { get; init; }

    public string UiHint { get; init; } = "singleline";

    /// <summary>What a drop-down or check list offers.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>False for raw properties such as a variable or the cases of a switch.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>False when the activity evaluates it itself, each time it needs it.</summary>
    public bool AutoEvaluate { get; init; } = true;

    public string DefaultSyntax { get; init; } = "Literal";

    /// <summary>What the text means, so that it can be checked before it ever runs.</summary>
    public InputLanguage Language { get; init; }

    /// <summary>The property's name in JSON.</summary>
    public string JsonName { get; } = JsonNamingPolicy.CamelCase.ConvertName(Name);
}

/// <summary>What the text of an input means.</summary>
public enum InputLanguage
{
    /// <summary>Just a value.</summary>
    None,

    /// <summary>JavaScript, run by the activity itself.</summary>
    Script,

    /// <summary>A cron expression.</summary>
    Cron,
}

/// <summary>One output of an activity type.</summary>
public sealed record OutputDescriptor(string Name, ValueType Type, string DisplayName, string? Description = null)
{
    /// <summary>The property's name in JSON.</summary>
    public string JsonName { get; } = JsonNamingPolicy.CamelCase.ConvertName(Name);
}
