using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>An activity that failed.</summary>
/// <param name="Title">Its name in the drawing.</param>
/// <param name="Outcomes">The ports it may be left by when it is skipped; empty when there is only the plain one.</param>
public sealed record FaultedActivity(Incident Incident, string Title, IReadOnlyList<string> Outcomes);

/// <summary>An instance that stands still, with what an administrator needs to help it on.</summary>
public sealed record StoppedRun(
    RunRow Row, int? ItemNumber, IReadOnlyList<FaultedActivity> Faults, IReadOnlyList<RunVariable> Variables);

/// <summary>Reads one instance that stands still (流程异常).</summary>
public sealed class StoppedRuns(RectifyDb db, RunReading runs, RunLogs logs)
{
    /// <summary>The instance; null when there is none, or it goes on by itself.</summary>
    public async Task<StoppedRun?> FindAsync(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        if (!await db.InstancesFor(viewer).Stopped.AnyAsync(row => row.Id == id, cancellationToken)
            || await runs.FindAsync(viewer, id, cancellationToken) is not { } run)
        {
            return null;
        }

        var definition = await logs.DefinitionAsync(db, new(run.Row.DefinitionId, run.Row.DefinitionVersion), cancellationToken);
        return new(
            run.Row,
            await db.Items.Where(item => item.Id == run.Row.ItemId).Select(item => (int?)item.Number).SingleOrDefaultAsync(cancellationToken),
            [.. run.State.Incidents.Select(incident => Faulted(incident, definition?.Nodes.FirstOrDefault(node => node.NodeId == incident.NodeId)))],
            await runs.VariablesAsync(viewer, id, cancellationToken) ?? []);
    }

    private static FaultedActivity Faulted(Incident incident, ActivityNode? node)
    {
        var drawn = node?.Parent?.Connections?.All.Where(line => line.Source == node).Select(line => line.SourcePort).OfType<string>() ?? [];
        var ports = drawn.Concat(node?.Activity.Descriptor.Outcomes ?? []).Distinct().Where(port => port != "Done").ToList();
        return new(incident, node?.Title ?? incident.ActivityId, ports);
    }

    /// <summary>
    /// The variables whose text was changed, as JSON; a text that is no JSON stands for itself. Null when a name is none of
    /// the instance's.
    /// </summary>
    public static JsonObject? Corrections(StoppedRun run, IEnumerable<KeyValuePair<string, string?>> given)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(given);
        var corrected = new JsonObject();
        foreach (var (name, text) in given)
        {
            if (run.Variables.FirstOrDefault(variable => variable.Name == name) is not { } variable)
            {
                return null;
            }

            if ((text ?? "").Trim() != TextOf(variable))
            {
                corrected[name] = ValueOf(text);
            }
        }

        return corrected;
    }

    /// <summary>A variable's value as a person edits it.</summary>
    public static string TextOf(RunVariable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text.Trim() : variable.Value?.ToJsonString(Readable) ?? "";
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonNode? ValueOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return text.Trim();
        }
    }
}
