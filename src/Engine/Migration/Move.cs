using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Activities.Flow;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>One move of one instance; everything mutable lives here and dies with it.</summary>
internal sealed class Move(Interpreter interpreter, NodeMatch match, InstanceState state, MigrationRequest request)
{
    private readonly List<MigrationObstacle> _obstacles = [];
    private readonly List<MigrationNote> _notes = [];
    private readonly Dictionary<int, ActivityNode> _placed = [];
    private readonly string? _trigger = state.TriggerActivityId is { } key && match.From.NodesByKey.GetValueOrDefault(key) is { } old ? match.Of(old)?.Key : null;

    public MigrationResult Run()
    {
        foreach (var frame in state.Frames)
        {
            Place(frame);
        }

        if (_obstacles.Count > 0)
        {
            // What else there would be to say follows from that.
            return Refused();
        }

        var frames = state.Frames.Select(Fill).ToImmutableArray();
        var pending = Pending();
        var input = Inputs();
        if (_obstacles.Count > 0)
        {
            return Refused();
        }

        var moved = state with
        {
            DefinitionVersion = match.To.Version,
            Frames = frames,
            Pending = pending,
            Input = input,
            TriggerActivityId = _trigger,
            Bookmarks = [.. state.Bookmarks.Select(Renamed)],
            Incidents = [.. state.Incidents.Select(Renamed)],
            Outputs = [.. state.Outputs.Select(Renamed).OfType<KeptOutput>()],
        };
        var waits = new WaitMove(interpreter, match, request);
        moved = waits.Run(state, moved);
        _obstacles.AddRange(waits.Obstacles);
        _notes.AddRange(waits.Notes);
        return _obstacles.Count > 0 ? Refused() : new MigrationResult.Moved(moved, waits.Waits, [.. _notes.Distinct()]);
    }

    private MigrationResult.Refused Refused() => new([.. _obstacles.Distinct()]);

    private void Place(Frame frame)
    {
        var old = Old(frame.ActivityKey);
        if (match.Of(old) is not { } now)
        {
            var elsewhere = match.To.Nodes.FirstOrDefault(node => node.Id == old.Id && match.Before(node) is null);
            // What stands inside a container that is gone is gone with it; one reason is enough.
            if (frame.Parent == 0 || _placed.ContainsKey(frame.Parent))
            {
                _obstacles.Add(elsewhere?.Parent is { } around
                    ? new(MigrationObstacleKind.OtherContainer, old.Title, around.Title)
                    : new(MigrationObstacleKind.ActivityGone, old.Title));
            }

            return;
        }

        if (frame.Parent != 0 && _placed.GetValueOrDefault(frame.Parent) is { } container && now.Parent != container)
        {
            _obstacles.Add(new(MigrationObstacleKind.OtherContainer, old.Title, now.Parent is null ? "" : now.Parent.Title));
        }
        else if (now.Type != old.Type && !WaitMove.MayReplace(old, now, state.Bookmarks.Where(bookmark => IsOf(bookmark, frame))))
        {
            _obstacles.Add(new(MigrationObstacleKind.OtherType, old.Title, now.Type));
        }
        else
        {
            _placed[frame.Number] = now;
        }
    }

    private Frame Fill(Frame frame)
    {
        var (old, now) = (Old(frame.ActivityKey), _placed[frame.Number]);
        var moved = frame with
        {
            ActivityKey = now.Key,
            Variables = Variables(frame.Variables, old, now),
            Unhandled = frame.Unhandled is { } child ? child with { ActivityKey = NewKey(child.ActivityKey) } : null,
            Flow = frame.Flow is { } marks ? Flow(frame, marks, old, now) : null,
        };
        return now.Activity switch
        {
            Sequence => moved with { Step = NextIn(frame, old, now) },
            StateMachine => moved with { Memory = Machine(frame, old, now) },
            Activities.Flow.Parallel or Fork => Branches(moved, now),
            _ => moved,
        };
    }

