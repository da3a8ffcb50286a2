using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Migration;

namespace Rectify.Workflow.Engine.Tests.Migration;

/// <summary>One instance that tests move from one drawing to another; its state passes through JSON between any two acts.</summary>
internal sealed class Moving
{
    private readonly Interpreter _interpreter;

    public Moving(JsonObject drawn, InterpreterOptions? options = null)
    {
        _interpreter = Runner.Make(options);
        Definition = Read(drawn, 1);
        State = InstanceState.New("instance-1", Definition.DefinitionId, 1);
    }

    public Definition Definition { get; private set; }
    public InstanceState State { get; private set; }
    public JsonObject? Facts { get; set; }
    public DateTimeOffset Now { get; set; } = Runner.Begin;

    /// <summary>Ids of the activities begun, in order.</summary>
    public List<string> Begun { get; } = [];

    public List<Effect> Effects { get; } = [];

    /// <summary>Ids of the activities that wait, in order of their names.</summary>
    public IReadOnlyList<string> Waiting => [.. State.Bookmarks.Select(bookmark => bookmark.ActivityId).Order(StringComparer.Ordinal)];

    public Moving Start(JsonObject? input = null) => Apply(new Stimulus.Start(Now, input));

    public Moving Resume(string activityId, JsonObject? payload = null) =>
        Apply(new Stimulus.Resume(Now, State.Bookmarks.First(bookmark => bookmark.ActivityId == activityId).Id, payload));

    public Moving Retry() => Apply(new Stimulus.Retry(Now));

    public Moving Decide(string activityId, string outcome) => Resume(activityId, new() { ["outcome"] = outcome });

    /// <summary>Resumes whatever waits, the first by name each time, until nothing does.</summary>
    public Moving Finish(int most = 100)
    {
        for (var step = 0; step < most && State.Bookmarks.Length > 0 && State.Status == InstanceStatus.Running; step++)
        {
            Resume(Waiting[0]);
        }

        return this;
    }

    public MigrationResult Try(JsonObject drawn, params (string Old, string New)[] mapping) => Try(Read(drawn, Definition.Version + 1), mapping);

    /// <summary>Moves to another drawing, given as a definition or as its root; fails the test when that is refused.</summary>
    public MigrationResult.Moved Move(JsonObject drawn, params (string Old, string New)[] mapping)
    {
        var to = Read(drawn, Definition.Version + 1);
        var result = Try(to, mapping);
        var moved = result as MigrationResult.Moved
            ?? throw new InvalidOperationException(string.Join("; ", ((MigrationResult.Refused)result).Obstacles));
        (Definition, State) = (to, Stored(moved.State));
        return moved;
    }

    private MigrationResult Try(Definition to, params (string Old, string New)[] mapping) => new Migrator(_interpreter).Migrate(
        Definition, State, to, new(Now) { Facts = Facts, Mapping = System.Collections.Immutable.ImmutableDictionary.CreateRange(mapping.Select(pair => KeyValuePair.Create(pair.Old, pair.New))) });

    private Definition Read(JsonObject drawn, int version)
    {
        var copy = (JsonObject)drawn.DeepClone();
        var numbered = copy.ContainsKey("root") ? copy : Draw.With(copy);
        (numbered["version"], numbered["id"]) = (version, $"version-{version}");
        var reading = _interpreter.Reader.Read(numbered.ToJsonString());
        return reading.Definition ?? throw new ArgumentException(string.Join(Environment.NewLine, reading.Problems), nameof(drawn));
    }

    private Moving Apply(Stimulus stimulus)
    {
        var transition = _interpreter.Advance(Definition, State, stimulus with { Facts = Facts });
        Assert.True(transition.Applied);
        State = Stored(transition.State);
        Begun.AddRange(transition.Log.Where(entry => entry.Event == "Started").Select(entry => entry.ActivityId));
        Effects.AddRange(transition.Effects);
        return this;
    }

    private static InstanceState Stored(InstanceState state) => InstanceStateJson.Deserialize(InstanceStateJson.Serialize(state));
}
