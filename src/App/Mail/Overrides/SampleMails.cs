using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>What a template is tried with: a kind of mail, a language, and values for everything it may show.</summary>
public sealed class TemplateSample
{
    internal TemplateSample(MailKind kind, string culture, MailFrame frame, Func<MailOverrides, MailBody.Text> body) =>
        (Kind, Culture, Frame, Body) = (kind, culture, frame, body);

    internal MailKind Kind { get; }

    internal string Culture { get; }

    internal MailFrame Frame { get; }

    internal Func<MailOverrides, MailBody.Text> Body { get; }

    /// <summary>The mail written with these templates, with the pictures its page shows.</summary>
    public MailContent Write(MailOverrides overrides)
    {
        var body = Body(overrides);
        return MailTemplates.Render(Kind, Culture, body.Model, Frame, overrides) with { Pictures = body.Pictures };
    }

    /// <summary>What goes wrong when it is written with these templates.</summary>
    internal IReadOnlyCollection<TemplateFault> Try(MailOverrides overrides)
    {
        Write(overrides);
        return overrides.Faults;
    }

    /// <summary>Every name the values have, however deep.</summary>
    internal IEnumerable<string> Names => NamesOf(Body(MailOverrides.None).Model).Concat(MailStyles.All.Keys)
        .Concat(["css", "lang", "title", "preview", "name", "sender", "mail_id", "why", "links_expire", "body"]);

    private static IEnumerable<string> NamesOf(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> inner => inner.Keys.Concat(inner.Values.SelectMany(NamesOf)),
        string => [],
        IEnumerable<object?> list => list.SelectMany(NamesOf),
        _ => [],
    };
}

/// <summary>Writes mails about people and items that do not exist, with the same code that writes the real ones (示例数据).</summary>
public sealed class SampleMails(MailLinks links, WorkingCalendar calendar, TownZone town, TimeProvider clock)
{
    private static readonly Guid Official = new("0190a5e0-0000-7000-8000-00000000aa01");
    private static readonly Guid Leader = new("0190a5e0-0000-7000-8000-00000000aa02");
    private static readonly Guid UnitId = new("0190a5e0-0000-7000-8000-00000000aa03");
    private static readonly Guid MailId = new("0190a5e0-0000-7000-8000-00000000aa04");
    private static readonly Guid Instance = new("0190a5e0-0000-7000-8000-00000000aa05");

