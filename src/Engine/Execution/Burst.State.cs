using System.Collections.Immutable;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>From state to live frames and back; bookmarks and the effects they owe.</summary>
internal sealed partial class Burst
{
    private readonly List<Effect> _effects = [];
    private readonly BurstLog _log;
    private int _frameCount;
    private int _bookmarkCount;

    public string ActivityId(LiveFrame frame) => Ids.Activity(InstanceId, frame.Number);

    public LiveFrame? FrameOf(Bookmark bookmark) =>
        _frames.FirstOrDefault(frame => !frame.IsOver && ActivityId(frame) == bookmark.ActivityInstanceId);

    /// <summary>Burns the bookmark that is being resumed.</summary>
    public void UseBookmark(Bookmark bookmark) => Close(bookmark, used: true);

    /// <summary>Opens a bookmark for a container that waits by itself.</summary>
    public void Wait(LiveFrame frame, Wait wait) => Take(frame, wait);

    /// <summary>Starts an instance nobody waits for.</summary>
    public void StartChild(LiveFrame frame, ChildRequest request) => Take(frame, request);

    private void Take(LiveFrame frame, object answer)
    {
        switch (answer)
        {
            case Wait wait:
                Open(frame, wait);
                break;
            case ChildRequest request:
                _effects.Add(new Effect.StartChild(Ids.Child(InstanceId, ++_bookmarkCount), null, frame.Node.Id, request));
                break;
            default:
                _effects.Add((Effect)answer);
                break;
        }
    }

    private void Open(LiveFrame frame, Wait wait)
    {
        var id = Ids.Bookmark(InstanceId, ++_bookmarkCount);
        var node = frame.Node;
        var (kind, name, effect) = wait switch
        {
            Wait.ForTask task => (BookmarkKinds.Task, task.Name ?? task.Request.Kind,
                (Effect)new Effect.OpenTask(id, node.Id, node.NodeId, node.Type, task.Request)),
            Wait.Until until => (BookmarkKinds.Timer, until.Purpose, new Effect.WakeAt(id, until.DueAt, until.Purpose)),
            Wait.UntilDay day => (BookmarkKinds.Timer, day.Purpose,
                new Effect.WakeOn(id, day.Day, day.Months, day.WorkingDays, day.Purpose)),
            Wait.ForEvent @event => (BookmarkKinds.Event, @event.EventName, new Effect.AwaitEvent(id, @event.EventName, CorrelationId)),
            Wait.ForHttp http => (BookmarkKinds.Http, http.Route.Path, new Effect.AwaitHttp(id, node.Id, http.Route)),
            Wait.ForAnswer answer => (BookmarkKinds.Answer, Clipped(answer.Call.Url), new Effect.SendHttp(id, node.Id, answer.Call)),
            Wait.ForChild child => (BookmarkKinds.Child, child.Request.DefinitionId,
                new Effect.StartChild(Ids.Child(InstanceId, _bookmarkCount), id, node.Id, child.Request)),
            _ => throw new ArgumentOutOfRangeException(nameof(wait), wait, "An unknown kind of wait."),
        };
        _bookmarks.Add(new(id, kind, name, ActivityId(frame), node.Id, node.NodeId, node.Type));
        _effects.Add(effect);
    }

    private static string Clipped(string text) => text.Length > 200 ? text[..200] : text;

    private void CloseBookmarks(LiveFrame frame)
    {
        if (_bookmarks.Count == 0)
        {
            return;
        }

        var id = ActivityId(frame);
        foreach (var bookmark in _bookmarks.Where(b => b.ActivityInstanceId == id).ToArray())
        {
            Close(bookmark, used: false);
        }
    }

    private void Close(Bookmark bookmark, bool used)
    {
        _bookmarks.Remove(bookmark);

        // What opened in this very burst never reached the host: take the opening back instead.
        if (_effects.RemoveAll(effect => Opens(effect) == bookmark.Id) == 0)
        {
            _effects.Add(new Effect.CloseBookmark(bookmark.Id, used));
        }
    }

    private static string? Opens(Effect effect) => effect switch
    {
        Effect.OpenTask task => task.BookmarkId,
        Effect.WakeAt wake => wake.BookmarkId,
        Effect.WakeOn wake => wake.BookmarkId,
        Effect.AwaitEvent wait => wait.BookmarkId,
        Effect.StartChild child => child.BookmarkId,
        Effect.AwaitHttp wait => wait.BookmarkId,
        Effect.SendHttp call => call.BookmarkId,
        _ => null,
    };

    private void Thaw(InstanceState state)
    {
        var byNumber = new Dictionary<int, LiveFrame>(state.Frames.Length);
        foreach (var frame in state.Frames)
        {
            var live = LiveFrame.From(frame, byNumber.GetValueOrDefault(frame.Parent), Definition.NodesByKey[frame.ActivityKey]);
            byNumber.Add(frame.Number, live);
            _frames.Add(live);
        }
    }

    private Transition Freeze()
    {
        var finished = IsFinished;
        var after = _before with
        {
            Status = finished ? InstanceStatus.Finished : InstanceStatus.Running,
            SubStatus = SubStatus,
            CorrelationId = CorrelationId,
            Name = InstanceName,
            Bookmarks = [.. _bookmarks],
            Incidents = [.. _incidents],
            StartedAt = _before.StartedAt ?? Now,
            FinishedAt = finished ? Now : null,
            TriggerActivityId = TriggerActivityId,
            Input = _input,
            Output = _output,
            Outcomes = _outcomes,
            Frames = KeptFrames(),
            Pending = [.. _queue.Select(item => new PendingWork(item.Node.Key, item.Owner?.Number ?? 0)
            {
                ByBackwardLine = item.ByBackwardLine,
                LoopValues = item.LoopValues,
            })],
            Outputs = [.. _kept],
            LastResult = _lastResult,
            Counters = new(_frameCount, _bookmarkCount, _guidCount, _log.Last),
        };
        return new(after, [.. _effects], _log.Entries);
    }

    // Frames that go on, with those around them; and the workflow itself, which holds the variables. Of an instance that is
    // over for good only the workflow is kept.
    private ImmutableArray<Frame> KeptFrames()
    {
        if (SubStatus is InstanceSubStatus.Finished or InstanceSubStatus.Cancelled)
        {
            return [.. _frames.Where(frame => frame.Parent is null).Select(frame => frame.Freeze())];
        }

        var kept = new HashSet<LiveFrame>();
        foreach (var frame in _frames.Where(frame => !frame.IsOver || frame.Parent is null))
        {
            for (var current = frame; current is not null && kept.Add(current); current = current.Parent)
            {
            }
        }

        foreach (var item in _queue)
        {
            for (var current = item.Owner; current is not null && kept.Add(current); current = current.Parent)
            {
            }
        }

        return [.. _frames.Where(kept.Contains).Select(frame => frame.Freeze())];
    }
}
