using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;

namespace Rectify.Workflow.App.People.Deputies;

/// <summary>
/// The one place where a mail finds its deputy: when it is about to be written for sending, so that it counts who stands in on that
/// day, whatever owed the mail and whenever. The deputy's copy is a row of the ledger of its own, at most one for each mail.
/// </summary>
public sealed class DeputyMails(IServiceScopeFactory scopes, PeopleDirectory directory, TimeProvider clock)
{
    /// <summary>
    /// Owes deputies their copies. Answers those mails that go to the deputy alone, with the reason why they are not sent; a mail of a
    /// deputy goes no further.
    /// </summary>
    internal async Task<IReadOnlyDictionary<Guid, string>> PassOnAsync(IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        var passedOn = new Dictionary<Guid, string>();
        foreach (var mail in mails.Where(mail => mail is { OnBehalfOf: null, Kind: not (MailKind.Deputy or MailKind.Test), Resent: 0 }))
        {
            if (await directory.DeputyOfAsync(mail.RecipientId, cancellationToken) is not { } standIn)
            {
                continue;
            }

            await OweAsync(mail, standIn, cancellationToken);
            if (standIn.Mode is DeputyMode.DeputyOnly)
            {
                passedOn[mail.Id] = "由代理人代收 (goes to the deputy alone)";
            }
        }

        return passedOn;
    }

    private async Task OweAsync(LedgerMail mail, StandIn standIn, CancellationToken cancellationToken)
    {
        // A context of its own: the dispatcher's is sending at this moment.
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var copy = MailPlan.ForDeputy(mail, standIn, clock.GetUtcNow());
        var known = await db.Mails.AnyAsync(
            row => row.RecipientId == copy.RecipientId && (row.Occasion == copy.Occasion
                // A task that is open to both is news to the deputy only once.
                || (mail.Kind == MailKind.TaskOpened && row.Occasion == mail.Occasion && row.Status != MailStatus.Cancelled)),
            cancellationToken);
        if (known)
        {
            return;
        }

        db.Mails.Add(copy);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            // Another dispatcher owed it in the same moment.
        }
    }
}
