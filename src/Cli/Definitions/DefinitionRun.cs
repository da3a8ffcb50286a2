using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>What a trial run runs with.</summary>
internal sealed record TrialHost(Interpreter Interpreter, WorkflowLibrary Library);

/// <summary>One instance run in memory on a clock of its own, with the instances it starts.</summary>
internal sealed class DefinitionRun
{
    private const int MostBursts = 10_000;
    private const int MostInstances = 500;
    private readonly TrialHost _host;
    private readonly List<TrialInstance> _instances;
    private readonly List<Waiting> _waiting = [];
    private readonly Queue<(Effect.Publish Event, TrialInstance By)> _published = new();
    private JsonObject? _facts;
    private int _bursts;

    public DefinitionRun(TrialHost host, Definition definition, DateTimeOffset now)
    {
        _host = host;
        Now = now;
        Main = new(definition, "trial");
        _instances = [Main];
    }

    /// <summary>The instance that was asked for.</summary>
    public TrialInstance Main { get; }

    /// <summary>Instances it started, in order.</summary>
    public IEnumerable<TrialInstance> Children => _instances.Skip(1);

    public DateTimeOffset Now { get; private set; }

    /// <summary>Lines written by all instances.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Stimuli that fitted nothing, in words.</summary>
    public List<string> Refused { get; } = [];

