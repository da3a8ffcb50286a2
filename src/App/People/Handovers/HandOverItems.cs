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
/// Gives all open items of an official, and if wanted those the person leads, with their open tasks to another (移交任务). One transaction, however many: killed in it,
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
    public async Task<Outcome> PreviewAsync(Viewer by, Guid from, Guid to, bool led, CancellationToken cancellationToken)
    {
        var (refusal, _) = await CheckAsync(by, from, to, led, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var (items, tasks) = await CountAsync(from, led, cancellationToken);
        return new Outcome.Plan(items, tasks);
    }

    /// <summary>How many open items and tasks stand in a person's name, with those they lead or without.</summary>
    public async Task<(HandoverCounts Items, int Tasks)> CountAsync(Guid person, bool led, CancellationToken cancellationToken)
    {
        var moving = Moving(person, led);
        return (new(
            await moving.CountAsync(cancellationToken),
            await In(moving, person, HandoverRoles.ResponsiblePerson).CountAsync(cancellationToken),
            led ? await In(moving, person, HandoverRoles.ResponsibleLeader).CountAsync(cancellationToken) : 0,
            led ? await In(moving, person, HandoverRoles.LeadLeader).CountAsync(cancellationToken) : 0),
            await TasksOf(person, led).CountAsync(cancellationToken));
    }

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
        await Moving(command.From, command.Led).ExecuteUpdateAsync(set => set.SetProperty(item => item.Version, item => item.Version + 1), cancellationToken);
        var (refusal, to) = await CheckAsync(command.By, command.From, command.To, command.Led, cancellationToken);
        if (refusal is not null || to is null)
        {
            return refusal ?? new Outcome.NoSuchPerson();
        }

        var acting = Acting.Person(command.By.Id, clock);
        var items = await Moving(command.From, command.Led).AsNoTracking().OrderBy(item => item.Number)
            .Select(item => new { item.Id, item.Duty.ResponsiblePerson, item.Duty.ResponsibleLeader, item.Duty.LeadLeader }).ToListAsync(cancellationToken);
        var tasks = await TasksOf(command.From, command.Led).Select(task => task.Id).ToListAsync(cancellationToken);
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
            var roles = RolesOf(command, item.ResponsiblePerson, item.ResponsibleLeader, item.LeadLeader);
            db.Add(new HandoverItem { HandoverId = handover.Id, ItemId = item.Id, Roles = roles });
            var particulars = Particulars(handover);
            particulars["roles"] = roles.ToString();
            db.Record(acting, "item.handedover", particulars, item.Id);
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

    private IQueryable<RectificationItem> Moving(Guid from, bool led)
    {
        PersonId? person = new PersonId(from);
        return db.Items.Where(item => item.Status != ItemStatus.Closed && item.Status != ItemStatus.Withdrawn
            && (item.Duty.ResponsiblePerson == person || (led && (item.Duty.ResponsibleLeader == person || item.Duty.LeadLeader == person))));
    }

    private static IQueryable<RectificationItem> In(IQueryable<RectificationItem> items, Guid from, HandoverRoles role)
    {
        PersonId? person = new PersonId(from);
        return role switch
        {
            HandoverRoles.ResponsiblePerson => items.Where(item => item.Duty.ResponsiblePerson == person),
            HandoverRoles.ResponsibleLeader => items.Where(item => item.Duty.ResponsibleLeader == person),
            _ => items.Where(item => item.Duty.LeadLeader == person),
        };
    }

    private static HandoverRoles RolesOf(Command command, PersonId? responsible, PersonId? leader, PersonId? leadLeader)
    {
        PersonId? person = new PersonId(command.From);
        return (responsible == person ? HandoverRoles.ResponsiblePerson : HandoverRoles.None)
            | (command.Led && leader == person ? HandoverRoles.ResponsibleLeader : HandoverRoles.None)
            | (command.Led && leadLeader == person ? HandoverRoles.LeadLeader : HandoverRoles.None);
    }

    // What the person does on these items, or on none; what they do in another post stays theirs.
    private IQueryable<WorkTask> TasksOf(Guid from, bool led)
    {
        var items = Moving(from, led).Select(item => (ItemId?)item.Id);
        return db.Tasks.Where(task => task.Status == WorkTaskStatus.Open && task.PersonId == from && (task.ItemId == null || items.Contains(task.ItemId)));
    }

    private async Task<(Outcome? Refusal, Viewer? To)> CheckAsync(
        Viewer by, Guid from, Guid to, bool led, CancellationToken cancellationToken)
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

        return (await FitsAsync(heir, from, led, cancellationToken), heir);
    }

    // Role by role: an official for what is done, a leader for what is led.
    private async Task<Outcome?> FitsAsync(Viewer heir, Guid from, bool led, CancellationToken cancellationToken)
    {
        var (items, _) = await CountAsync(from, led, cancellationToken);
        if (!heir.Is(Roles.Official) && (items.Responsible > 0 || !items.Led))
        {
            return new Outcome.NotAnOfficial();
        }

        if ((items.Leads > 0 && !heir.Is(Roles.UnitLeader))
            || (items.LeadsAll > 0 && !heir.Is(Roles.UnitLeader) && !heir.Is(Roles.Supervisor) && !heir.Is(Roles.Secretary)))
        {
            return new Outcome.NotALeader();
        }

        // In the item's unit or above it: a unit above covers those below. Who leads the whole may belong anywhere.
        UnitId?[] covered = [.. heir.UnitIds.Select(unit => (UnitId?)new UnitId(unit))];
        PersonId? person = new PersonId(from);
        var outside = await Moving(from, led)
            .Where(item => (item.Duty.ResponsiblePerson == person || (led && item.Duty.ResponsibleLeader == person))
                && item.Duty.ResponsibleUnit != null && !covered.Contains(item.Duty.ResponsibleUnit))
            .OrderBy(item => item.Number).Select(item => item.Number).ToListAsync(cancellationToken);
        return outside.Count > 0 ? new Outcome.OutsideUnit(outside.Count, [.. outside.Take(MostNamed)]) : null;
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
        await Of(HandoverRoles.ResponsiblePerson)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.Duty.ResponsiblePerson, to), cancellationToken);
        await Of(HandoverRoles.ResponsibleLeader)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.Duty.ResponsibleLeader, to), cancellationToken);
        await Of(HandoverRoles.LeadLeader)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.Duty.LeadLeader, to), cancellationToken);

        IQueryable<RectificationItem> Of(HandoverRoles role) =>
            db.Items.Where(item => moved.Any(row => row.ItemId == item.Id && (row.Roles & role) != HandoverRoles.None));
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

    public sealed record Command(Viewer By, Guid From, Guid To, string Reason)
    {
        /// <summary>Also the items the person leads (责任领导、牵头领导).</summary>
        public bool Led { get; init; }
    }

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>What would go over.</summary>
        public sealed record Plan(HandoverCounts Items, int Tasks) : Outcome;

        public sealed record Done(Guid Id, int Items, int Tasks) : Outcome;

        /// <summary>One of the two does not exist, has left, or both are the same.</summary>
        public sealed record NoSuchPerson : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>The one who would get them is no official.</summary>
        public sealed record NotAnOfficial : Outcome;

        /// <summary>The one who would lead them is no leader.</summary>
        public sealed record NotALeader : Outcome;

        /// <summary>Some items belong to units the new official is neither in nor above.</summary>
        public sealed record OutsideUnit(int Count, IReadOnlyList<int> Numbers) : Outcome;

        public sealed record BadReason(int AtMost) : Outcome;

        public sealed record NothingThere : Outcome;
    }
}
