using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>One instance run in memory on a clock of its own.</summary>
internal sealed class DefinitionRun
{
    private const int MostBursts = 10_000;
    private readonly Interpreter _interpreter;
    private readonly Dictionary<string, DateTimeOffset> _timers = [];
    private readonly Dictionary<string, TaskRequest> _tasks = [];
    private readonly Queue<Effect.Publish> _published = new();
    private JsonObject? _facts;
    private int _bursts;

    public DefinitionRun(Interpreter interpreter, Definition definition, DateTimeOffset now)
    {
        _interpreter = interpreter;
        Definition = definition;
        Now = now;
        State = InstanceState.New("trial", definition.DefinitionId, definition.Version);
    }

    public Definition Definition { get; }
    public InstanceState State { get; private set; }
    public DateTimeOffset Now { get; private set; }
    public List<LogEntry> Log { get; } = [];
    public List<Effect> Effects { get; } = [];

    /// <summary>Stimuli that fitted nothing, in words.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>When a timer is due, as far as it can be told without the town's calendar.</summary>
    public DateTimeOffset? DueAt(Bookmark bookmark) => _timers.TryGetValue(bookmark.Id, out var at) ? at : null;

    /// <summary>The task of a bookmark.</summary>
    public TaskRequest? Task(Bookmark bookmark) => _tasks.GetValueOrDefault(bookmark.Id);

    public void Start(JsonObject input, string? trigger) => Advance(new Stimulus.Start(Now, input, trigger));

    public void Apply(ScriptedStimulus stimulus)
    {
        _facts = stimulus.Facts ?? _facts;
        if (stimulus.At is { } at)
        {
            FireTimers(at);
            Now = at > Now ? at : Now;
        }

        switch (stimulus.Kind)
        {
            case StimulusKind.Resume:
                Resume(stimulus);
                break;
            case StimulusKind.Event:
                Publish(stimulus.Name ?? "", stimulus.Payload);
                break;
            case StimulusKind.Cancel:
                Advance(new Stimulus.Cancel(Now));
                break;
            case StimulusKind.Retry:
                Advance(new Stimulus.Retry(Now));
                break;
        }
    }

    /// <summary>Resumes every bookmark, round after round, until nothing waits any more.</summary>
    public void ResumeAll()
    {
        while (State is { Status: InstanceStatus.Running, Bookmarks.IsEmpty: false } && _bursts < MostBursts)
        {
            foreach (var bookmark in State.Bookmarks)
            {
                Now = _timers.TryGetValue(bookmark.Id, out var due) && due > Now ? due : Now;
                var payload = Task(bookmark) is { Outcomes: [var first, ..] } ? new JsonObject { ["outcome"] = first } : null;
                Advance(new Stimulus.Resume(Now, bookmark.Id, payload));
            }
        }

        if (_bursts >= MostBursts)
        {
            Refused.Add($"恢复了{MostBursts}次仍未结束。Still not finished after {MostBursts} bursts; perhaps it never ends.");
        }
    }

    private void Resume(ScriptedStimulus stimulus)
    {
        var bookmark = State.Bookmarks.FirstOrDefault(b => Fits(b, stimulus.Name));
        if (bookmark is null)
        {
            Refused.Add($"没有等待“{stimulus.Name}”。Nothing waits for '{stimulus.Name}'; it waits for: {Waiting()}.");
            return;
        }

        var payload = stimulus.Payload?.DeepClone() as JsonObject;
        if (stimulus.Outcome is { } outcome)
        {
            (payload ??= [])["outcome"] = outcome;
        }

        Advance(new Stimulus.Resume(Now, bookmark.Id, payload));
    }

    private void Publish(string name, JsonObject? payload)
    {
        var waiting = State.Bookmarks.Where(b => b.Kind == BookmarkKinds.Event && b.Name == name).ToArray();
        if (waiting.Length == 0)
        {
            Refused.Add($"没有等待事件“{name}”。Nothing waits for event '{name}'; it waits for: {Waiting()}.");
        }

        foreach (var bookmark in waiting)
        {
            Advance(new Stimulus.Resume(Now, bookmark.Id, payload?.DeepClone() as JsonObject));
        }
    }

    private void FireTimers(DateTimeOffset until)
    {
        while (_bursts < MostBursts && Next(until) is { } due)
        {
            Now = due.At > Now ? due.At : Now;
            Advance(new Stimulus.Resume(Now, due.Bookmark.Id));
        }
    }

    private (Bookmark Bookmark, DateTimeOffset At)? Next(DateTimeOffset until) => State.Bookmarks
        .Where(b => _timers.TryGetValue(b.Id, out var at) && at <= until)
        .Select(b => ((Bookmark, DateTimeOffset)?)(b, _timers[b.Id]))
        .OrderBy(due => due?.Item2)
        .FirstOrDefault();

    private void Advance(Stimulus stimulus)
    {
        _bursts++;
        try
        {
            Take(_interpreter.Advance(Definition, State, stimulus with { Facts = _facts }));
        }
        catch (UnknownOutcomeException error)
        {
            Refused.Add(error.Message);
        }

        while (_bursts < MostBursts && _published.TryDequeue(out var published))
        {
            foreach (var bookmark in State.Bookmarks.Where(b => b.Kind == BookmarkKinds.Event && b.Name == published.EventName).ToArray())
            {
                _bursts++;
                Take(_interpreter.Advance(Definition, State, new Stimulus.Resume(Now, bookmark.Id,
                    published.Payload is null ? null : new() { ["payload"] = published.Payload.DeepClone() })
                { Facts = _facts }));
            }
        }
    }

    private void Take(Transition transition)
    {
        if (!transition.Applied)
        {
            Refused.Add("刺激没有作用。The stimulus changed nothing: the instance is over or the bookmark is gone.");
        }

        State = transition.State;
        Log.AddRange(transition.Log);
        Effects.AddRange(transition.Effects);
        foreach (var effect in transition.Effects)
        {
            switch (effect)
            {
                case Effect.WakeAt wake:
                    _timers[wake.BookmarkId] = wake.DueAt;
                    break;
                case Effect.WakeOn wake:
                    _timers[wake.BookmarkId] = new(PlainWeeks.Add(wake.Day.AddMonths(wake.Months), wake.WorkingDays).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
                    break;
                case Effect.OpenTask task:
                    _tasks[task.BookmarkId] = task.Task;
                    break;
                case Effect.Publish publish:
                    _published.Enqueue(publish);
                    break;
            }
        }
    }

    private bool Fits(Bookmark bookmark, string? name) => bookmark.Id == name || bookmark.Name == name || bookmark.ActivityId == name
        || bookmark.ActivityType == name || Definition.Nodes.Any(n => n.NodeId == bookmark.NodeId && (n.Name == name || n.DisplayText == name));

    private string Waiting() => State.Bookmarks.IsEmpty ? "nothing" : string.Join(", ", State.Bookmarks.Select(b => b.Name));
}

/// <summary>Working days by plain weekends: a trial run has no holiday tables.</summary>
internal static class PlainWeeks
{
    public static DateOnly Add(DateOnly day, int workingDays)
    {
        var step = Math.Sign(workingDays);
        for (var left = Math.Abs(workingDays); left > 0;)
        {
            day = day.AddDays(step);
            left -= day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return day;
    }
}
