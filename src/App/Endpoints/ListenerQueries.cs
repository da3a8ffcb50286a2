using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Endpoints;

/// <summary>Who listens at an address.</summary>
public abstract record Listeners
{
    private Listeners() { }

    /// <summary>Nobody.</summary>
    public sealed record None : Listeners;

    /// <summary>Somebody, for other methods.</summary>
    public sealed record OtherMethods(IReadOnlyList<string> Allowed) : Listeners;

    /// <summary>More than one instance waits there; the caller must say which, by correlation or instance.</summary>
    public sealed record Several : Listeners;

    /// <summary>This one.</summary>
    public sealed record One(HttpListener Listener, JsonObject RouteData) : Listeners;
}

/// <summary>Finds who listens where; nothing is kept in memory, so a row counts from its commit on.</summary>
public sealed class ListenerQueries(RectifyDb db)
{
    /// <summary>
    /// Who takes a request. An instance named in the request comes first, then the definition that starts there, then the
    /// one instance that waits there.
    /// </summary>
    public async Task<Listeners> FindAsync(string method, string path, string? correlationId, Guid? instanceId, CancellationToken cancellationToken)
    {
        var prefixes = PathTemplate.Prefixes(path);
        var drawn = await db.HttpListeners.AsNoTracking().Where(row => prefixes.Contains(row.Prefix))
            .Select(row => new { row.Path, row.Method }).Distinct().ToListAsync(cancellationToken);
        var fitting = drawn.Select(row => (row.Path, row.Method, Template: PathTemplate.Parse(row.Path, out _)))
            .Where(row => row.Template?.Match(path) is not null).OrderBy(row => row.Template!.Rank, StringComparer.Ordinal).ToList();
        var several = false;
        foreach (var (drawnPath, _, template) in fitting.Where(row => row.Method == method))
        {
            switch (await AtAsync(drawnPath, method, correlationId, instanceId, cancellationToken))
            {
                case { Count: 1 } found:
                    return new Listeners.One(found[0], template!.Match(path) ?? []);
                case { Count: > 1 }:
                    several = true;
                    break;
            }
        }

        return several ? new Listeners.Several()
            : fitting.Count == 0 || fitting.Exists(row => row.Method == method) ? new Listeners.None()
            : new Listeners.OtherMethods([.. fitting.Select(row => row.Method).Distinct().Order(StringComparer.Ordinal)]);
    }

    private async Task<List<HttpListener>> AtAsync(string path, string method, string? correlationId, Guid? instanceId, CancellationToken cancellationToken)
    {
        var here = db.HttpListeners.AsNoTracking().Where(row => row.Path == path && row.Method == method);
        if (instanceId is { } named)
        {
            var waiting = await here.Where(row => row.InstanceId == named).OrderBy(row => row.Id).Take(2).ToListAsync(cancellationToken);
            if (waiting.Count > 0)
            {
                return waiting;
            }
        }

        if (await here.SingleOrDefaultAsync(row => row.InstanceId == null, cancellationToken) is { } start)
        {
            return [start];
        }

        return instanceId is not null ? []
            : await here.Where(row => correlationId == null || db.Instances.Any(one => one.Id == row.InstanceId && one.CorrelationId == correlationId))
                .OrderBy(row => row.Id).Take(2).ToListAsync(cancellationToken);
    }
}
