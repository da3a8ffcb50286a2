using System.Collections.Immutable;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Composition;

/// <summary>
/// A definition used as an activity (流程作为活动): runs inside the same instance. Its inputs and outputs are variables of
/// the inner workflow; a Complete inside ends only the inner workflow and decides by which line this activity is left.
/// </summary>
public sealed class WorkflowActivity : ContainerActivity
{
    internal const string RootPort = "Root";

    private WorkflowActivity(ActivityDescriptor descriptor) => Descriptor = descriptor;

    public override ActivityDescriptor Descriptor { get; }

    /// <summary>The activity a definition is for others.</summary>
    public static WorkflowActivity For(WorkflowSource source, WorkflowInterface declared)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(declared);
        return new(new(source.ActivityType, declared.Category ?? "Workflows", source.Name, declared.Description ?? "")
        {
            Version = source.Version,
            Inputs = [.. declared.Inputs.Select(input => new InputDescriptor(
                SafeName(input.Name), input.Type, input.DisplayName ?? input.Name, input.Description)
            {
                Default = input.Default,
                UiHint = string.IsNullOrWhiteSpace(input.UiHint) ? "singleline" : input.UiHint,
            })],
            Outputs = [.. declared.Outputs.Select(output => new OutputDescriptor(
                SafeName(output.Name), output.Type, output.DisplayName ?? output.Name, output.Description))],
            Outcomes = declared.Outcomes,
            EmbeddedPorts = [RootPort],
        });
    }

    internal override void Execute(Burst burst, LiveFrame frame) => burst.Schedule(frame, frame.Node.Ports[RootPort]);

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes)
    {
        foreach (var output in Descriptor.Outputs)
        {
            if (child.Node.Variables.FirstOrDefault(variable => variable.Name == RealName(output.Name)) is { } variable)
            {
                burst.SetOutput(frame, output.Name, child.Variables.GetValueOrDefault(variable.Id));
            }
        }

        burst.Complete(frame, outcomes);
    }

    /// <summary>Gives the inner workflow the inputs as its variables.</summary>
    internal static void HandOverInputs(Burst burst, LiveFrame frame, LiveFrame workflow)
    {
        foreach (var input in frame.Node.Activity.Descriptor.Inputs)
        {
            if (workflow.Node.Variables.FirstOrDefault(variable => variable.Name == RealName(input.Name)) is { } variable
                && burst.Input(frame, input.Name) is { } value)
            {
                workflow.Variables = workflow.Variables.SetItem(variable.Id, value);
            }
        }
    }

    /// <summary>The variables that stand for a definition's inputs and outputs.</summary>
    internal static ImmutableArray<VariableDeclaration> Variables(WorkflowInterface declared, ImmutableArray<VariableDeclaration> own)
    {
        var variables = own.ToBuilder();
        var handed = declared.Inputs.Select(input => new VariableDeclaration(input.Name, input.Name, input.Type, input.Default))
            .Concat(declared.Outputs.Select(output => new VariableDeclaration(output.Name, output.Name, output.Type, null)));
        foreach (var variable in handed)
        {
            if (!variables.Any(known => known.Id == variable.Id || known.Name == variable.Name))
            {
                variables.Add(variable);
            }
        }

        return variables.ToImmutable();
    }

    // Names every activity has; Elsa puts an underscore before an input or output that is called so.
    private static readonly ImmutableArray<string> Reserved =
        ["Id", "NodeId", "Name", "Type", "Version", "Root", "Variables", "ResultVariable", "CustomProperties", "SyntheticProperties", "Metadata"];

    private static string SafeName(string name) => Reserved.Contains(name) ? $"_{name}" : name;

    private static string RealName(string name) => name.StartsWith('_') && Reserved.Contains(name.TrimStart('_')) ? name.TrimStart('_') : name;
}

/// <summary>What a definition declares for those who use it.</summary>
public sealed record WorkflowInterface(
    ImmutableArray<InputDeclaration> Inputs, ImmutableArray<OutputDeclaration> Outputs, ImmutableArray<string> Outcomes)
{
    public string? Category { get; init; }
    public string? Description { get; init; }
}
