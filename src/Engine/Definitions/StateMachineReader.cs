using System.Collections.Immutable;
using System.Text.Json;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Reads the states and transitions of a state machine; the activities in them become its children.</summary>
internal sealed class StateMachineReader(Reading reading, ActivityReader activities, ExpressionReader expressions)
{
    private readonly ImmutableArray<ActivityNode>.Builder _children = ImmutableArray.CreateBuilder<ActivityNode>();

    public (StateMachineParts Parts, ImmutableArray<ActivityNode> Children) Read(JsonElement machine, string path, string nodeId, VariableScope scope)
    {
        var states = States(machine, path, nodeId, scope);
        var transitions = Transitions(machine, path, nodeId, scope);
        var current = reading.Text(machine, "currentState", path);
        var parts = new StateMachineParts(
            states, transitions, string.IsNullOrWhiteSpace(current) ? reading.Text(machine, "initialState", path) : current);
        Check(parts, path);
        return (parts, _children.ToImmutable());
    }

    private ImmutableArray<MachineState> States(JsonElement machine, string path, string nodeId, VariableScope scope)
    {
        var states = ImmutableArray.CreateBuilder<MachineState>();
        foreach (var (state, at) in Objects(machine, "states", path))
        {
            states.Add(new(reading.Text(state, "name", at) ?? "", Child(state, "entry", at, nodeId, scope), Child(state, "exit", at, nodeId, scope)));
        }

        return states.ToImmutable();
    }

    private ImmutableArray<MachineTransition> Transitions(JsonElement machine, string path, string nodeId, VariableScope scope)
    {
        var transitions = ImmutableArray.CreateBuilder<MachineTransition>();
        foreach (var (transition, at) in Objects(machine, "transitions", path))
        {
            transitions.Add(new(
                reading.Text(transition, "name", at), reading.Text(transition, "from", at) ?? "", reading.Text(transition, "to", at) ?? "",
                Child(transition, "trigger", at, nodeId, scope), Condition(transition, at, scope), Child(transition, "action", at, nodeId, scope)));
        }

        return transitions.ToImmutable();
    }

    private Expression? Condition(JsonElement transition, string path, VariableScope scope) =>
        Reading.TryGet(transition, "condition", out var condition)
            ? expressions.Input(condition, new("Condition", ValueType.Boolean, "条件"), $"{path}.condition", scope)
            : null;

    private ActivityNode? Child(JsonElement owner, string name, string path, string nodeId, VariableScope scope)
    {
        if (!Reading.TryGet(owner, name, out var element) || activities.Read(element, $"{path}.{name}", nodeId, scope) is not { } node)
        {
            return null;
        }

        node.ChildIndex = _children.Count;
        _children.Add(node);
        return node;
    }

    private IEnumerable<(JsonElement Element, string Path)> Objects(JsonElement owner, string list, string path)
    {
        foreach (var (element, at) in reading.Items(owner, list, path))
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                yield return (element, at);
            }
            else
            {
                reading.Error(at, "value.kind", $"An entry of '{list}' must be an object, not {Reading.Name(element)}.");
            }
        }
    }

    private void Check(StateMachineParts parts, string path)
    {
        if (parts.States.GroupBy(state => state.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            reading.Error($"{path}.states", "state.duplicate", $"Two states are named '{twice.Key}'. Give each its own name.");
        }

        if (!parts.States.IsEmpty && parts.State(parts.Initial) is null)
        {
            reading.Warn($"{path}.initialState", "state.unknown", $"The state machine begins in no state ('{parts.Initial}'), so it ends at once.");
        }

        foreach (var (transition, index) in parts.Transitions.Select((transition, index) => (transition, index)))
        {
            if (parts.State(transition.From) is null || parts.State(transition.To) is null)
            {
                reading.Warn($"{path}.transitions[{index}]", "state.unknown",
                    $"The transition from '{transition.From}' to '{transition.To}' names a state that does not exist; it is never taken.");
            }
        }
    }
}
