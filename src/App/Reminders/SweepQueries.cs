using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>A watched item whose instant has come, with what the sweep needs to know of it.</summary>
internal sealed record DueWatch(
    ItemWatch Watch, RoundId RoundId, ItemStatus Status, int Number, string Title, DateOnly? DueOn, DateOnly? OriginalDueOn,
    Guid? Official, Guid? Leader, Guid? LeadLeader, Guid? Unit)
{
    /// <summary>True while the item owes work by the due date it is watched for.</summary>
    public bool Owes => Status.OwesWork && DueOn == Watch.DueOn;

    /// <summary>Who answers for it.</summary>
    public DutyHolders Duty => new(Official, Leader, LeadLeader, Unit);
}

/// <summary>Who answers for an item, as far as its mails ask.</summary>
internal readonly record struct DutyHolders(Guid? Official, Guid? Leader, Guid? LeadLeader, Guid? Unit)
{
    /// <summary>Whom a reminder is for: the official, else the leader who answers for the item.</summary>
    public Guid? Reminded => Official ?? Leader;
}

/// <summary>What the sweeps read and how they move a watch on. Every statement costs what is due, not what exists.</summary>
internal static class SweepQueries
{
    public const int BatchSize = 2000;

    extension(RectifyDb db)
    {
        /// <summary>The next batch of watches due for a reminder, oldest first.</summary>
        public Task<List<DueWatch>> DueRemindersAsync(DateTimeOffset now, List<RoundId> rounds, CancellationToken cancellationToken) =>
            db.JoinItemsAsync(
                db.Watches.Where(watch => watch.NextReminderAt <= now).OrderBy(watch => watch.NextReminderAt), rounds, cancellationToken);

        /// <summary>The next batch of watches due for a rung, oldest first.</summary>
        public Task<List<DueWatch>> DueRungsAsync(DateTimeOffset now, List<RoundId> rounds, CancellationToken cancellationToken) =>
            db.JoinItemsAsync(
                db.Watches.Where(watch => watch.NextRungAt <= now).OrderBy(watch => watch.NextRungAt), rounds, cancellationToken);

        /// <summary>Steps that fired already for these items and due dates.</summary>
        public async Task<HashSet<(ItemId Item, DateOnly DueOn, int Step)>> FiredAsync(
            List<DueWatch> due, NoticeKind kind, CancellationToken cancellationToken)
        {
            var items = due.ConvertAll(row => row.Watch.ItemId);
            var fired = await db.Notices.AsNoTracking()
                .Where(notice => notice.Kind == kind && items.Contains(notice.ItemId))
                .Select(notice => new { notice.ItemId, notice.DueOn, notice.Step })
                .ToListAsync(cancellationToken);
            return [.. fired.Select(notice => (notice.ItemId, notice.DueOn, notice.Step))];
        }

        /// <summary>
        /// Holds planned mails until the transaction ends, so that no dispatcher writes them before the new notices are in.
        /// Answers those that really are still planned.
        /// </summary>
        public async Task<HashSet<Guid>> HoldAsync(List<Guid> mails, CancellationToken cancellationToken)
        {
            if (mails.Count == 0)
            {
                return [];
            }

            await db.Mails
                .Where(mail => mails.Contains(mail.Id) && mail.Status == MailStatus.Planned && mail.ClaimedBy == null)
                .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.Status, MailStatus.Planned), cancellationToken);
            return [.. await db.Mails
                .Where(mail => mails.Contains(mail.Id) && mail.Status == MailStatus.Planned && mail.ClaimedBy == null)
                .Select(mail => mail.Id).ToListAsync(cancellationToken)];
        }

        /// <summary>
        /// Moves watches that share their present and their next values in one statement. False when one of them was changed
        /// meanwhile: the caller's transaction must then be given up.
        /// </summary>
        public async Task<bool> AdvanceAsync(
            List<ItemId> items, Expression<Func<ItemWatch, bool>> asRead,
            Action<UpdateSettersBuilder<ItemWatch>> set, CancellationToken cancellationToken) =>
            await db.Watches.Where(watch => items.Contains(watch.ItemId)).Where(asRead).ExecuteUpdateAsync(set, cancellationToken) == items.Count;

        /// <summary>Counts one more urging of each item; a page shows it, no decision rests on it.</summary>
        public Task CountUrgesAsync(List<ItemId> items, CancellationToken cancellationToken) => db.Items
            .Where(item => items.Contains(item.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.UrgedCount, item => item.UrgedCount + 1), cancellationToken);

        private async Task<List<DueWatch>> JoinItemsAsync(
            IQueryable<ItemWatch> due, List<RoundId> rounds, CancellationToken cancellationToken) => (await (
                from watch in due
                join item in db.Items on watch.ItemId equals item.Id
                where rounds.Contains(item.RoundId)
                select new
                {
                    Watch = watch,
                    item.RoundId,
                    item.Status,
                    item.Number,
                    item.Title,
                    item.DueOn,
                    item.OriginalDueOn,
                    item.Duty.ResponsiblePerson,
                    item.Duty.ResponsibleLeader,
                    item.Duty.LeadLeader,
                    item.Duty.ResponsibleUnit,
                })
            .Take(BatchSize).AsNoTracking().ToListAsync(cancellationToken))
            .ConvertAll(row => new DueWatch(
                row.Watch, row.RoundId, row.Status, row.Number, row.Title, row.DueOn, row.OriginalDueOn,
                row.ResponsiblePerson?.Value, row.ResponsibleLeader?.Value, row.LeadLeader?.Value, row.ResponsibleUnit?.Value));
    }
}
