using Rectify.Workflow.Web.Designer;

namespace Rectify.Workflow.Web.Elsa.Hubs;

/// <summary>Which instances the viewers connected to this host look at, and the version each was told of last.</summary>
internal sealed class Observed
{
    /// <summary>More than any viewer opens.</summary>
    public const int MostPerConnection = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Watching> _connections = [];
    private readonly Dictionary<Guid, int> _versions = [];
    private readonly HashSet<Guid> _joined = [];
    private TaskCompletionSource _anybody = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody connected; <paramref name="end"/> ends the connection.</summary>
    public void Connect(string connection, StudioGrant grant, Action end)
    {
        lock (_lock)
        {
            _connections[connection] = new(grant, end, []);
            _anybody.TrySetResult();
        }
    }

    /// <summary>False when the connection is gone or observes too many already.</summary>
    public bool Add(string connection, Guid instance, int version)
    {
        lock (_lock)
        {
            if (!_connections.TryGetValue(connection, out var watching)
                || (watching.Instances.Count >= MostPerConnection && !watching.Instances.Contains(instance)))
            {
                return false;
            }

            watching.Instances.Add(instance);
            // Somebody else may have been told less so far; hearing a thing twice harms nobody.
            _versions.TryAdd(instance, version);
            _joined.Add(instance);
            return true;
        }
    }

    /// <summary>The instances that somebody began to look at since the last call.</summary>
    public IReadOnlyList<Guid> TakeJoined()
    {
        lock (_lock)
        {
            var joined = _joined.ToList();
            _joined.Clear();
            return joined;
        }
    }

    /// <summary>Forgets a connection, and the instances nobody else looks at.</summary>
    public void Remove(string connection)
    {
        lock (_lock)
        {
            if (!_connections.Remove(connection, out var watching))
            {
                return;
            }

            foreach (var instance in watching.Instances.Where(instance => !_connections.Values.Any(others => others.Instances.Contains(instance))))
            {
                _versions.Remove(instance);
                _joined.Remove(instance);
            }

            if (_connections.Count == 0)
            {
                _anybody = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Completes as soon as somebody is connected.</summary>
    public Task AnybodyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _anybody.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What is looked at, with the versions told last.</summary>
    public IReadOnlyDictionary<Guid, int> Versions()
    {
        lock (_lock)
        {
            return new Dictionary<Guid, int>(_versions);
        }
    }

    /// <summary>Remembers what was told.</summary>
    public void Told(Guid instance, int version)
    {
        lock (_lock)
        {
            if (_versions.ContainsKey(instance))
            {
                _versions[instance] = version;
            }
        }
    }

    /// <summary>The connections, by the grant each was opened with.</summary>
    public IReadOnlyList<(StudioGrant Grant, Action End)> Connections()
    {
        lock (_lock)
        {
            return [.. _connections.Values.Select(watching => (watching.Grant, watching.End))];
        }
    }

    private sealed record Watching(StudioGrant Grant, Action End, HashSet<Guid> Instances);
}
