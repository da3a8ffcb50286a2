using System.Text.Json.Nodes;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>One execution with its place in the instance.</summary>
/// <param name="Depth">How many executions stand around it.</param>
/// <param name="Faults">How many faults there are now in it and inside it.</param>
public sealed record ExecutionSummary(Guid InstanceId, Execution Execution, int Depth, int Faults)
{
    /// <summary>The execution's id.</summary>
    public string Id => RunIds.Execution(InstanceId, Execution.Number);
}

/// <summary>One execution with what went in and came out.</summary>
public sealed record ExecutionDetail(ExecutionSummary Summary)
{
    public JsonObject Inputs { get; init; } = [];
    public JsonObject? Outputs { get; init; }

    /// <summary>The ports it left by; null while it runs.</summary>
    public JsonArray? Outcomes { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Fault { get; init; }
}

/// <summary>What the badge of one activity says.</summary>
public sealed record ActivityStats(
    string ActivityId, string ActivityNodeId, int StartedCount, int CompletedCount, int UncompletedCount, bool IsBlocked, bool IsFaulted,
    int AggregateFaultCount);

/// <summary>How the activities of one instance went (活动执行记录), computed from the engine's log.</summary>
public sealed class RunExecutions(RectifyDb db, RunLogs logs)
{
    /// <summary>The executions of one activity, oldest first; all of the instance when no activity is named.</summary>
    public async Task<IReadOnlyList<ExecutionSummary>> SummariesAsync(
        Viewer viewer, Guid instanceId, string? nodeId, CancellationToken cancellationToken) =>
        await logs.FindAsync(db, viewer, instanceId, cancellationToken) is { } log ? Summaries(log, Of(log, nodeId)) : [];

    /// <summary>The same with inputs and outputs.</summary>
    public async Task<IReadOnlyList<ExecutionDetail>> DetailsAsync(
        Viewer viewer, Guid instanceId, string? nodeId, CancellationToken cancellationToken) =>
        await logs.FindAsync(db, viewer, instanceId, cancellationToken) is { } log
            ? await DetailsAsync(log, Summaries(log, Of(log, nodeId)), cancellationToken)
            : [];

    /// <summary>One execution by its id; null when there is none.</summary>
    public async Task<ExecutionDetail?> FindAsync(Viewer viewer, string id, CancellationToken cancellationToken) =>
        RunIds.TryParseExecution(id, out var instance, out var number)
        && await logs.FindAsync(db, viewer, instance, cancellationToken) is { } log
        && log.Index.Executions.TryGetValue(number, out var execution)
            ? (await DetailsAsync(log, Summaries(log, [execution]), cancellationToken))[0]
            : null;

    /// <summary>The executions around one, the workflow first, itself last; null when there is no such execution.</summary>
    public async Task<IReadOnlyList<ExecutionDetail>?> CallStackAsync(Viewer viewer, string id, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParseExecution(id, out var instance, out var number)
            || await logs.FindAsync(db, viewer, instance, cancellationToken) is not { } log
            || !log.Index.Executions.ContainsKey(number))
        {
            return null;
        }

        var chain = new List<Execution>();
        for (var next = number; log.Index.Executions.TryGetValue(next, out var execution); next = execution.Parent)
        {
            chain.Insert(0, execution);
        }

        return await DetailsAsync(log, Summaries(log, chain), cancellationToken);
    }

    /// <summary>The badges of those activities that were reached at all, each once.</summary>
    public async Task<IReadOnlyList<ActivityStats>> StatsAsync(
        Viewer viewer, Guid instanceId, IEnumerable<string> nodeIds, CancellationToken cancellationToken) =>
        await logs.FindAsync(db, viewer, instanceId, cancellationToken) is { } log ? StatsOf(log, nodeIds) : [];

    internal static IReadOnlyList<ActivityStats> StatsOf(RunLog log, IEnumerable<string> nodeIds)
    {
        var byNode = log.Index.Executions.Values.ToLookup(execution => execution.Activity.NodeId);
        var faults = Faults(log.Index);
        return
        [
            .. nodeIds.Distinct().Where(byNode.Contains).Select(node =>
            {
                var settled = byNode[node].Select(log.Settled).ToList();
                var completed = settled.Count(execution => execution.CompletedAt is not null);
                return new ActivityStats(
                    settled[0].Activity.Id, node, settled.Count, completed, settled.Count - completed,
                    settled.Exists(execution => execution.Waits),
                    settled.Exists(execution => execution.Status is ExecutionStatus.Faulted),
                    settled.Sum(execution => faults.GetValueOrDefault(execution.Number)));
            }),
        ];
    }