    public void Start(JsonObject input, string? trigger) => Advance(Main, new Stimulus.Start(Now, input, trigger));

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
                Advance(Main, new Stimulus.Cancel(Now));
                break;
            case StimulusKind.Retry:
                Advance(Main, new Stimulus.Retry(Now));
                break;
        }
    }

    /// <summary>Resumes every bookmark, round after round, until nothing waits any more.</summary>
    public void ResumeAll()
    {
        while (_bursts < MostBursts && _instances.Find(one => one.Waits) is { } instance)
        {
            foreach (var bookmark in instance.State.Bookmarks.Where(TrialInstance.IsResumable).ToArray())
            {
                Now = instance.DueAt(bookmark) is { } due && due > Now ? due : Now;
                Advance(instance, new Stimulus.Resume(Now, bookmark.Id, instance.UsualPayload(bookmark)));
            }
        }

        if (_bursts >= MostBursts)
        {
            Refused.Add($"恢复了{MostBursts}次仍未结束。Still not finished after {MostBursts} bursts; perhaps it never ends.");
        }
    }

    private void Resume(ScriptedStimulus stimulus)
    {
        foreach (var instance in _instances)
        {
            if (instance.Find(stimulus.Name) is { } bookmark)
            {
                var payload = stimulus.Payload?.DeepClone() as JsonObject;
                if (stimulus.Outcome is { } outcome)
                {
                    (payload ??= [])["outcome"] = outcome;
                }

                Advance(instance, new Stimulus.Resume(Now, bookmark.Id, payload));
                return;
            }
        }

        Refused.Add($"没有等待“{stimulus.Name}”。Nothing waits for '{stimulus.Name}'; it waits for: {WaitsFor()}.");
    }

    private void Publish(string name, JsonObject? payload)
    {
        var any = false;
        foreach (var instance in _instances.ToArray())
        {
            foreach (var bookmark in instance.WaitingFor(name))
            {
                any = true;
                Advance(instance, new Stimulus.Resume(Now, bookmark.Id, payload?.DeepClone() as JsonObject));
            }
        }

        if (!any)
        {
            Refused.Add($"没有等待事件“{name}”。Nothing waits for event '{name}'; it waits for: {WaitsFor()}.");
        }
    }

    private void FireTimers(DateTimeOffset until)
    {
        while (_bursts < MostBursts && Next(until) is { } due)
        {
            Now = due.At > Now ? due.At : Now;
            Advance(due.Instance, new Stimulus.Resume(Now, due.Bookmark.Id));
        }
    }

    private (TrialInstance Instance, Bookmark Bookmark, DateTimeOffset At)? Next(DateTimeOffset until) => _instances
        .SelectMany(one => one.State.Bookmarks.Select(bookmark => (Instance: one, Bookmark: bookmark, At: one.DueAt(bookmark))))
        .Where(waiting => waiting.At <= until)
        .Select(waiting => ((TrialInstance, Bookmark, DateTimeOffset)?)(waiting.Instance, waiting.Bookmark, waiting.At ?? until))
        .OrderBy(due => due?.Item3)
        .FirstOrDefault();

    private void Advance(TrialInstance instance, Stimulus stimulus)
    {
        Burst(instance, stimulus);
        while (_bursts < MostBursts && _published.TryDequeue(out var published))
        {
            var payload = published.Event.Payload;
            foreach (var hearer in published.Event.OnlyThisInstance ? [published.By] : _instances.ToArray())
            {
                foreach (var bookmark in hearer.WaitingFor(published.Event.EventName))
                {
                    Burst(hearer, new Stimulus.Resume(Now, bookmark.Id, payload is null ? null : new() { ["payload"] = payload.DeepClone() }));
                }
            }
        }
    }

    private void Burst(TrialInstance instance, Stimulus stimulus)
    {
        _bursts++;
        try
        {
            var transition = _host.Interpreter.Advance(instance.Definition, instance.State, stimulus with { Facts = _facts });
            if (!transition.Applied)
            {
                Refused.Add("刺激没有作用。The stimulus changed nothing: the instance is over or the bookmark is gone.");
            }

            instance.Take(transition);
            CarryOut(instance, transition, isFirst: stimulus is Stimulus.Start);
        }
        catch (UnknownOutcomeException error)
        {
            Refused.Add(error.Message);
        }
    }

    private void CarryOut(TrialInstance instance, Transition transition, bool isFirst)
    {
        foreach (var effect in transition.Effects)
        {
            switch (effect)
            {
                case Effect.WriteLine line:
                    Lines.Add(line.Text);
                    break;
                case Effect.Publish publish:
                    _published.Enqueue((publish, instance));
                    break;
            }
        }

        Report(instance, isFirst);
        foreach (var child in transition.Effects.OfType<Effect.StartChild>())
        {
            Start(instance, child);
        }
    }

    private void Start(TrialInstance parent, Effect.StartChild start)
    {
        if (_instances.Count >= MostInstances)
        {
            Refused.Add($"已启动{MostInstances}个流程,不再启动。{MostInstances} workflows were started; no more are.");
            return;
        }

        var source = _host.Library.FindToStart(start.Request.DefinitionId);
        var reading = source is null ? null : _host.Interpreter.Reader.Read(source.Json, library: _host.Library);
        if (reading?.Definition is not { } definition)
        {
            var report = reading is null
                ? ChildReports.Missing(start.Request.DefinitionId)
                : ChildReports.NotStarted($"'{start.Request.DefinitionId}' cannot run: {string.Join("; ", reading.Errors)}");
            Fail(parent, start, report);
            return;
        }

        var child = new TrialInstance(definition, start.ChildId);
        child.CorrelateWith(start.Request.CorrelationId);
        _instances.Add(child);
        _waiting.Add(new(child, parent, start.BookmarkId, start.Request.Report));
        Burst(child, new Stimulus.Start(Now, (JsonObject)start.Request.Input.DeepClone()));
    }

    private void Fail(TrialInstance parent, Effect.StartChild start, JsonObject report)
    {
        if (start.BookmarkId is { } bookmark)
        {
            Burst(parent, new Stimulus.Resume(Now, bookmark, report));
        }
        else
        {
            Refused.Add(report["error"]?.ToString() ?? "");
        }
    }

    private void Report(TrialInstance child, bool isFirst)
    {
        if (_waiting.Find(one => one.Child == child) is { } waiting && ChildReports.IsDue(waiting.Report, child.State))
        {
            _waiting.Remove(waiting);
            if (waiting.BookmarkId is { } bookmark && waiting.Parent.State.Bookmarks.Any(b => b.Id == bookmark))
            {
                Burst(waiting.Parent, new Stimulus.Resume(Now, bookmark, ChildReports.Of(child.State, isFirst)));
            }
        }
    }

    private string WaitsFor()
    {
        var names = string.Join(", ", _instances.SelectMany(one => one.State.Bookmarks).Select(b => b.Name));
        return names.Length == 0 ? "nothing" : names;
    }

    private sealed record Waiting(TrialInstance Child, TrialInstance Parent, string? BookmarkId, ChildReport Report);
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
