using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>A mail that will be owed if nobody acts (预告邮件): to whom, on which day, of which kind and about what.</summary>
/// <param name="Day">The town's day it goes out on.</param>
/// <param name="Recipient">Whom it goes to.</param>
/// <param name="Kind">What the ledger will call it.</param>
/// <param name="About">Tells apart the mails of one person, day and kind: a week, a month or an item; empty for the mail of the day.</param>
/// <param name="Lines">What a mail of the day tells of, in the order of due dates; empty for a summary.</param>
/// <param name="Provisional">True when a year without a day table lies between, so the day may still move.</param>
public sealed record ForecastMail(
    DateOnly Day, Guid Recipient, MailKind Kind, string About, IReadOnlyList<ForecastLine> Lines, bool Provisional)
{
    /// <summary>The person the recipient stands in for; null for a mail of the recipient's own.</summary>
    public Guid? OnBehalfOf { get; init; }

    /// <summary>The round, where the mail is about one whole round.</summary>
    public RoundId? Round { get; init; }

    /// <summary>Who gets a mail of their own about the same task: as a deputy they are told nothing new, so they get no copy.</summary>
    internal IReadOnlyCollection<Guid> Told { get; init; } = [];

    /// <summary>Numbered papers it brings to whoever is addressed; copies are not counted.</summary>
    public int Papers => Lines.Count(line => line is { Paper: not null, Copy: false });
}

/// <summary>One thing a mail tells of.</summary>
/// <param name="Item">The item.</param>
/// <param name="Number">Its number in the round.</param>
/// <param name="Round">Its round.</param>
/// <param name="Kind">Reminder or rung; null for a task that opens.</param>
/// <param name="Step">As <see cref="ItemNotice.Step"/>; 0 for a task.</param>
/// <param name="DueOn">The due date it is counted from; for a review its day.</param>
/// <param name="Paper">The paper the rung issues.</param>
/// <param name="Late">True when it makes up for a day that has passed.</param>
/// <param name="Copy">True when the reader gets a copy (抄送).</param>
public readonly record struct ForecastLine(
    ItemId Item, int Number, RoundId Round, NoticeKind? Kind, int Step, DateOnly DueOn, PaperKind? Paper, bool Late, bool Copy);