    /// <summary>The executions of those numbers that the log or the state knows.</summary>
    internal static IReadOnlyList<ExecutionSummary> OfFrames(RunLog log, IEnumerable<int> numbers) => Summaries(
        log, numbers.Select(number => log.Index.Executions.GetValueOrDefault(number)).OfType<Execution>());

    private static IEnumerable<Execution> Of(RunLog log, string? nodeId) => log.Index.Executions.Values
        .Where(execution => nodeId is null || execution.Activity.NodeId == nodeId).OrderBy(execution => execution.Number);

    private static List<ExecutionSummary> Summaries(RunLog log, IEnumerable<Execution> executions)
    {
        var faults = Faults(log.Index);
        return [.. executions.Select(execution => new ExecutionSummary(
            log.InstanceId, log.Settled(execution), Depth(log.Index, execution), faults.GetValueOrDefault(execution.Number)))];
    }

    private static int Depth(LogIndex index, Execution execution)
    {
        var depth = 0;
        for (var next = execution.Parent; index.Executions.TryGetValue(next, out var around); next = around.Parent)
        {
            depth++;
        }

        return depth;
    }

    private static Dictionary<int, int> Faults(LogIndex index)
    {
        var faults = new Dictionary<int, int>();
        foreach (var faulted in index.Executions.Values.Where(execution => execution.Status is ExecutionStatus.Faulted))
        {
            for (Execution? execution = faulted; execution is not null; execution = index.Executions.GetValueOrDefault(execution.Parent))
            {
                faults[execution.Number] = faults.GetValueOrDefault(execution.Number) + 1;
            }
        }

        return faults;
    }

    private async Task<IReadOnlyList<ExecutionDetail>> DetailsAsync(
        RunLog log, IReadOnlyList<ExecutionSummary> summaries, CancellationToken cancellationToken)
    {
        var ran = new Dictionary<RunDefinition, Definition?>();
        foreach (var run in summaries.Select(summary => RunOf(log, summary.Execution)).Distinct())
        {
            ran[run] = await logs.DefinitionAsync(db, run, cancellationToken);
        }

        var stored = await db.LogEntriesAsync(log.KeptBy, summaries.SelectMany(summary => summary.Execution.Bursts), cancellationToken);
        var byNumber = stored.Values.OrderBy(entry => entry.Sequence).ToLookup(entry => EngineLogJson.NumberOf(entry.ActivityInstanceId));
        return [.. summaries.Select(summary => Detail(summary, byNumber[summary.Execution.Number], ran[RunOf(log, summary.Execution)]))];
    }

    // What began under a version had that version's inputs, even if the instance was moved meanwhile.
    private static RunDefinition RunOf(RunLog log, Execution execution) =>
        execution.Bursts is [var first, ..] ? log.Definition.At(first) : log.Definition;

    private static ExecutionDetail Detail(ExecutionSummary summary, IEnumerable<LogEntry> entries, Definition? definition)
    {
        var activity = summary.Execution.BegunAs ?? summary.Execution.Activity;
        var node = definition?.Nodes.FirstOrDefault(each => each.NodeId == activity.NodeId);
        var (inputs, outputs) = (FixedInputs(node), node is { Activity.Descriptor.Outputs.Length: > 0 } ? new JsonObject() : null);
        JsonArray? outcomes = summary.Execution.Status is ExecutionStatus.Completed ? ["Done"] : null;
        string? fault = null;
        foreach (var data in entries.Select(entry => entry.Data).OfType<JsonObject>())
        {
            Merge(inputs, data["inputs"]);
            Merge(outputs ??= [], data["outputs"]);
            outcomes = data["outcomes"] is JsonArray named ? (JsonArray)named.DeepClone() : outcomes;
            fault = data["message"]?.ToString() ?? fault;
        }

        return new(summary)
        {
            Inputs = inputs,
            Outputs = outputs is { Count: > 0 } ? outputs : null,
            Outcomes = outcomes,
            Fault = summary.Execution.Status is ExecutionStatus.Faulted ? fault : null,
        };
    }

    /// <summary>The log leaves out what the definition says for good.</summary>
    private static JsonObject FixedInputs(ActivityNode? node)
    {
        var inputs = new JsonObject();
        foreach (var input in node?.Activity.Descriptor.Inputs ?? [])
        {
            var value = node!.Inputs.TryGetValue(input.Name, out var expression) // A null node has no inputs to loop over.
                ? (expression as Expression.Literal)?.Value
                : input.Default;
            if (value is not null && node.Log.KeepsInput(input.Name))
            {
                inputs[input.Name] = value.DeepClone();
            }
        }

        return inputs;
    }

    private static void Merge(JsonObject into, JsonNode? from)
    {
        foreach (var (name, value) in from as JsonObject ?? [])
        {
            into[name] = value?.DeepClone();
        }
    }
}
