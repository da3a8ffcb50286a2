using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>An activity under way during a burst; the only mutable form of a frame.</summary>
internal sealed class LiveFrame(int number, LiveFrame? parent, ActivityNode node)
{
    private Dictionary<string, JsonNode?>? _inputs;

    public int Number => number;
    public LiveFrame? Parent => parent;
    public ActivityNode Node => node;
    public FrameStatus Status { get; set; } = FrameStatus.Running;
    public List<LiveFrame> Children { get; } = [];
    public ImmutableDictionary<string, JsonNode?> Variables { get; set; } = ImmutableDictionary<string, JsonNode?>.Empty;
    public ImmutableDictionary<string, JsonNode?> LoopValues { get; set; } = ImmutableDictionary<string, JsonNode?>.Empty;
    public JsonObject? Memory { get; set; }
    public long Step { get; set; }
    public bool Breaking { get; set; }
    public bool ByBackwardLine { get; set; }
    public LiveFlow? Flow { get; set; }
    public CompletedChild? Unhandled { get; set; }

    /// <summary>The outcomes a Complete inside asked of this workflow, while it ends.</summary>
    public Activities.Outcomes? Demanded { get; set; }

    /// <summary>Inputs evaluated in this burst.</summary>
    public Dictionary<string, JsonNode?> Inputs => _inputs ??= [];

    /// <summary>The same for readers; empty without making room for any.</summary>
    public IReadOnlyDictionary<string, JsonNode?> EvaluatedInputs => _inputs ?? (IReadOnlyDictionary<string, JsonNode?>)ImmutableDictionary<string, JsonNode?>.Empty;

    public bool IsOver => Status is FrameStatus.Completed or FrameStatus.Canceled;

    public static LiveFrame From(Frame frame, LiveFrame? parent, ActivityNode node)
    {
        var live = new LiveFrame(frame.Number, parent, node)
        {
            Status = frame.Status,
            Variables = frame.Variables,
            LoopValues = frame.LoopValues,
            Memory = frame.Memory,
            Step = frame.Step,
            Breaking = frame.Breaking,
            ByBackwardLine = frame.ByBackwardLine,
            Unhandled = frame.Unhandled,
            Flow = frame.Flow is { } marks ? LiveFlow.From(marks) : null,
        };
        parent?.Children.Add(live);
        return live;
    }

    public Frame Freeze() => new(Number, Parent?.Number ?? 0, Node.Key, Status)
    {
        Variables = Variables,
        LoopValues = LoopValues,
        Memory = Memory,
        Step = Step,
        Breaking = Breaking,
        ByBackwardLine = ByBackwardLine,
        Unhandled = Unhandled,
        Flow = Flow?.Freeze(),
    };
}

/// <summary>A flowchart's counts during a burst.</summary>
internal sealed class LiveFlow
{
    private LiveFlow(int[] activityVisits, int[] lineVisits, bool[] lineFollowed)
    {
        ActivityVisits = activityVisits;
        LineVisits = lineVisits;
        LineFollowed = lineFollowed;
    }

    public int[] ActivityVisits { get; }
    public int[] LineVisits { get; }
    public bool[] LineFollowed { get; }
    public List<FlowToken> Tokens { get; } = [];

    public static LiveFlow For(FlowConnections connections) =>
        new(new int[connections.Activities.Length], new int[connections.All.Length], new bool[connections.All.Length]);

    public static LiveFlow From(FlowMarks marks)
    {
        var live = new LiveFlow([.. marks.ActivityVisits], [.. marks.LineVisits], [.. marks.LineFollowed]);
        live.Tokens.AddRange(marks.Tokens);
        return live;
    }

    public FlowMarks Freeze() => new([.. ActivityVisits], [.. LineVisits], [.. LineFollowed]) { Tokens = [.. Tokens] };
}

/// <summary>An activity waiting for its turn in the burst's queue.</summary>
/// <param name="Existing">The frame to go on with; null begins a new one.</param>
internal sealed record WorkItem(ActivityNode Node, LiveFrame? Owner, LiveFrame? Existing = null)
{
    public bool ByBackwardLine { get; init; }
    public ImmutableDictionary<string, JsonNode?> LoopValues { get; init; } = ImmutableDictionary<string, JsonNode?>.Empty;

    /// <summary>Set when a bookmark is resumed.</summary>
    public Activities.Resumption? Resumption { get; init; }
}
