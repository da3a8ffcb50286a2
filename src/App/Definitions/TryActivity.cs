using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// Runs one activity by itself in memory (试运行), with the start values of the workflow's variables. Nothing is stored and no
/// effect leaves: no task is opened, no mail is sent.
/// </summary>
public sealed class TryActivity(DefinitionQueries queries, ReviewDefinition review, Interpreter interpreter, TimeProvider clock)
{
    private const string Name = "trial";

    /// <summary>Runs the activity of that node id; null when the version or the activity is not there.</summary>
    public async Task<TryResult?> RunAsync(Guid versionId, string activity, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(versionId, cancellationToken) is not { } row || DefinitionText.Read(row.Json) is not { } definition
            || Find(definition, activity) is not { } found)
        {
            return null;
        }

        var alone = new JsonObject { ["id"] = Name, ["definitionId"] = Name, ["version"] = 1, ["name"] = row.Name, ["root"] = found.DeepClone() };
        foreach (var declared in new[] { "variables", "inputs", "outputs", "outcomes" })
        {
            alone[declared] = definition[declared]?.DeepClone();
        }

        var reading = await review.ReadAsync(DefinitionText.Keep(alone), cancellationToken);
        return reading.Definition is not { } ready
            ? new(TryStatus.Faulted, [], [], string.Join('\n', reading.Errors.Select(error => ProblemWords.Of(error, alone).ToString())))
            : Report(ready, interpreter.Advance(ready, InstanceState.New(Name, Name, 1), new Stimulus.Start(clock.GetUtcNow())));
    }

    private static TryResult Report(Definition definition, Transition transition)
    {
        var nodeId = definition.Workflow.Ports["Root"].NodeId;
        var data = transition.Log.LastOrDefault(entry => entry.NodeId == nodeId && entry.Event == "Completed")?.Data;
        var state = transition.State;
        return new(
            state.SubStatus is InstanceSubStatus.Faulted || !state.Incidents.IsEmpty ? TryStatus.Faulted
                : state.Status is InstanceStatus.Finished ? TryStatus.Completed : TryStatus.Running,
            data?["outputs"]?.DeepClone() as JsonObject ?? [],
            [.. state.Outcomes.Length > 0 ? state.Outcomes : (data?["outcomes"] as JsonArray)?.Select(one => (string?)one ?? "") ?? []],
            state.Incidents.IsEmpty ? null : state.Incidents[0].Message)
        {
            Written = [.. transition.Effects.OfType<Effect.WriteLine>().Select(line => line.Text)],
        };
    }

    private static JsonObject? Find(JsonObject definition, string activity)
    {
        JsonObject? found = null;
        ActivityTree.Visit(definition, (candidate, nodeId) =>
            found = nodeId == activity || (found is null && ActivityTree.Text(candidate, "id") == activity) ? candidate : found);
        return found;
    }
}

/// <summary>What came of trying an activity.</summary>
/// <param name="Outcomes">The ports it left by.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record TryResult(TryStatus Status, JsonObject Outputs, IReadOnlyList<string> Outcomes, string? Error)
{
    /// <summary>Lines it wrote.</summary>
    public IReadOnlyList<string> Written { get; init; } = [];
}

/// <summary>How far the activity came; Running means it waits for somebody or something.</summary>
public enum TryStatus { Completed, Running, Faulted }
