using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.App.Rehearsal;

/// <summary>A mail or paper of a rehearsal, or of the real ledger, as both are compared.</summary>
/// <param name="Recipient">To whom.</param>
/// <param name="Name">The same, as people are called.</param>
/// <param name="Kind">Reminder, rung or summary.</param>
/// <param name="Occasion">Day or week: unique with the recipient.</param>
/// <param name="Items">Numbers of the items told of, with the step: "12/3".</param>
/// <param name="Papers">Papers it brought, as numbered.</param>
public sealed record RehearsedMail(
    Guid Recipient, string Name, MailKind Kind, string Occasion, IReadOnlyList<string> Items, IReadOnlyList<string> Papers);

/// <summary>What differs between the rehearsal and what was really sent.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Chinese">Why, as far as the ledger tells.</param>
/// <param name="English">The same.</param>
public sealed record RehearsalDifference(RehearsedMail Mail, string Chinese, string English);

/// <summary>What came of a rehearsal (预演结果).</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Mails">What would have been sent, in order.</param>
/// <param name="Missing">Rehearsed, but not sent then.</param>
/// <param name="Extra">Sent then, but not rehearsed.</param>
public sealed record RehearsalReport(
    DateOnly From, DateOnly To, IReadOnlyList<RehearsedMail> Mails, IReadOnlyList<RehearsalDifference> Missing, IReadOnlyList<RehearsalDifference> Extra)
{
    /// <summary>Letters written into the sandbox's folder.</summary>
    public int Letters { get; init; }
}
