using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.People.Handovers;

/// <summary>
/// Gives all open items of an official, with their open tasks, to another (移交任务). One transaction, however many: killed in it,
/// nothing has happened. Reminders ask who is responsible when they leave, so they follow by themselves.
/// </summary>
public sealed class HandOverItems(RectifyDb db, PeopleDirectory directory, OutboxNudge nudge, TimeProvider clock)
{
    public const int LongestReason = 500;

    /// <summary>Most items a refusal names.</summary>
    public const int MostNamed = 10;

    private const string MailReason = "任务已移交 (the items were handed over)";

    /// <summary>True for administrators and the leaders of the person's unit and those above it.</summary>
    public static bool MayHandOver(Viewer viewer, Person from)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(from);
        return viewer.Is(Roles.Administrator) || (viewer.Is(Roles.UnitLeader) && viewer.UnitIds.Contains(from.UnitId));
    }

    /// <summary>What would go over; nothing is changed.</summary>
    public async Task<Outcome> PreviewAsync(Viewer by, Guid from, Guid to, CancellationToken cancellationToken)
    {
        var (refusal, _) = await CheckAsync(by, from, to, cancellationToken);
        return refusal ?? new Outcome.Plan(await Moving(from).CountAsync(cancellationToken), await TasksOf(from).CountAsync(cancellationToken));
    }

    /// <summary>How many open items and tasks stand in a person's name.</summary>
    public async Task<(int Items, int Tasks)> CountAsync(Guid person, CancellationToken cancellationToken) =>
        (await Moving(person).CountAsync(cancellationToken), await TasksOf(person).CountAsync(cancellationToken));

    public async Task<Outcome> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var reason = command.Reason.Trim();
        if (reason.Length is 0 or > LongestReason)
        {
            return new Outcome.BadReason(LongestReason);
        }

        await using var step = await db.Database.BeginTransactionAsync(cancellationToken);
        // The rows are ours from here on: whoever decides about one of them meanwhile finds another version and looks again.
        await Moving(command.From).ExecuteUpdateAsync(set => set.SetProperty(item => item.Version, item => item.Version + 1), cancellationToken);
        var (refusal, to) = await CheckAsync(command.By, command.From, command.To, cancellationToken);
        if (refusal is not null || to is null)
        {
            return refusal ?? new Outcome.NoSuchPerson();
        }

        var acting = Acting.Person(command.By.Id, clock);
        var items = await Moving(command.From).AsNoTracking().OrderBy(item => item.Number)
            .Select(item => new { item.Id, item.Duty.ResponsibleLeader }).ToListAsync(cancellationToken);
        var tasks = await TasksOf(command.From).Select(task => task.Id).ToListAsync(cancellationToken);
        if (items.Count + tasks.Count == 0)
        {
            return new Outcome.NothingThere();
        }

        var handover = db.Add(new Handover
        {
            Id = Guid.CreateVersion7(acting.At),
            FromId = command.From,
            ToId = command.To,
            Reason = reason,
            By = command.By.Id,
            At = acting.At,
            Items = items.Count,
            Tasks = tasks.Count,
        }).Entity;
        foreach (var item in items)
        {
            db.Add(new HandoverItem { HandoverId = handover.Id, ItemId = item.Id });
            db.Record(acting, "item.handedover", Particulars(handover), item.Id);
        }

        db.Record(acting, "handover.done", Particulars(handover));
        var readers = items.Select(item => item.ResponsibleLeader?.Value).OfType<Guid>().Concat([command.From, command.To]).Distinct();
        foreach (var reader in readers.ToList())
        {
            db.Mails.Add(MailPlan.Handover(reader, handover, acting.At));
        }

        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        await MoveAsync(handover, cancellationToken);
        await RedirectAsync(handover, tasks, acting, cancellationToken);
        await step.CommitAsync(cancellationToken);
        nudge.Nudge();
        return new Outcome.Done(handover.Id, items.Count, tasks.Count);
    }

    private IQueryable<RectificationItem> Moving(Guid from)
    {
        PersonId? person = new PersonId(from);
        return db.Items.Where(item => item.Duty.ResponsiblePerson == person && item.Status != ItemStatus.Closed && item.Status != ItemStatus.Withdrawn);
    }

    // What the person does on these items, or on none; what they do in another post stays theirs.
    private IQueryable<WorkTask> TasksOf(Guid from)
    {
        var items = Moving(from).Select(item => (ItemId?)item.Id);
        return db.Tasks.Where(task => task.Status == WorkTaskStatus.Open && task.PersonId == from && (task.ItemId == null || items.Contains(task.ItemId)));
    }

    private async Task<(Outcome? Refusal, Viewer? To)> CheckAsync(Viewer by, Guid from, Guid to, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(person => person.Id == from, cancellationToken) is not { } person)
        {
            return (new Outcome.NoSuchPerson(), null);
        }

        if (!MayHandOver(by, person))
        {
            return (new Outcome.NotAllowed(), null);
        }

        if (from == to || await directory.ViewerAsync(to, cancellationToken) is not { } heir)
        {
            return (new Outcome.NoSuchPerson(), null);
        }

        if (!heir.Is(Roles.Official))
        {
            return (new Outcome.NotAnOfficial(), null);
        }

        // In the item's unit or above it: a unit above covers those below.
        UnitId?[] covered = [.. heir.UnitIds.Select(unit => (UnitId?)new UnitId(unit))];
        var outside = await Moving(from).Where(item => item.Duty.ResponsibleUnit != null && !covered.Contains(item.Duty.ResponsibleUnit))
            .OrderBy(item => item.Number).Select(item => item.Number).ToListAsync(cancellationToken);
        return outside.Count > 0 ? (new Outcome.OutsideUnit(outside.Count, [.. outside.Take(MostNamed)]), null) : (null, heir);
    }

    private async Task MoveAsync(Handover handover, CancellationToken cancellationToken)
    {
        PersonId? to = new PersonId(handover.ToId);
        PersonId? from = new PersonId(handover.FromId);
        var moved = db.Set<HandoverItem>().Where(row => row.HandoverId == handover.Id);
        await db.Tasks.Where(task => task.Status == WorkTaskStatus.Open && task.PersonId == handover.FromId
                && (task.ItemId == null || moved.Any(row => row.ItemId == task.ItemId)))
            .ExecuteUpdateAsync(set => set.SetProperty(task => task.PersonId, handover.ToId), cancellationToken);
        await db.Set<Measure>().Where(measure => measure.Official == from && measure.DoneOn == null && moved.Any(row => row.ItemId == EF.Property<ItemId>(measure, "ItemId")))
            .ExecuteUpdateAsync(set => set.SetProperty(measure => measure.Official, to), cancellationToken);
        await db.Items.Where(item => moved.Any(row => row.ItemId == item.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.Duty.ResponsiblePerson, to), cancellationToken);
    }

    /// <summary>Mails that were owed to the old official: of tasks, the receipt says it; what the mail of the day was to tell goes to the new one.</summary>
    private async Task RedirectAsync(Handover handover, List<Guid> tasks, Acting acting, CancellationToken cancellationToken)
    {
        var planned = await db.Mails.Where(mail => mail.RecipientId == handover.FromId && mail.Status == MailStatus.Planned && mail.ClaimedBy == null)
            .AsNoTracking().ToListAsync(cancellationToken);
        var gone = tasks.ToHashSet();
        foreach (var mail in planned.Where(mail => mail is { Kind: MailKind.TaskOpened, TaskId: { } task } && gone.Contains(task)))
        {
            await new MailMove(
                mail.Id, string.Create(CultureInfo.InvariantCulture, $"status = {(int)MailStatus.Cancelled}, detail = {{0}}"),
                string.Create(CultureInfo.InvariantCulture, $"status = {(int)MailStatus.Planned}"), MailReason)
            { At = acting.At, By = acting.By, Detail = MailReason }.RunAsync(db, cancellationToken);
        }

        foreach (var mail in planned.Where(mail => mail.Kind is MailKind.Reminder or MailKind.Rung))
        {
            var told = await db.MailNotices.Where(row => row.MailId == mail.Id && !row.Copy
                    && db.Set<HandoverItem>().Any(item => item.HandoverId == handover.Id && item.ItemId == row.ItemId))
                .AsNoTracking().ToListAsync(cancellationToken);
            if (told.Count == 0)
            {
                continue;
            }

            var day = MailPlan.Read<DayData>(mail).Day;
            var occasion = MailPlan.DayOccasion(day);
            var before = await db.Mails.CountAsync(row => row.RecipientId == handover.ToId && row.Occasion.StartsWith(occasion), cancellationToken);
            var next = db.Mails.Add(MailPlan.OfDay(mail.Kind, handover.ToId, day, before, acting.At, mail.DueAt)).Entity;
            db.MailNotices.AddRange(told.Select(row => new MailNotice { MailId = next.Id, NoticeId = row.NoticeId, ItemId = row.ItemId }));
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static JsonObject Particulars(Handover handover) => new()
    {
        ["handover"] = handover.Id.ToString("N"),
        ["from"] = handover.FromId.ToString("N"),
        ["to"] = handover.ToId.ToString("N"),
        ["reason"] = handover.Reason,
    };

    public sealed record Command(Viewer By, Guid From, Guid To, string Reason);

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>What would go over.</summary>
        public sealed record Plan(int Items, int Tasks) : Outcome;

        public sealed record Done(Guid Id, int Items, int Tasks) : Outcome;

        /// <summary>One of the two does not exist, has left, or both are the same.</summary>
        public sealed record NoSuchPerson : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>The one who would get them is no official.</summary>
        public sealed record NotAnOfficial : Outcome;

        /// <summary>Some items belong to units the new official is neither in nor above.</summary>
        public sealed record OutsideUnit(int Count, IReadOnlyList<int> Numbers) : Outcome;

        public sealed record BadReason(int AtMost) : Outcome;

        public sealed record NothingThere : Outcome;
    }
}
