using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Runs;

/// <summary>An activity as the engine's log names it.</summary>
public sealed record LoggedActivity(string NodeId, string Id, string Type, string? Name, int TypeVersion);

/// <summary>One entry of the log without its particulars.</summary>
/// <param name="Number">The number of the activity's execution within the instance.</param>
/// <param name="Parent">The number of the execution around it; 0 for the workflow.</param>
/// <param name="Burst">Sequence of the first entry of the row that holds the particulars.</param>
internal readonly record struct LogMark(
    long Sequence, LoggedActivity Activity, int Number, int Parent, string Event, DateTimeOffset At, long Burst);

/// <summary>
/// What the log of one instance says, without the particulars of its entries: enough to filter, count and page the
/// journal and to tell how each activity went, so that only the rows on show are read. A value; it grows by a new one.
/// </summary>
internal sealed class LogIndex
{
    private readonly Dictionary<int, Execution> _executions;
    private readonly Dictionary<LoggedActivity, LoggedActivity> _activities;

    private LogIndex(int version, List<LogMark> marks, Dictionary<int, Execution> executions, Dictionary<LoggedActivity, LoggedActivity> activities)
    {
        Version = version;
        Marks = marks;
        _executions = executions;
        _activities = activities;
    }

    public static LogIndex Empty { get; } = new(-1, [], [], []);

    /// <summary>The version of the instance it was read for.</summary>
    public int Version { get; }

    /// <summary>In the order of their sequence.</summary>
    public IReadOnlyList<LogMark> Marks { get; }

    /// <summary>By number; what began first has the lowest.</summary>
    public IReadOnlyDictionary<int, Execution> Executions => _executions;

    /// <summary>The row the next step continues after.</summary>
    public long LastBurst => Marks.Count == 0 ? 0 : Marks[^1].Burst;

    /// <summary>True when the older part of the log is no longer kept.</summary>
    public bool IsTrimmed => Marks.Count == 0 || Marks[0].Sequence > 1;

    public LogIndex With(int version, IEnumerable<EngineLogBurst> bursts)
    {
        var (marks, executions, activities) = (new List<LogMark>(Marks), new Dictionary<int, Execution>(_executions), new Dictionary<LoggedActivity, LoggedActivity>(_activities));
        foreach (var burst in bursts)
        {
            foreach (var entry in EngineLogJson.Read(burst))
            {
                var mark = Mark(entry, burst.FirstSequence, activities);
                marks.Add(mark);
                executions[mark.Number] = executions.TryGetValue(mark.Number, out var known) ? known.After(mark) : Execution.Begun(mark);
            }
        }

        return new(version, marks, executions, activities);
    }

    /// <summary>
    /// Adds what is under way but no longer in the log, which is kept for a limited time: an item under long-term review
    /// stands for years in an activity whose beginning was forgotten.
    /// </summary>
    public LogIndex WithForgotten(IEnumerable<Execution> underWay)
    {
        var executions = new Dictionary<int, Execution>(_executions);
        foreach (var execution in underWay)
        {
            executions.TryAdd(execution.Number, execution);
        }

        return new(Version, [.. Marks], executions, _activities);
    }

    private static LogMark Mark(LogEntry entry, long burst, Dictionary<LoggedActivity, LoggedActivity> activities)
    {
        var activity = new LoggedActivity(entry.NodeId, entry.ActivityId, entry.ActivityType, entry.ActivityName, entry.ActivityTypeVersion);
        if (activities.TryGetValue(activity, out var known))
        {
            activity = known;
        }
        else
        {
            activities.Add(activity, activity);
        }

        return new(entry.Sequence, activity, EngineLogJson.NumberOf(entry.ActivityInstanceId),
            EngineLogJson.NumberOf(entry.ParentActivityInstanceId), string.Intern(entry.Event), entry.At, burst);
    }
}