    /// <summary>What a template is tried with, shown to a person.</summary>
    public TemplateSample For(string name, Viewer reader)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(reader);
        var parts = name.Split('.');
        var note = parts[1].StartsWith("Note-", StringComparison.Ordinal) ? parts[1][5..] : null;
        var kind = note is not null ? MailKind.Workflow : Enum.TryParse<MailKind>(parts[1], out var known) ? known : MailKind.TaskOpened;
        var context = Context(kind, parts[0], note);
        var body = (MailBody.Text)Write(context, kind);
        var frame = new MailFrame(reader.DisplayName, SampleWords.Of(context.Words.Culture).Sender, MailId, body.Why, context.Words.Day(context.Today.AddDays(30)));
        return new(kind, parts[0], frame, overrides => (MailBody.Text)Write(context with { Overrides = overrides }, kind));
    }

    /// <summary>The body of a test mail, in its reader's place in <paramref name="real"/>.</summary>
    internal MailBody For(ComposeContext real, MailKind kind, string culture) => Write(Context(kind, culture, null) with { Overrides = real.Overrides }, kind);

    private static MailBody Write(ComposeContext context, MailKind kind) => kind switch
    {
        MailKind.TaskOpened => TaskMails.One(context),
        MailKind.TasksOpened => TaskMails.Several(context),
        MailKind.Reminder or MailKind.Rung => NoticeMails.OfDay(context),
        MailKind.Decision => DecisionMails.Decision(context),
        MailKind.Notice => PlatformMails.Notice(context),
        MailKind.Deputy => DeputyMail.Write(context),
        MailKind.Handover => HandoverMails.Write(context),
        MailKind.Silence => SilenceMails.Write(context, SilenceMails.Sample(context.Mail.PlannedAt)),
        MailKind.WeeklySummary => SampleWeek.Write(context),
        _ => DecisionMails.Workflow(context),
    };

    private static Dictionary<string, object?> Silent(ComposeContext context) => new()
    {
        ["first"] = "outbox",
        ["count"] = 1,
        ["jobs"] = new List<object?>
        {
            new Dictionary<string, object?>
            {
                ["name"] = "outbox",
                ["id"] = "outbox",
                ["silent"] = true,
                ["succeeded"] = context.Words.Day(context.Today.AddDays(-1)),
                ["failed"] = context.Words.Day(context.Today),
                ["error"] = "connection refused",
            },
        },
        ["link"] = context.Home,
    };

    private ComposeContext Context(MailKind kind, string culture, string? note)
    {
        var now = clock.GetUtcNow();
        var time = town.Of(null);
        var today = time.DayOf(now);
        var words = MailWords.Of(culture);
        var items = Items(kind, words, today);
        var tasks = items.Select((item, at) => Task(item, at, now, words)).ToDictionary(task => task.Id);
        var mail = Plan(kind, note, items, [.. tasks.Values], today, now, words);
        var facts = new MailFacts
        {
            People = new Dictionary<Guid, PersonFacts>
            {
                [Official] = new(Official, SampleWords.Of(words.Culture).Official, null, culture, Active: true),
                [Leader] = new(Leader, SampleWords.Of(words.Culture).Leader, null, culture, Active: true),
            },
            Tasks = tasks,
            Items = items.ToDictionary(item => item.Id),
            Papers = new Dictionary<Guid, Paper>(),
            Handovers = new Dictionary<Guid, HandoverFacts>
            {
                [Instance] = new(HandoverOf(now, words), [.. items.Select(item => new HandedItem(item.Id, item.Number, item.Title, item.DueOn, item.OriginalDueOn))]),
            },
            Notices = items.Select((item, at) => Notice(mail, item, at, today, now, words)).ToLookup(notice => notice.MailId),
            Measures = items.ToDictionary(item => item.Id, _ => (3, 1)),
            Units = new() { [UnitId] = SampleWords.Of(words.Culture).Unit },
            Rounds = new Dictionary<RoundId, Round>(),
        };
        return new(mail, facts, words, links, calendar, time, today);
    }

    private static Handover HandoverOf(DateTimeOffset now, MailWords words) => new()
    {
        Id = Instance,
        FromId = Official,
        ToId = Leader,
        Reason = SampleWords.Of(words.Culture).Opinion,
        By = Leader,
        At = now,
        Items = 3,
        Tasks = 2,
    };

    private static List<ItemFacts> Items(MailKind kind, MailWords words, DateOnly today)
    {
        // A rung tells of what is late; a reminder asks for what is still to come.
        DateOnly[] due = kind is MailKind.Rung
            ? [today.AddDays(-11), today.AddDays(-6), today.AddDays(21)]
            : [today.AddDays(1), today.AddDays(6), today.AddDays(21)];
        return [.. due.Select((day, at) => new ItemFacts(
            new(new Guid($"0190a5e0-0000-7000-8000-00000000bb0{at + 1}")), new(new Guid("0190a5e0-0000-7000-8000-00000000cc01")), at + 5,
            SampleWords.Of(words.Culture).Titles[at], at + 1, SampleWords.Of(words.Culture).Sections[at], ItemStatus.Implementing, day, day.AddDays(-30), Official, Leader, UnitId))];
    }

    private static WorkTask Task(ItemFacts item, int at, DateTimeOffset now, MailWords words) => new()
    {
        Id = new Guid($"0190a5e0-0000-7000-8000-00000000dd0{at + 1}"),
        InstanceId = Instance,
        ItemId = item.Id,
        Kind = "ImplementItem",
        ActivityId = "implement",
        Title = SampleWords.Of(words.Culture).Task,
        PersonId = Official,
        Request = System.Text.Json.JsonSerializer.Serialize(new { instructions = SampleWords.Of(words.Culture).Opinion }),
        DueOn = item.DueOn,
        OpenedAt = now,
    };

    private static NoticeFacts Notice(LedgerMail mail, ItemFacts item, int at, DateOnly today, DateTimeOffset now, MailWords words)
    {
        var number = new PaperNumber("某巡改", PaperKind.UrgeNote, today.Year, 12 + at);
        // The last of the items is still to come: a rung's mail has room for such, too.
        var rung = mail.Kind is MailKind.Rung && at < 2;
        var paper = Paper.Of(number, item.Id, today, PaperText.Written(SampleWords.Of(words.Culture).Opinion, item.Title, new()), now);
        return new(mail.Id, Copy: false, new()
        {
            Id = new Guid($"0190a5e0-0000-7000-8000-00000000ee0{at + 1}"),
            ItemId = item.Id,
            DueOn = item.DueOn ?? today,
            Kind = rung ? NoticeKind.Rung : NoticeKind.Reminder,
            Step = at == 0 ? 1 : 5,
            PlannedOn = today.AddDays(-at),
            FiredOn = today,
            FiredAt = now,
            PaperId = rung ? paper.Id : null,
        }, rung ? paper : null);
    }

    private static LedgerMail Plan(
        MailKind kind, string? note, List<ItemFacts> items, List<WorkTask> tasks, DateOnly today, DateTimeOffset now, MailWords words) => kind switch
        {
            MailKind.TaskOpened => MailPlan.TaskOpened(Official, tasks[0], now),
            MailKind.TasksOpened => MailPlan.TasksOpened(Official, "sample", [.. tasks.Select(task => task.Id)], now),
            MailKind.Reminder or MailKind.Rung => MailPlan.OfDay(kind, Official, today, 0, now, now),
            MailKind.Decision => MailPlan.Decision(Official, items[0].Id, tasks[0].Id, new(ItemTrigger.Return, Leader, today, SampleWords.Of(words.Culture).Opinion), now),
            MailKind.Handover => MailPlan.Handover(Leader, HandoverOf(now, words), now),
            MailKind.Deputy => MailPlan.Deputy(Leader, new()
            {
                Id = Instance,
                PrincipalId = Official,
                DeputyId = Leader,
                FromOn = today,
                ToOn = today.AddDays(14),
                Reason = SampleWords.Of(words.Culture).Opinion,
                Mode = DeputyMode.Both,
                ArrangedBy = Official,
                ArrangedAt = now,
            }, DeputyNews.Began, now, now),
            MailKind.Notice => MailPlan.Notice(Official, "sample", new("zh-CN.Reminder.html", 0, "Unknown tag 'endfro'"), now),
            MailKind.Silence => MailPlan.Silence(Official, new(today, [.. SilenceMails.Sample(now).Select(job => job.Id)]), now),
            MailKind.WeeklySummary => MailPlan.Weekly(Official, new(Guid.Empty, "sample", today, WeeklyScope.Round), now),
            _ => MailPlan.FromWorkflow(Official, "sample", items[0].Id, note is null ? SampleWords.Of(words.Culture).Task : "", note is null ? SampleWords.Of(words.Culture).Opinion : "", now, note),
        };
}
