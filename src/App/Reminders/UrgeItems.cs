using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// 催办 by hand: a supervisor picks items, each gets a numbered 催办单, and each person one mail. All of them or none; an item is
/// urged by hand at most once a day, so a second click does nothing twice.
/// </summary>
public sealed class UrgeItems(RectifyDb db, RungAudience audience, WorkingCalendar calendar, OutboxNudge nudge, TimeProvider clock)
{
    /// <summary>More than anybody reads through before a click.</summary>
    public const int MostItems = 200;

    public const int LongestDemand = 500;

    // Whom an urging speaks to; its day is now, whatever the ladder says.
    private static readonly Rung Spoken = new(1, [Audience.Official, Audience.UnitLeader], PaperKind.UrgeNote) { CopyTo = [Audience.LeadLeader] };

    /// <summary>What is asked.</summary>
    /// <param name="Items">The items to urge.</param>
    /// <param name="Demand">What is demanded, printed in the paper; empty for the usual demand.</param>
    /// <param name="Viewer">Who urges.</param>
    public sealed record Request(IReadOnlyCollection<ItemId> Items, string? Demand, Viewer Viewer);

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>Every item was urged.</summary>
        public sealed record Done(ImmutableArray<string> Papers) : Outcome;

        /// <summary>Only supervisors may.</summary>
        public sealed record NotAllowed : Outcome;

        /// <summary>No item was chosen, or too many.</summary>
        public sealed record BadChoice(int Most) : Outcome;

        /// <summary>One of them does not exist for this person.</summary>
        public sealed record NoSuchItem : Outcome;

        /// <summary>The demand is too long.</summary>
        public sealed record BadDemand(int Most) : Outcome;

