using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>What a mail needs to know of a person.</summary>
internal sealed record PersonFacts(Guid Id, string Name, string? Address, string Culture, bool Active, Guid? Unit = null);

/// <summary>What a mail needs to know of an item, as it is when the mail is written.</summary>
internal sealed record ItemFacts(
    ItemId Id, RoundId RoundId, int Number, string Title, int SectionNo, string SectionTitle, ItemStatus Status,
    DateOnly? DueOn, DateOnly? OriginalDueOn, Guid? Official, Guid? Leader, Guid? Unit);

/// <summary>A notice a mail tells of, with its paper.</summary>
internal sealed record NoticeFacts(Guid MailId, bool Copy, ItemNotice Notice, Paper? Paper);

/// <summary>Everything a batch of mails needs, read with a handful of queries however many mails there are.</summary>
internal sealed class MailFacts
{
    public required IReadOnlyDictionary<Guid, PersonFacts> People { get; init; }
    public required IReadOnlyDictionary<Guid, WorkTask> Tasks { get; init; }
    public required IReadOnlyDictionary<ItemId, ItemFacts> Items { get; init; }
    /// <summary>Papers that workflows issued.</summary>
    public required IReadOnlyDictionary<Guid, Paper> Papers { get; init; }

    public required ILookup<Guid, NoticeFacts> Notices { get; init; }

    public IReadOnlyDictionary<Guid, HandoverFacts> Handovers { get; init; } = new Dictionary<Guid, HandoverFacts>();

    /// <summary>What is asked for, of the items a task to answer an application is about.</summary>
    public IReadOnlyDictionary<ItemId, ItemApplication> Asked { get; init; } = new Dictionary<ItemId, ItemApplication>();

    public required IReadOnlyDictionary<ItemId, (int Total, int Done)> Measures { get; init; }
    public required Dictionary<Guid, string> Units { get; init; }
    public required IReadOnlyDictionary<RoundId, Round> Rounds { get; init; }

    public static async Task<MailFacts> LoadAsync(RectifyDb db, IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        var readers = mails.SelectMany(mail => new[] { mail.RecipientId, mail.OnBehalfOf ?? Guid.Empty }).ToList();
        mails = [.. mails.Select(mail => mail.AsOwed())];
        var notices = await NoticesAsync(db, mails, cancellationToken);
        var taskIds = mails.SelectMany(TaskIdsOf).Distinct().ToList();
        var tasks = taskIds.Count == 0 ? [] : await db.Tasks.AsNoTracking()
            .Where(task => taskIds.Contains(task.Id)).ToDictionaryAsync(task => task.Id, cancellationToken);

        var itemIds = mails.Select(mail => mail.ItemId).Concat(tasks.Values.Select(task => task.ItemId))
            .OfType<ItemId>().Concat(notices.Select(notice => notice.Notice.ItemId)).Distinct().ToList();
        var items = await ItemsAsync(db, itemIds, cancellationToken);
        var handovers = await HandoverMails.LoadAsync(db, mails, cancellationToken);
        var people = readers
            .Concat(handovers.Values.SelectMany(told => new[] { told.Handover.FromId, told.Handover.ToId, told.Handover.By }))
            .Concat(mails.Where(mail => mail.Kind is MailKind.Decision).Select(mail => MailPlan.Read<DecisionData>(mail).InPlaceOf ?? Guid.Empty))
            .Concat(mails.Where(mail => mail.Kind is MailKind.Deputy).SelectMany(mail => MailPlan.Read<DeputyData>(mail) is var told ? new[] { told.Principal, told.Deputy } : []))
            .Concat(mails.Where(mail => mail.Kind is MailKind.Decision).Select(mail => MailPlan.Read<DecisionData>(mail).By ?? Guid.Empty))
            .Concat(mails.Where(mail => mail.Kind is MailKind.Rung).Select(mail => MailPlan.Read<RungData>(mail).By ?? Guid.Empty))
            .Concat(items.Values.SelectMany(item => new[] { item.Official ?? Guid.Empty, item.Leader ?? Guid.Empty }))
            .Distinct().ToList();
        return new()
        {
            People = await PeopleAsync(db, people, cancellationToken),
            Tasks = tasks,
            Items = items,
            Papers = await PapersAsync(db, mails, cancellationToken),
            Notices = notices.ToLookup(notice => notice.MailId),
            Handovers = handovers,
            Asked = await AskedAsync(db, tasks.Values, cancellationToken),
            Measures = await MeasuresAsync(db, [.. notices.Select(notice => notice.Notice.ItemId).Distinct()], cancellationToken),
            Units = await UnitsAsync(db, [.. items.Values.Select(item => item.Unit).OfType<Guid>().Distinct()], cancellationToken),
            Rounds = await db.Rounds.AsNoTracking().ToDictionaryAsync(round => round.Id, cancellationToken),
        };
    }

