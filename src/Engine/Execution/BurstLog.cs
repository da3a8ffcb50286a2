using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>The engine's log of one burst.</summary>
internal sealed class BurstLog(InstanceState before)
{
    private readonly ImmutableArray<LogEntry>.Builder _entries = ImmutableArray.CreateBuilder<LogEntry>();
    private Dictionary<LiveFrame, JsonObject>? _outputs;

    /// <summary>The last sequence number handed out.</summary>
    public long Last { get; private set; } = before.Counters.LogEntries;

    public ImmutableArray<LogEntry> Entries => _entries.ToImmutable();

    public void Output(LiveFrame frame, string name, JsonNode? value)
    {
        if (!frame.Node.Log.KeepsOutput(name))
        {
            return;
        }

        _outputs ??= [];
        if (!_outputs.TryGetValue(frame, out var outputs))
        {
            _outputs[frame] = outputs = [];
        }

        outputs[name] = LoggedValue.Of(value);
    }

    public void Completed(LiveFrame frame, DateTimeOffset at, Outcomes outcomes)
    {
        JsonObject? data = null;
        if (!outcomes.IsPlain)
        {
            data = new() { ["outcomes"] = new JsonArray([.. outcomes.Names.Select(name => (JsonNode?)name)]) };
        }

        if (_outputs is not null && _outputs.Remove(frame, out var outputs))
        {
            (data ??= [])["outputs"] = outputs;
        }

        AddTurn("Completed", frame, at, data);
    }

    /// <summary>Adds an entry that ends an activity's turn, with the inputs it had.</summary>
    public void AddTurn(string name, LiveFrame frame, DateTimeOffset at, JsonObject? data = null)
    {
        JsonObject? inputs = null;
        foreach (var (input, value) in frame.EvaluatedInputs)
        {
            // What the definition leaves at its default says nothing.
            if (frame.Node.Inputs.ContainsKey(input) && frame.Node.Log.KeepsInput(input))
            {
                (inputs ??= [])[input] = LoggedValue.Of(value);
            }
        }

        if (inputs is not null)
        {
            (data ??= [])["inputs"] = inputs;
        }

        Add(name, frame, at, data);
    }

    public void Add(string name, LiveFrame frame, DateTimeOffset at, JsonObject? data = null) =>
        _entries.Add(new(++Last, at, name, Ids.Activity(before.Id, frame.Number),
            frame.Parent is { } parent ? Ids.Activity(before.Id, parent.Number) : null,
            frame.Node.Id, frame.Node.NodeId, frame.Node.Type, frame.Node.Name, data)
        {
            ActivityTypeVersion = frame.Node.Version,
        });
}