        /// <summary>These cannot be urged now, so none was.</summary>
        public sealed record NotNow(ImmutableArray<(int Number, UrgeObstacle Why)> Items) : Outcome;
    }

    public async Task<Outcome> RunAsync(Request request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var demand = string.IsNullOrWhiteSpace(request.Demand) ? null : request.Demand.Trim();
        if (!request.Viewer.Is(Roles.Supervisor))
        {
            return new Outcome.NotAllowed();
        }

        if (request.Items.Count is 0 or > MostItems)
        {
            return new Outcome.BadChoice(MostItems);
        }

        if (demand?.Length > LongestDemand)
        {
            return new Outcome.BadDemand(LongestDemand);
        }

        Outcome? outcome = null;
        await db.OnceMoreWhenOvertakenAsync(
            async token =>
            {
                outcome = await UrgeAsync([.. request.Items.Distinct()], demand, request.Viewer, token);
                return 0;
            },
            cancellationToken);
        if (outcome is Outcome.Done)
        {
            nudge.Nudge();
        }

        return outcome ?? throw new InvalidOperationException("The batch ended without an outcome.");
    }

    private async Task<Outcome> UrgeAsync(List<ItemId> ids, string? demand, Viewer viewer, CancellationToken cancellationToken)
    {
        var items = await db.ItemsFor(viewer.Alone).AsNoTracking().Where(item => ids.Contains(item.Id)).OrderBy(item => item.Number).ToListAsync(cancellationToken);
        if (items.Count < ids.Count)
        {
            return new Outcome.NoSuchItem();
        }

        var rounds = await db.Rounds.AsNoTracking().ToDictionaryAsync(round => round.Id, cancellationToken);
        var before = (await db.Notices.AsNoTracking().Where(notice => notice.Kind == NoticeKind.Urge && ids.Contains(notice.ItemId)).ToListAsync(cancellationToken))
            .ToLookup(notice => notice.ItemId);
        var now = clock.GetUtcNow();
        var chosen = items.ConvertAll(item => new Chosen(item, rounds[item.RoundId], rounds[item.RoundId].Settings.ToTownTime().DayOf(now), [.. before[item.Id]]));
        if (chosen.Where(each => each.Obstacle is not null).ToList() is { Count: > 0 } obstacles)
        {
            return new Outcome.NotNow([.. obstacles.Select(each => (each.Item.Number, each.Obstacle ?? UrgeObstacle.OwesNothing))]);
        }

        var papers = await IssueAsync(chosen, demand, viewer, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await db.CountUrgesAsync(ids, cancellationToken);
        return new Outcome.Done(papers);
    }

    private async Task<ImmutableArray<string>> IssueAsync(
        List<Chosen> chosen, string? demand, Viewer viewer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var names = await audience.NamesAsync(chosen.ConvertAll(each => each.Row), cancellationToken);
        var values = await db.CheckValuesAsync(chosen.Select(each => each.Round.TownUnitId.Value), cancellationToken);
        var (batch, mails, issued) = (Guid.CreateVersion7(now), new Dictionary<Guid, LedgerMail>(), ImmutableArray.CreateBuilder<string>());
        foreach (var group in chosen.GroupBy(each => (each.Round.Settings.IssuingBody, each.Today.Year)).OrderBy(group => group.Key))
        {
            var members = group.ToList();
            var numbers = await db.TakeNumbersAsync(group.Key.IssuingBody, PaperKind.UrgeNote, group.Key.Year, members.Count, cancellationToken);
            foreach (var (each, number) in members.Zip(numbers))
            {
                var paper = db.Papers.Add(PaperOf(each, number, demand, names, values, now)).Entity;
                var notice = db.Notices.Add(each.Notice(paper, now)).Entity;
                var readers = await audience.OfAsync(each.Row.Duty, each.Round, Spoken, cancellationToken);
                foreach (var (person, copy) in readers)
                {
                    if (!mails.TryGetValue(person, out var mail))
                    {
                        mails[person] = mail = db.Mails.Add(MailPlan.Urged(person, batch, new(each.Today, viewer.Id), now)).Entity;
                    }

                    db.Tell(mail, notice, copy);
                }

                db.RecordNotice(viewer.Id, "item.urged.byhand", notice, new
                {
                    times = each.Item.UrgedCount + 1,
                    dueOn = each.DueOn,
                    paper = paper.NumberText,
                    demand,
                    to = readers.Where(reader => !reader.Copy).Select(reader => reader.Person),
                    copyTo = readers.Where(reader => reader.Copy).Select(reader => reader.Person),
                });
                issued.Add(paper.NumberText);
            }
        }

        return issued.ToImmutable();
    }

    private Paper PaperOf(Chosen each, PaperNumber number, string? demand, AudienceNames names, IReadOnlyDictionary<Guid, string> checkValues, DateTimeOffset now) => Paper.Of(
        number, each.Item.Id, each.Today,
        PaperText.Urged(
            new(each.Item.Number, each.Item.Title, names.Unit(each.Row.Unit), names.Person(each.Row.Official), each.DueOn, each.Item.OriginalDueOn, each.Today)
            {
                Leader = names.Known(each.Row.Leader),
                CopyTo = Spoken.CopyTo,
            },
            each.Round.Settings, calendar, each.Item.UrgedCount + 1, demand) with
        { CheckValue = checkValues.GetValueOrDefault(each.Round.TownUnitId.Value) },
        now);

    /// <summary>A chosen item, its day and how often it was urged by hand for its due date.</summary>
    private sealed record Chosen(RectificationItem Item, Round Round, DateOnly Today, IReadOnlyList<ItemNotice> Before)
    {
        public DateOnly DueOn => Item.DueOn ?? throw new InvalidOperationException($"Item {Item.Id} has no due date.");

        public UrgeObstacle? Obstacle => !Item.Status.OwesWork ? UrgeObstacle.OwesNothing
            : Item.DueOn is null ? UrgeObstacle.NoDueDate
            : Before.Any(notice => notice.FiredOn == Today) ? UrgeObstacle.UrgedToday
            : null;

        public DueWatch Row { get; } = new(
            new() { ItemId = Item.Id, DueOn = Item.DueOn ?? default }, Item.RoundId, Item.Status, Item.Number, Item.Title, Item.DueOn, Item.OriginalDueOn,
            Item.Duty.ResponsiblePerson?.Value, Item.Duty.ResponsibleLeader?.Value, Item.Duty.LeadLeader?.Value, Item.Duty.ResponsibleUnit?.Value);

        public ItemNotice Notice(Paper paper, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            ItemId = Item.Id,
            DueOn = DueOn,
            Kind = NoticeKind.Urge,
            Step = Before.Count(notice => notice.DueOn == DueOn) + 1,
            PlannedOn = Today,
            FiredOn = Today,
            FiredAt = now,
            PaperId = paper.Id,
        };
    }
}

/// <summary>Why an item cannot be urged now.</summary>
public enum UrgeObstacle
{
    /// <summary>The ball is with somebody else, or it is closed.</summary>
    OwesNothing,

    /// <summary>未设时限.</summary>
    NoDueDate,

    /// <summary>Somebody urged it by hand today.</summary>
    UrgedToday,
}
