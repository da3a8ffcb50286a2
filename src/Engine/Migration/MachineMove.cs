using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>Carries a state machine over to another drawing of it: its state, the transition it takes, what is under way in it.</summary>
internal sealed class MachineMove(NodeMatch match, StateMachineParts before, StateMachineParts after)
{
    public List<MigrationObstacle> Obstacles { get; } = [];
    public List<MigrationNote> Notes { get; } = [];

    public JsonObject Run(JsonObject memory, IEnumerable<ActivityNode> underWay)
    {
        var state = memory["state"] is { } stored ? Values.ToText(stored) : null;
        if (state is not null && after.State(state) is null)
        {
            Obstacles.Add(new(MigrationObstacleKind.StateGone, state));
            return memory;
        }

        var inside = underWay.ToHashSet();
        foreach (var node in inside.Where(node => match.Of(node) is { } now && !Parts(before, node).Intersect(Parts(after, now)).Any()))
        {
            Obstacles.Add(new(MigrationObstacleKind.BranchLost, node.Title));
        }

        if (Values.ToInteger(memory["transition"]) is not { } index)
        {
            // Triggers begin when a state is entered; one that is new has missed that.
            Notes.AddRange(after.From(state).Select(transition => transition.Trigger).OfType<ActivityNode>()
                .Where(trigger => match.Before(trigger) is not { } old || !inside.Contains(old))
                .Select(trigger => new MigrationNote(MigrationNoteKind.PassedBy, trigger.Title)));
            return memory;
        }

        var taken = before.Transitions[(int)index];
        if (after.Transitions.FirstOrDefault(other => IsSame(other, taken)) is not { } same)
        {
            Obstacles.Add(new(MigrationObstacleKind.StateGone, taken.Name ?? taken.To));
            return memory;
        }

        return new() { ["state"] = memory["state"]?.DeepClone(), ["transition"] = after.Transitions.IndexOf(same) };
    }

    private static bool IsSame(MachineTransition one, MachineTransition other) =>
        one.From == other.From && one.To == other.To && one.Name == other.Name;

    /// <summary>What the activity is in the machine: an entry, an exit, a trigger of a state, the action of a transition.</summary>
    private static IEnumerable<(string, string, string)> Parts(StateMachineParts parts, ActivityNode node) =>
    [
        .. parts.States.Where(state => state.Entry == node).Select(state => ("entry", state.Name, "")),
        .. parts.States.Where(state => state.Exit == node).Select(state => ("exit", state.Name, "")),
        .. parts.Transitions.Where(transition => transition.Trigger == node).Select(transition => ("trigger", transition.From, "")),
        .. parts.Transitions.Where(transition => transition.Action == node).Select(transition => ("action", transition.From, transition.To)),
    ];
}
