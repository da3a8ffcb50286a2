using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Definitions.Checks;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Starts;

/// <summary>
/// The triggers of what is published (触发器), written and removed in the transaction that publishes or withdraws: an event
/// or a request a moment later finds them, on every host.
/// </summary>
public sealed class PublishedTriggers(RectifyDb db, Interpreter interpreter, IOptions<EndpointOptions> options)
{
    /// <summary>
    /// Puts a version's triggers in the place of the former ones. What is wrong with them is returned; then nothing of the
    /// transaction may be kept.
    /// </summary>
    public async Task<IReadOnlyList<ReviewFinding>> ReplaceAsync(
        string definitionId, int version, Definition definition, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        await RemoveAsync(definitionId, cancellationToken);
        var (findings, listeners) = (new Findings(), new List<HttpListener>());
        foreach (var plan in interpreter.Triggers(definition, at))
        {
            var node = definition.NodesByKey[plan.ActivityId];
            var listens = plan.Route is { } route ? Listening.Problem(route, options.Value) : null;
            if ((plan.Problem is { } wrong ? new Obstacle(wrong, wrong) : listens) is { } problem)
            {
                findings.Error(node, "trigger.input", problem.Chinese, problem.English);
            }
            else if (plan.Route is { } listened)
            {
                await ListenAsync(Listening.Rows(listened, (definitionId, version, plan.ActivityId), at), node, findings, listeners, cancellationToken);
            }
            else
            {
                db.Triggers.Add(new()
                {
                    Id = Guid.CreateVersion7(at),
                    DefinitionId = definitionId,
                    Version = version,
                    ActivityId = plan.ActivityId,
                    EventName = plan.EventName,
                    DueAt = plan.DueAt?.ToUniversalTime(),
                });
            }
        }

        db.HttpListeners.AddRange(listeners);
        return findings.All;
    }

    /// <summary>Takes the triggers of a definition away.</summary>
    public async Task RemoveAsync(string definitionId, CancellationToken cancellationToken)
    {
        await db.Triggers.Where(row => row.DefinitionId == definitionId).ExecuteDeleteAsync(cancellationToken);
        await db.HttpListeners.Where(row => row.DefinitionId == definitionId && row.InstanceId == null).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task ListenAsync(
        IEnumerable<HttpListener> rows, ActivityNode node, Findings findings, List<HttpListener> listeners, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            var address = $"{row.Method} {options.Value.BasePath}/{row.Path}";
            if (listeners.Exists(other => other.Shape == row.Shape && other.Method == row.Method))
            {
                findings.Error(node, "http.taken", $"本流程中另一个活动已使用地址 {address}。", $"Another activity of this workflow uses {address}.");
            }
            else if (await TakenByAsync(row, cancellationToken) is { } other)
            {
                findings.Error(node, "http.taken", $"地址 {address} 已由流程“{other}”使用。请换一个路径或方法，或先撤销发布那个流程。",
                    $"{address} is used by the workflow “{other}”. Choose another path or method, or retract that workflow first.");
            }
            else
            {
                listeners.Add(row);
            }
        }
    }

    private async Task<string?> TakenByAsync(HttpListener row, CancellationToken cancellationToken) => await db.HttpListeners
        .Where(other => other.InstanceId == null && other.Shape == row.Shape && other.Method == row.Method)
        .Join(db.Definitions, other => new { other.DefinitionId, other.Version }, definition => new { definition.DefinitionId, definition.Version },
            (_, definition) => definition.Name.Length > 0 ? definition.Name : definition.DefinitionId)
        .FirstOrDefaultAsync(cancellationToken);
}
