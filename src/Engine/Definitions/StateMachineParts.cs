using System.Collections.Immutable;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>The states and transitions of a state machine (状态机).</summary>
/// <param name="Initial">The state it begins in.</param>
public sealed record StateMachineParts(ImmutableArray<MachineState> States, ImmutableArray<MachineTransition> Transitions, string? Initial)
{
    /// <summary>The state of this name; null when there is none.</summary>
    public MachineState? State(string? name) =>
        string.IsNullOrWhiteSpace(name) ? null : States.FirstOrDefault(state => state.Name == name);

    /// <summary>The transitions that leave a state, in the order drawn.</summary>
    public IEnumerable<MachineTransition> From(string? state) => Transitions.Where(transition => transition.From == state);
}

/// <summary>A state with what runs when it is entered and left.</summary>
public sealed record MachineState(string Name, ActivityNode? Entry, ActivityNode? Exit);

/// <summary>A way from one state to another: taken when its trigger completes and its condition holds.</summary>
public sealed record MachineTransition(
    string? Name, string From, string To, ActivityNode? Trigger, Expression? Condition, ActivityNode? Action);
