using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Tests;

/// <summary>Runs one instance in memory, as a test needs it.</summary>
internal sealed class Runner
{
    public static readonly DateTimeOffset Begin = new(2023, 3, 14, 1, 0, 0, TimeSpan.Zero);
    private static readonly Interpreter Standard = Make();

    private readonly Interpreter _interpreter;

    public Runner(string json, InterpreterOptions? options = null)
    {
        _interpreter = options is null ? Standard : Make(options);
        var reading = _interpreter.Reader.Read(json);
        Definition = reading.Definition ?? throw new ArgumentException(string.Join(Environment.NewLine, reading.Problems), nameof(json));
        State = InstanceState.New("instance-1", Definition.DefinitionId, Definition.Version);
    }

    public Definition Definition { get; }
    public InstanceState State { get; private set; }
    public DateTimeOffset Now { get; set; } = Begin;
    public JsonObject? Facts { get; set; }
    public Transition? Last { get; private set; }
    public List<Effect> Effects { get; } = [];
    public List<LogEntry> Log { get; } = [];
    public IEnumerable<string> Lines => Effects.OfType<Effect.WriteLine>().Select(line => line.Text);

    /// <summary>When set, the state passes through JSON between bursts.</summary>
    public bool StoresState { get; init; }

    public static Interpreter Make(InterpreterOptions? options = null, ScriptLimits? limits = null) =>
        new(ActivityCatalog.Default, [new JintEvaluator(limits), new LiquidEvaluator(limits)], options);

    public Runner Start(JsonObject? input = null, string? trigger = null) => Apply(new Stimulus.Start(Now, input, trigger));

    public Runner Resume(string activityNameOrId, JsonObject? payload = null) =>
        Apply(new Stimulus.Resume(Now, Waiting(activityNameOrId).Id, payload));

    public Runner Decide(string activityNameOrId, string outcome) => Resume(activityNameOrId, new() { ["outcome"] = outcome });

    public Bookmark Waiting(string activityNameOrId) => State.Bookmarks.First(b =>
        b.ActivityId == activityNameOrId || b.Name == activityNameOrId || Definition.NodesByKey[b.ActivityId].Name == activityNameOrId);

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
        State = Last.State;
        Effects.AddRange(Last.Effects);
        Log.AddRange(Last.Log);
        return this;
    }
}
