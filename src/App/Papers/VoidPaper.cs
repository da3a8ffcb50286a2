using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Papers;

/// <summary>
/// 作废: a supervisor withdraws a paper. Its number stays and is never given again, the rung it came from counts as done, and what
/// has not been mailed yet is not mailed any more.
/// </summary>
public sealed class VoidPaper(RectifyDb db, PaperQueries papers, TownZone zone, TimeProvider clock)
{
    public const int LongestReason = 200;

    private const string MailReason = "文书已作废 (its paper was withdrawn)";

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done(string Number) : Outcome;

        /// <summary>Only supervisors may.</summary>
        public sealed record NotAllowed : Outcome;

        public sealed record NoSuchPaper : Outcome;

        /// <summary>No reason, or too long a one.</summary>
        public sealed record BadReason(int Most) : Outcome;

        public sealed record AlreadyVoid : Outcome;
    }

    public async Task<Outcome> RunAsync(Guid id, Viewer by, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var why = reason?.Trim() ?? "";
        if (await papers.FindAsync(by, id, cancellationToken) is null)
        {
            return new Outcome.NoSuchPaper();
        }

        if (!by.Is(Roles.Supervisor))
        {
            return new Outcome.NotAllowed();
        }

        if (why.Length is 0 or > LongestReason || why.Any(char.IsControl))
        {
            return new Outcome.BadReason(LongestReason);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var paper = await db.Papers.SingleAsync(row => row.Id == id, cancellationToken);
        if (paper.Status is PaperStatus.Void)
        {
            return new Outcome.AlreadyVoid();
        }

        var acting = Acting.Person(by.Id, clock);
        (paper.Status, paper.VoidedOn, paper.VoidedBy, paper.VoidReason) = (PaperStatus.Void, await TodayAsync(paper, acting.At, cancellationToken), by.Id, why);
        db.Record(acting, "paper.voided", new() { ["paper"] = paper.NumberText, ["reason"] = why }, paper.ItemId);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Outcome.AlreadyVoid();   // another supervisor was quicker
        }

        await CancelMailsAsync(id, acting, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Outcome.Done(paper.NumberText);
    }

    /// <summary>Mails that have nothing else to say. A mail of the day with more in it leaves the paper out when it is written.</summary>
    private async Task CancelMailsAsync(Guid paper, Acting acting, CancellationToken cancellationToken)
    {
        var occasion = MailPlan.PaperOccasion(paper);
        var told = from link in db.MailNotices join notice in db.Notices on link.NoticeId equals notice.Id select new { link.MailId, notice.PaperId };
        var mails = await db.Mails
            .Where(mail => mail.Status == MailStatus.Planned && (mail.Occasion == occasion
                || (told.Any(each => each.MailId == mail.Id && each.PaperId == paper)
                    && !told.Any(each => each.MailId == mail.Id && !db.Papers.Any(other => other.Id == each.PaperId && other.Status == PaperStatus.Void)))))
            .Select(mail => mail.Id).ToListAsync(cancellationToken);
        foreach (var mail in mails)
        {
            await new MailMove(
                mail, $"status = {Number(MailStatus.Cancelled)}, detail = {{0}}, claimed_by = NULL, lease_until = NULL",
                $"status = {Number(MailStatus.Planned)}", MailReason)
            { At = acting.At, By = acting.By, Detail = MailReason }.RunAsync(db, cancellationToken);
        }
    }

    private static string Number(MailStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);

    private async Task<DateOnly> TodayAsync(Paper paper, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var round = await db.Rounds.AsNoTracking()
            .FirstOrDefaultAsync(row => db.Items.Any(item => item.Id == paper.ItemId && item.RoundId == row.Id), cancellationToken);
        return zone.Of(round).DayOf(at);
    }
}
