using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>
/// The commands our activities give the host, in one place.
/// <list type="bullet">
/// <item><c>item.move</c> <c>{ trigger, by?, opinion?, reason?, newDueOn?, stageGoal?,
/// nextReviewOn?, expectedFinalOn?, assignTo? }</c> moves the
/// rectification item. Triggers: Start, Assign, Submit, Pass, Return, Approve, ApproveStage, Refuse, RequestExtension,
/// GrantExtension, RefuseExtension, RequestConversion, GrantConversion, RefuseConversion, ReviewClean, ReviewFailed,
/// CloseLongTerm. Days are <c>yyyy-MM-dd</c>; <c>by</c> and
/// <c>assignTo</c> are ids of persons.</item>
/// <item><c>mail.send</c> <c>{ to, subject, body, template? }</c> puts a mail into the ledger; <c>to</c> is a list of addresses in
/// the host's words (role:…, person:…, unit:… or an e-mail address).</item>
/// <item><c>paper.issue</c> <c>{ kind, to, text }</c> issues a numbered paper (督办文书).</item>
/// </list>
/// </summary>
public static class Commands
{
    public const string ItemMove = "item.move";
    public const string MailSend = "mail.send";
    public const string PaperIssue = "paper.issue";

    private static readonly string[] Passed =
        ["by", "opinion", "reason", "newDueOn", "stageGoal", "nextReviewOn", "expectedFinalOn", "assignTo"];

    /// <summary>The arguments of <c>item.move</c>: the trigger and what the person said with the decision.</summary>
    public static JsonObject Move(string trigger, JsonObject? payload = null)
    {
        var arguments = new JsonObject { ["trigger"] = trigger };
        foreach (var name in Passed)
        {
            if (payload?[name] is { } value)
            {
                arguments[name] = value.DeepClone();
            }
        }

        return arguments;
    }
}