    private ImmutableDictionary<string, JsonNode?> Variables(ImmutableDictionary<string, JsonNode?> values, ActivityNode old, ActivityNode now)
    {
        var (moved, taken) = (ImmutableDictionary.CreateBuilder<string, JsonNode?>(), new HashSet<string>());
        foreach (var declared in now.Variables)
        {
            var before = old.Variables.FirstOrDefault(v => v.Id == declared.Id)
                ?? old.Variables.FirstOrDefault(v => v.Name == declared.Name && now.Variables.All(other => other.Id != v.Id));
            if (before is null || !values.TryGetValue(before.Id, out var value))
            {
                moved[declared.Id] = declared.Default;
                _notes.Add(new(MigrationNoteKind.VariableAdded, declared.Name));
                continue;
            }

            taken.Add(before.Id);
            moved[declared.Id] = before.Type == declared.Type ? value : Converted(value, declared);
        }

        _notes.AddRange(old.Variables.Where(v => !taken.Contains(v.Id) && values.ContainsKey(v.Id))
            .Select(v => new MigrationNote(MigrationNoteKind.VariableDropped, v.Name)));
        return moved.ToImmutable();
    }

    private JsonNode? Converted(JsonNode? value, VariableDeclaration declared)
    {
        var converted = Convert(value, declared.Type, why => new(MigrationObstacleKind.VariableDoesNotFit, declared.Name, why));
        if (!JsonNode.DeepEquals(value, converted))
        {
            _notes.Add(new(MigrationNoteKind.VariableConverted, declared.Name));
        }

        return converted;
    }

    private JsonNode? Convert(JsonNode? value, ValueType type, Func<string, MigrationObstacle> obstacle)
    {
        try
        {
            var converted = Values.Convert(value, type);
            if (converted is null && value is not null && Values.ToText(value).Length > 0)
            {
                _obstacles.Add(obstacle(Values.ToText(value)));
            }

            return converted;
        }
        catch (ExpressionException error)
        {
            _obstacles.Add(obstacle(error.Message));
            return null;
        }
    }

    private FlowMarks Flow(Frame frame, FlowMarks marks, ActivityNode old, ActivityNode now)
    {
        var inside = state.Frames.Where(child => child.Parent == frame.Number && child.Status is FrameStatus.Running or FrameStatus.Faulted)
            .Select(child => (Node: Old(child.ActivityKey), child.ByBackwardLine))
            .Concat(state.Pending.Where(work => work.Owner == frame.Number).Select(work => (Node: Old(work.ActivityKey), work.ByBackwardLine)))
            .ToList();
        var flow = new FlowMove(
            match, old, now, marks,
            inside.Where(child => !child.ByBackwardLine).Select(child => child.Node).ToHashSet(), inside.Select(child => child.Node).ToHashSet())
        {
            OldTrigger = state.TriggerActivityId,
            NewTrigger = _trigger,
        };
        var tokenFlow = match.To.Options.TokenFlow ?? interpreter.Options.TokenFlow;
        if (tokenFlow != (match.From.Options.TokenFlow ?? interpreter.Options.TokenFlow))
        {
            _obstacles.Add(new(MigrationObstacleKind.OtherType, old.Title, tokenFlow ? "TokenBased" : "CounterBased"));
            return marks;
        }

        if (flow.NewLines.Activities.IsEmpty || flow.IsUnchanged)
        {
            return marks;
        }

        if (tokenFlow)
        {
            var tokens = new TokenMove(flow);
            var carried = tokens.Run();
            _obstacles.AddRange(tokens.Obstacles);
            return carried;
        }

        var counters = new CounterMove(flow);
        var counted = counters.Run();
        _obstacles.AddRange(counters.Obstacles);
        _notes.AddRange(counters.Notes);
        return counted;
    }

