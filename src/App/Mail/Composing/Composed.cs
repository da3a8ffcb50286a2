using System.Collections.Immutable;
using MimeKit;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>What became of a planned mail when it was to be written.</summary>
internal abstract record Composed
{
    private Composed() { }

    /// <summary>It can go.</summary>
    /// <param name="Items">The items it tells of, as written.</param>
    public sealed record Ready(string Address, MimeMessage Message, IReadOnlyList<ItemId> Items) : Composed;

    /// <summary>What it was to say no longer holds.</summary>
    public sealed record Pointless(string Reason) : Composed;

    /// <summary>It says something, but cannot reach anybody.</summary>
    public sealed record Unsendable(string Reason) : Composed;
}

/// <summary>The body of a mail: its template's values and why the reader gets it; or the reason why there is nothing to say.</summary>
internal abstract record MailBody
{
    private MailBody() { }

    public sealed record Text(IReadOnlyDictionary<string, object?> Model, IReadOnlyList<string> Why, ItemId? Thread = null) : MailBody
    {
        /// <summary>Every item it names, the most urgent first: the ledger answers from it who was told of what.</summary>
        public ImmutableArray<ItemId> Items { get; init; } = Thread is { } only ? [only] : [];

        /// <summary>Files that travel with it, in this order.</summary>
        public ImmutableArray<MailAttachment> Attachments { get; init; } = [];

        /// <summary>Pictures its page shows.</summary>
        public ImmutableArray<MailPicture> Pictures { get; init; } = [];

        /// <summary>The template it is written with, when what it says now is of another kind than what it was planned for.</summary>
        public MailKind? Template { get; init; }
    }

    public sealed record Nothing(string Reason) : MailBody;
}

/// <summary>What a mail is written with.</summary>
internal sealed record ComposeContext(
    LedgerMail Mail, MailFacts Facts, MailWords Words, MailLinks Links, WorkingCalendar Calendar, TownTime Town, DateOnly Today)
{
    /// <summary>Most entries one mail lists; the rest is a number and a link.</summary>
    public const int MostEntries = 50;

    /// <summary>The administrator's templates in force.</summary>
    public MailOverrides Overrides { get; init; } = MailOverrides.None;

    /// <summary>The address of a page, for whoever is signed in.</summary>
    public string Page(string path) => Links.PageAt(path);

    /// <summary>How the reader may answer by mail; null when no mailbox is read.</summary>
    public ReplyInvitation? Replies { get; init; }

    /// <summary>A link that begins an answer about one item.</summary>
    public string? ReplyLink(ItemFacts item) => Replies?.LinkFor(item.Id, $"{Words.ItemNumber(item.Number)} {item.Title}");

    /// <summary>The mail that really goes; a deputy's copy says what <see cref="Mail"/> says, to another reader.</summary>
    public LedgerMail Letter { get => field ?? Mail; init; }

    private Guid Reader => Letter.RecipientId;

    public string TaskLink(Guid task) => Links.UrlFor(Reader, MailLinkTarget.Task, task);

    public string ItemLink(ItemId item) => Links.UrlFor(Reader, MailLinkTarget.Item, item.Value);

    public string IncidentLink(Guid instance) => Links.UrlFor(Reader, MailLinkTarget.Incident, instance);

    public string Home => Links.UrlFor(Reader, MailLinkTarget.Home, Guid.Empty);

    public string Name(Guid? person) => person is { } id && Facts.People.TryGetValue(id, out var known) ? known.Name : Words.Nobody;

    public string Unit(Guid? unit) => unit is { } id && Facts.Units.TryGetValue(id, out var name) ? name : Words.NoUnit;

    /// <summary>The parts of an item every template shows.</summary>
    public Dictionary<string, object?> Item(ItemFacts item) => new()
    {
        ["number"] = item.Number,
        ["title"] = item.Title,
        ["reply"] = ReplyLink(item),
        ["section"] = item.SectionTitle,
        ["status"] = Words.Status(item.Status),
        ["due"] = item.DueOn is { } due ? Words.Day(due) : null,
        ["original"] = item.OriginalDueOn is { } first && first != item.DueOn ? Words.Day(first) : null,
    };
}
