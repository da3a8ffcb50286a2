using System.Collections.Immutable;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>Carries the tokens of a flowchart in token mode over to another drawing of it.</summary>
internal sealed class TokenMove(FlowMove flow)
{
    public List<MigrationObstacle> Obstacles { get; } = [];

    public FlowMarks Run()
    {
        var tokens = ImmutableArray.CreateBuilder<FlowToken>();
        foreach (var token in flow.Marks.Tokens)
        {
            var line = flow.OldLines.All[token.Line];
            if (Same(line) is { } same)
            {
                tokens.Add(token with { Line = same.Index });
            }
            else if (!token.Consumed && Instead(line) is { } other)
            {
                tokens.Add(token with { Line = other.Index });
            }
            else if (!token.Consumed)
            {
                Obstacles.Add(new(MigrationObstacleKind.BranchLost, line.Target.Title));
            }
        }

        foreach (var waiting in flow.NewLines.Activities.Where(IsWaitedFor))
        {
            Obstacles.Add(new(MigrationObstacleKind.WouldWait, waiting.Title));
        }

        var (activities, lines) = (flow.NewLines.Activities.Length, flow.NewLines.All.Length);
        return new([.. new int[activities]], [.. new int[lines]], [.. new bool[lines]]) { Tokens = tokens.DrainToImmutable() };
    }

    private Connection? Same(Connection old) => flow.NewLines.All.FirstOrDefault(line => flow.Before(line) == old);

    // What is under way takes up its token when it is left, whichever line of its own the token lies on.
    private Connection? Instead(Connection old) => flow.Any.Contains(old.Target) && flow.Match.Of(old.Target) is { } target
        ? flow.NewLines.All.FirstOrDefault(line => line.Target == target)
        : null;

    /// <summary>True when a token lies before the activity, and what it waits for besides is not the same any more.</summary>
    private bool IsWaitedFor(ActivityNode now) =>
        flow.Before(now) is { } old && !flow.Any.Contains(old) && flow.HasOtherWaysIn(now, old)
        && flow.Marks.Tokens.Any(token => !token.Consumed && flow.OldLines.All[token.Line].Target == old);
}