    /// <summary>A sequence goes on behind the step it stands at; what it did must not lie behind that.</summary>
    private long NextIn(Frame frame, ActivityNode old, ActivityNode now)
    {
        if (frame.Step == 0 || match.Of(old.Children[(int)frame.Step - 1]) is not { } current)
        {
            return frame.Step == 0 ? 0 : Lost(old.Children[(int)frame.Step - 1]);
        }

        foreach (var done in old.Children.Take((int)frame.Step - 1))
        {
            if (match.Of(done) is { } later && later.Parent == now && later.ChildIndex > current.ChildIndex)
            {
                _obstacles.Add(new(MigrationObstacleKind.WouldRepeat, done.Title));
            }
        }

        _notes.AddRange(now.Children.Take(current.ChildIndex).Where(child => match.Before(child) is not { } before || before.ChildIndex > frame.Step - 1)
            .Select(child => new MigrationNote(MigrationNoteKind.PassedBy, child.Title)));
        return current.ChildIndex + 1;
    }

    private int Lost(ActivityNode gone)
    {
        _obstacles.Add(new(MigrationObstacleKind.ActivityGone, gone.Title));
        return 0;
    }

    private JsonObject? Machine(Frame frame, ActivityNode old, ActivityNode now)
    {
        if (frame.Memory is not { } memory || old.Machine is not { } before || now.Machine is not { } after)
        {
            return frame.Memory;
        }

        var machine = new MachineMove(match, before, after);
        var moved = machine.Run(memory, state.Frames.Where(child => child.Parent == frame.Number).Select(child => Old(child.ActivityKey)));
        _obstacles.AddRange(machine.Obstacles);
        _notes.AddRange(machine.Notes);
        return moved;
    }

    // All branches began together; one that is new has missed that.
    private Frame Branches(Frame moved, ActivityNode now)
    {
        _notes.AddRange(now.Children.Where(child => match.Before(child) is null)
            .Select(child => new MigrationNote(MigrationNoteKind.PassedBy, child.Title)));
        return moved;
    }

    private ImmutableArray<PendingWork> Pending() =>
        [.. state.Pending.Select(work => work with { ActivityKey = NewKey(work.ActivityKey) })];

    private ImmutableDictionary<string, JsonNode?> Inputs()
    {
        var (input, old) = (state.Input, match.From.Inputs);
        foreach (var declared in match.To.Inputs)
        {
            if (!input.TryGetValue(declared.Name, out var value))
            {
                input = declared.Default is null ? input : input.SetItem(declared.Name, declared.Default);
            }
            else if (old.FirstOrDefault(before => before.Name == declared.Name) is not { } before || before.Type != declared.Type)
            {
                input = input.SetItem(declared.Name, Convert(value, declared.Type, why => new(MigrationObstacleKind.InputDoesNotFit, declared.Name, why)));
            }
        }

        return input.RemoveRange(old.Where(before => match.To.Inputs.All(now => now.Name != before.Name)).Select(before => before.Name));
    }

    private Bookmark Renamed(Bookmark bookmark) =>
        Placed(bookmark.ActivityInstanceId) is { } now ? bookmark with { ActivityId = now.Id, NodeId = now.NodeId, ActivityType = now.Type } : bookmark;

    private Incident Renamed(Incident incident) =>
        match.From.Nodes.FirstOrDefault(node => node.NodeId == incident.NodeId) is { } old && match.Of(old) is { } now ? incident with { ActivityId = now.Id, NodeId = now.NodeId, ActivityType = now.Type } : incident;

    private KeptOutput? Renamed(KeptOutput output) =>
        match.From.NodesByKey.GetValueOrDefault(output.ActivityKey) is { } old && match.Of(old) is { } now ? output with { ActivityKey = now.Key } : null;

    private ActivityNode? Placed(string activityInstanceId) =>
        state.Frames.FirstOrDefault(frame => Ids.Activity(state.Id, frame.Number) == activityInstanceId) is { } frame ? _placed.GetValueOrDefault(frame.Number) : null;

    private bool IsOf(Bookmark bookmark, Frame frame) => bookmark.ActivityInstanceId == Ids.Activity(state.Id, frame.Number);

    private ActivityNode Old(string key) => match.From.NodesByKey[key];

    private string NewKey(string key)
    {
        if (match.Of(Old(key)) is { } now)
        {
            return now.Key;
        }

        Lost(Old(key));
        return key;
    }
}
