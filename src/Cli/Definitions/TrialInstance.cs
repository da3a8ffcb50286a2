using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>One instance of a trial run, with what it waits for.</summary>
internal sealed class TrialInstance(Definition definition, string id)
{
    private readonly Dictionary<string, DateTimeOffset> _timers = [];
    private readonly Dictionary<string, TaskRequest> _tasks = [];

    public Definition Definition => definition;
    public InstanceState State { get; private set; } = InstanceState.New(id, definition.DefinitionId, definition.Version);
    public List<LogEntry> Log { get; } = [];
    public List<Effect> Effects { get; } = [];

    /// <summary>True while it waits for something that can be resumed from outside; children report by themselves.</summary>
    public bool Waits => State.Status == InstanceStatus.Running && State.Bookmarks.Any(IsResumable);

    /// <summary>When a timer is due, as far as it can be told without the town's calendar.</summary>
    public DateTimeOffset? DueAt(Bookmark bookmark) => _timers.TryGetValue(bookmark.Id, out var at) ? at : null;

    /// <summary>The task of a bookmark.</summary>
    public TaskRequest? Task(Bookmark bookmark) => _tasks.GetValueOrDefault(bookmark.Id);

    public static bool IsResumable(Bookmark bookmark) => bookmark.Kind != BookmarkKinds.Child;

    /// <summary>The bookmark a stimulus names.</summary>
    public Bookmark? Find(string? name) => State.Bookmarks.FirstOrDefault(b => b.Id == name || b.Name == name || b.ActivityId == name
        || b.ActivityType == name || definition.Nodes.Any(n => n.NodeId == b.NodeId && (n.Name == name || n.DisplayText == name)));

    public IEnumerable<Bookmark> WaitingFor(string eventName) =>
        State.Bookmarks.Where(b => b.Kind == BookmarkKinds.Event && b.Name == eventName).ToArray();

    public void CorrelateWith(string? correlationId) => State = State with { CorrelationId = correlationId };

    public void Take(Transition transition)
    {
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
            }
        }
    }

    /// <summary>What resumes a bookmark when nobody says how: a task by its first outcome.</summary>
    public JsonObject? UsualPayload(Bookmark bookmark) =>
        Task(bookmark) is { Outcomes: [var first, ..] } ? new JsonObject { ["outcome"] = first } : null;
}
