using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>
/// Sleeps until the next review of a long-term item, has it reviewed, and sleeps again until enough reviews were clean
/// (长期坚持、回头看).
/// </summary>
public sealed class LongTermReview : TaskActivity
{
    private const string Clean = "Clean";
    private const string Failed = "Failed";

    public override ActivityDescriptor Descriptor { get; } = new("Rectify.LongTermReview", Category, "长期坚持回头看", "到期开展回头看;连续多次良好后销号,出现反弹则重新整改。")
    {
        Inputs =
        [
            new("ReviewEveryMonths", ValueType.Whole, "间隔(月)", "不填则按本轮的规定。"),
            new("CleanReviewsToEnd", ValueType.Whole, "良好次数", "连续多少次良好后销号;不填则按本轮的规定。"),
            .. TaskInputs("role:Verifier", """["ImplementItem"]""", """["Failed"]"""),
        ],
        Outputs = DecisionOutputs,
        Outcomes = ["Done", Failed],
    };

    public override void Execute(ActivityTurn turn)
    {
        turn.Memory = new() { ["clean"] = 0 };
        SleepUntilReview(turn);
    }

    public override void WaitAgain(ActivityTurn turn, string kind)
    {
        ArgumentNullException.ThrowIfNull(turn);
        if (kind == BookmarkKinds.Timer)
        {
            SleepUntilReview(turn);
        }
        else
        {
            AskForReview(turn);
        }
    }

    private void SleepUntilReview(ActivityTurn turn)
    {
        var planned = turn.Fact("Item", "nextReviewOn") ?? turn.Fact("Item", "requestedNextReviewOn");
        if (planned is not null)
        {
            Sleep(turn, Values.ToDay(planned) ?? Today(turn), months: 0);
        }
        else
        {
            Sleep(turn, Values.ToDay(turn.Fact("Item", "longTermSince")) ?? Today(turn), EveryMonths(turn));
        }
    }

    public override ImmutableArray<string>? TaskOutcomes(JsonObject? memory) => [Clean, Failed];

    public override void Resume(ActivityTurn turn, Resumption resumption)
    {
        if (resumption.Kind == BookmarkKinds.Timer)
        {
            AskForReview(turn);
        }
        else
        {
            base.Resume(turn, resumption);
        }
    }

    private void AskForReview(ActivityTurn turn) => Ask(turn, [Clean, Failed], new() { ["review"] = CleanSoFar(turn) + 1 });

    private protected override void Decided(ActivityTurn turn, Resumption resumption)
    {
        if (resumption.Outcome == Failed)
        {
            Move(turn, "ReviewFailed", resumption);
            turn.Complete(Failed);
            return;
        }

        var clean = CleanSoFar(turn) + 1;
        Move(turn, "ReviewClean", resumption);
        if (clean >= Number(turn, "CleanReviewsToEnd", "cleanReviewsToEnd", 2))
        {
            Move(turn, "CloseLongTerm", resumption);
            turn.Complete("Done");
            return;
        }

        turn.Memory = new() { ["clean"] = clean };
        if (Values.ToDay(resumption.Payload?["nextReviewOn"]) is { } chosen)
        {
            Sleep(turn, chosen, months: 0);
        }
        else
        {
            Sleep(turn, Today(turn), EveryMonths(turn));
        }
    }

    private void Sleep(ActivityTurn turn, DateOnly day, int months) => turn.Wait(new Wait.UntilDay(day, months, 0, Descriptor.ShortName));

    private static int EveryMonths(ActivityTurn turn) => Number(turn, "ReviewEveryMonths", "reviewEveryMonths", 6);

    private static int CleanSoFar(ActivityTurn turn) => (int)(Values.ToInteger(turn.Memory?["clean"]) ?? 0);

    private static int Number(ActivityTurn turn, string input, string fact, int otherwise) =>
        (int)(Values.ToInteger(turn.Input(input)) ?? Values.ToInteger(turn.Fact("Item", fact)) ?? otherwise);

    // The host knows the town's zone; without its word the stimulus' own offset decides what day it is.
    private static DateOnly Today(ActivityTurn turn) =>
        Values.ToDay(turn.Fact("Item", "today")) ?? DateOnly.FromDateTime(turn.Now.DateTime);
}
