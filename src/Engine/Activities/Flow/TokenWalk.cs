using System.Collections.Immutable;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Activities.Flow;

/// <summary>
/// Elsa's other way through a flowchart: leaving an activity puts a token on each followed line, and the target's
/// merge mode says which tokens must lie before it for it to begin.
/// </summary>
internal sealed class TokenWalk(Burst burst, LiveFrame frame, FlowGraph graph)
{
    private readonly List<FlowToken> _tokens = Flowchart.Flow(frame).Tokens;
    private readonly ImmutableArray<Connection> _lines =
        frame.Node.Connections?.All ?? [];

    public void Leave(LiveFrame child, Outcomes outcomes)
    {
        var left = child.Node;
        var followed = graph.Outbound(left).Where(line => outcomes.Follow(line.SourcePort)).ToArray();
        foreach (var line in followed)
        {
            _tokens.Add(new(line.Index, Consumed: false, Blocked: false));
        }

        Change(token => Target(token) == left && IsFree(token), token => token with { Consumed = true });
        foreach (var line in followed)
        {
            Enter(line, left);
        }

        if (Flowchart.IsIdle(burst, frame) && !_tokens.Exists(IsFree)
            && frame.Children.TrueForAll(other => other.Status != FrameStatus.Faulted))
        {
            _tokens.Clear();
            burst.Complete(frame);
        }

        _tokens.RemoveAll(token => Target(token) == left && token.Consumed);
    }

    private void Enter(Connection line, ActivityNode left)
    {
        var target = line.Target;
        switch (MergeModeOf(target))
        {
            case MergeMode.Cascade:
                FirstOnly(line, left);
                break;
            case MergeMode.Race:
                burst.CancelInbound(frame, target);
                FirstOnly(line, left);
                break;
            case MergeMode.Merge:
                WhenAllArrived(target, graph.ForwardInbound(target));
                break;
            case MergeMode.Converge:
                WhenAllArrived(target, graph.Inbound(target));
                break;
            default:
                var upstreamBusy = graph.ForwardInbound(target)
                    .Any(inbound => _tokens.Exists(token => IsFree(token) && Target(token) == inbound.Source));
                if (!upstreamBusy)
                {
                    burst.Schedule(frame, target);
                }

                break;
        }
    }

    private void FirstOnly(Connection line, ActivityNode left)
    {
        var blocked = _tokens.FindIndex(token => token.Line == line.Index && token.Blocked);
        if (blocked >= 0)
        {
            _tokens[blocked] = _tokens[blocked] with { Consumed = true };
            return;
        }

        burst.Schedule(frame, line.Target);
        foreach (var other in graph.ForwardInbound(line.Target).Where(other => other.Source != left))
        {
            _tokens.Add(new(other.Index, Consumed: false, Blocked: true));
        }
    }

    private void WhenAllArrived(ActivityNode target, ImmutableArray<Connection> inbound)
    {
        if (inbound.Length <= 1 || inbound.All(line => _tokens.Exists(token => token.Line == line.Index && IsFree(token))))
        {
            burst.Schedule(frame, target);
        }
    }

    private MergeMode MergeModeOf(ActivityNode target) => target.Activity is not FlowJoin ? target.MergeMode
        : FlowJoin.Mode(burst.EvaluateInput(new LiveFrame(0, frame, target), "Mode")) == JoinMode.WaitAny ? MergeMode.Race
        : MergeMode.Merge;

    private ActivityNode Target(FlowToken token) => _lines[token.Line].Target;

    private static bool IsFree(FlowToken token) => token is { Consumed: false, Blocked: false };

    private void Change(Predicate<FlowToken> which, Func<FlowToken, FlowToken> change)
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (which(_tokens[i]))
            {
                _tokens[i] = change(_tokens[i]);
            }
        }
    }
}