    private static async Task<Dictionary<ItemId, ItemApplication>> AskedAsync(
        RectifyDb db, IEnumerable<WorkTask> tasks, CancellationToken cancellationToken)
    {
        var ids = tasks.Where(TaskRules.AnswersApplication).Select(task => task.ItemId).OfType<ItemId>().Distinct().ToList();
        var items = ids.Count == 0 ? [] : await db.Items.AsNoTracking().Where(item => ids.Contains(item.Id)).ToListAsync(cancellationToken);
        return items.Where(item => item.PendingApplication is not null)
            .ToDictionary(item => item.Id, item => item.PendingApplication ?? throw new InvalidOperationException($"Item {item.Id} has no application."));
    }

    internal static IReadOnlyList<Guid> TaskIdsOf(LedgerMail mail) => mail.Kind switch
    {
        MailKind.TasksOpened => MailPlan.Read<TasksData>(mail).TaskIds,
        MailKind.TaskOpened when mail.TaskId is { } task => [task],
        _ => [],
    };

    private static async Task<Dictionary<Guid, Paper>> PapersAsync(RectifyDb db, IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        var ids = mails.Where(mail => mail.Kind is MailKind.Workflow).Select(mail => MailPlan.Read<WorkflowData>(mail).Paper).OfType<Guid>().ToList();
        return ids.Count == 0 ? [] : await db.Papers.AsNoTracking().Where(paper => ids.Contains(paper.Id)).ToDictionaryAsync(paper => paper.Id, cancellationToken);
    }

    private static async Task<List<NoticeFacts>> NoticesAsync(
        RectifyDb db, IReadOnlyList<LedgerMail> mails, CancellationToken cancellationToken)
    {
        var told = mails.Where(mail => mail.Kind is MailKind.Reminder or MailKind.Rung).Select(mail => mail.Id).ToList();
        return told.Count == 0 ? [] : await (
            from link in db.MailNotices
            join notice in db.Notices on link.NoticeId equals notice.Id
            join issued in db.Papers on notice.PaperId equals issued.Id into papers
            from paper in papers.DefaultIfEmpty()
            where told.Contains(link.MailId)
            select new NoticeFacts(link.MailId, link.Copy, notice, paper)).AsNoTracking().ToListAsync(cancellationToken);
    }

    private static async Task<Dictionary<ItemId, ItemFacts>> ItemsAsync(
        RectifyDb db, List<ItemId> ids, CancellationToken cancellationToken) => ids.Count == 0 ? [] : await db.Items.AsNoTracking()
        .Where(item => ids.Contains(item.Id))
        .Select(item => new
        {
            item.Id,
            item.RoundId,
            item.Number,
            item.Title,
            item.SectionNo,
            item.SectionTitle,
            item.Status,
            item.DueOn,
            item.OriginalDueOn,
            item.Duty.ResponsiblePerson,
            item.Duty.ResponsibleLeader,
            item.Duty.ResponsibleUnit,
        })
        .AsAsyncEnumerable()
        .Select(item => new ItemFacts(
            item.Id, item.RoundId, item.Number, item.Title, item.SectionNo, item.SectionTitle, item.Status, item.DueOn, item.OriginalDueOn,
            item.ResponsiblePerson?.Value, item.ResponsibleLeader?.Value, item.ResponsibleUnit?.Value))
        .ToDictionaryAsync(item => item.Id, cancellationToken: cancellationToken);

    private static Task<Dictionary<Guid, PersonFacts>> PeopleAsync(RectifyDb db, List<Guid> ids, CancellationToken cancellationToken) =>
        db.Users.AsNoTracking().Where(person => ids.Contains(person.Id))
            .Select(person => new PersonFacts(person.Id, person.DisplayName, person.Email, person.Culture, person.Active, person.UnitId))
            .ToDictionaryAsync(person => person.Id, cancellationToken);

    private static async Task<Dictionary<ItemId, (int Total, int Done)>> MeasuresAsync(
        RectifyDb db, List<ItemId> ids, CancellationToken cancellationToken) => ids.Count == 0 ? [] : await db.Set<Measure>().AsNoTracking()
        .Where(measure => ids.Contains(EF.Property<ItemId>(measure, "ItemId")))
        .GroupBy(measure => EF.Property<ItemId>(measure, "ItemId"))
        .Select(group => new { group.Key, Total = group.Count(), Done = group.Count(measure => measure.DoneOn != null) })
        .ToDictionaryAsync(group => group.Key, group => (group.Total, group.Done), cancellationToken);

    private static async Task<Dictionary<Guid, string>> UnitsAsync(RectifyDb db, List<Guid> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : await db.Units.AsNoTracking().Where(unit => ids.Contains(unit.Id))
            .ToDictionaryAsync(unit => unit.Id, unit => unit.Name, cancellationToken);
}
