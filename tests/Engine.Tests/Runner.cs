using System.Text.Json.Nodes;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Tests;

/// <summary>Runs one instance in memory, and the instances it starts, as a test needs it.</summary>
internal sealed class Runner
{
    public static readonly DateTimeOffset Begin = new(2023, 3, 14, 1, 0, 0, TimeSpan.Zero);
    private static readonly Interpreter Standard = Make();

    private readonly Interpreter _interpreter;
    private readonly WorkflowLibrary _library;
    private readonly Runner? _parent;
    private Effect.StartChild? _startedBy;

    public Runner(string json, InterpreterOptions? options = null, WorkflowLibrary? library = null)
        : this(json, options is null ? Standard : Make(options), library ?? WorkflowLibrary.Empty, "instance-1")
    {
    }

    private Runner(string json, Interpreter interpreter, WorkflowLibrary library, string id, Runner? parent = null)
    {
        (_interpreter, _library, _parent) = (interpreter, library, parent);
        var reading = _interpreter.Reader.Read(json, library: library);
        Definition = reading.Definition ?? throw new ArgumentException(string.Join(Environment.NewLine, reading.Problems), nameof(json));
        State = InstanceState.New(id, Definition.DefinitionId, Definition.Version);
        Lines = parent?.Lines ?? [];
    }

    public Definition Definition { get; }
    public InstanceState State { get; private set; }
    public DateTimeOffset Now { get; set; } = Begin;
    public JsonObject? Facts { get; set; }
    public Transition? Last { get; private set; }
    public List<Effect> Effects { get; } = [];
    public List<LogEntry> Log { get; } = [];
    public List<Runner> Children { get; } = [];

    /// <summary>Lines written by the instance and those it started.</summary>
    public List<string> Lines { get; }

    /// <summary>When set, the state passes through JSON between bursts.</summary>
    public bool StoresState { get; init; }

    // Tests that are not about time: on a machine of two cores a script may stand still for longer than the usual second.
    private static readonly ScriptLimits Patient = new() { Time = TimeSpan.FromMinutes(1) };

    public static Interpreter Make(InterpreterOptions? options = null, ScriptLimits? limits = null) =>
        new(ActivityCatalog.Default, [new JintEvaluator(limits ?? Patient), new LiquidEvaluator(limits ?? Patient)],
            (options ?? InterpreterOptions.Default) with { Cron = new CronosSchedule() });

    public Runner Start(JsonObject? input = null, string? trigger = null) => Apply(new Stimulus.Start(Now, input, trigger));

    public Runner Resume(string activityNameOrId, JsonObject? payload = null) =>
        Apply(new Stimulus.Resume(Now, Waiting(activityNameOrId).Id, payload));

    public Runner Decide(string activityNameOrId, string outcome) => Resume(activityNameOrId, new() { ["outcome"] = outcome });

    public Bookmark Waiting(string activityNameOrId) => State.Bookmarks.First(b =>
        b.ActivityId == activityNameOrId || b.Name == activityNameOrId
        || Definition.Nodes.Any(node => node.NodeId == b.NodeId && node.Name == activityNameOrId));

    /// <summary>Resumes every bookmark until none is left, as Elsa's own test runner does.</summary>
    public Runner ResumeAll()
    {
        for (var guard = 0; State.Bookmarks.Length > 0 && State.Status == InstanceStatus.Running && guard < 1000; guard++)
        {
            foreach (var bookmark in State.Bookmarks)
            {
                Apply(new Stimulus.Resume(Now, bookmark.Id));
            }
        }

        return this;
    }

    public Runner Apply(Stimulus stimulus)
    {
        var before = StoresState ? InstanceStateJson.Deserialize(InstanceStateJson.Serialize(State)) : State;
        Last = _interpreter.Advance(Definition, before, stimulus with { Facts = Facts });
        var effects = Last.Effects;
        State = Last.State;
        Effects.AddRange(effects);
        Log.AddRange(Last.Log);
        Lines.AddRange(effects.OfType<Effect.WriteLine>().Select(line => line.Text));
        foreach (var start in effects.OfType<Effect.StartChild>())
        {
            StartChild(start);
        }

        Report(isFirst: stimulus is Stimulus.Start);
        return this;
    }

    private void StartChild(Effect.StartChild start)
    {
        if (_library.FindToStart(start.Request.DefinitionId) is not { } source)
        {
            if (start.BookmarkId is { } waiting)
            {
                Apply(new Stimulus.Resume(Now, waiting, ChildReports.Missing(start.Request.DefinitionId)));
            }

            return;
        }

        var child = new Runner(source.Json, _interpreter, _library, start.ChildId, this) { StoresState = StoresState, _startedBy = start };
        child.State = child.State with { CorrelationId = start.Request.CorrelationId };
        Children.Add(child);
        child.Start((JsonObject)start.Request.Input.DeepClone());
    }

    private void Report(bool isFirst)
    {
        if (_parent is not null && _startedBy is { BookmarkId: { } bookmark } by && ChildReports.IsDue(by.Request.Report, State))
        {
            _startedBy = null;
            _parent.Apply(new Stimulus.Resume(Now, bookmark, ChildReports.Of(State, isFirst)));
        }
    }
}
