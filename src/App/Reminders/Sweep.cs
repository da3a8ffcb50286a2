using System.Data;
using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// What both sweeps have in common: rounds whose town works today, batches in transactions of their own, and a batch that
/// met somebody else's change is read again.
/// </summary>
internal static class Sweep
{
    private const int MostTries = 5;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    extension(RectifyDb db)
    {
        /// <summary>Rounds where today is a sending day: on a day off and on a quiet day nothing goes out.</summary>
        public async Task<Dictionary<RoundId, RoundToday>> RoundsAtWorkAsync(
            WorkingCalendar calendar, DateTimeOffset now, CancellationToken cancellationToken) =>
            (await db.Rounds.AsNoTracking().ToListAsync(cancellationToken))
                .Select(round => new RoundToday(round, round.Settings.ToTownTime(), now))
                .Where(round => IsAtWork(round.Round, round.Today, calendar))
                .ToDictionary(round => round.Round.Id);

        /// <summary>The same inside a batch: until it ends nobody changes a round's plan, so no watch is moved on by an old one.</summary>
        public async Task<Dictionary<RoundId, RoundToday>> HoldRoundsAtWorkAsync(
            WorkingCalendar calendar, DateTimeOffset now, CancellationToken cancellationToken)
        {
            if (db is PostgresRectifyDb)
            {
                await db.Database.ExecuteSqlAsync($"SELECT 1 FROM rounds FOR SHARE", cancellationToken);
            }

            return await db.RoundsAtWorkAsync(calendar, now, cancellationToken);
        }

        /// <summary>Runs batches until one finds nothing; answers how many rows were dealt with.</summary>
        public async Task<int> SweepAsync(Func<CancellationToken, Task<BatchResult>> batch, CancellationToken cancellationToken)
        {
            for (var done = 0; ;)
            {
                var rows = await db.OnceMoreWhenOvertakenAsync(
                    async token => await batch(token) is { Undisturbed: true } result
                        ? result.Rows
                        : throw new DbUpdateConcurrencyException("A watched item was changed while the sweep dealt with it."),
                    cancellationToken);
                if (rows == 0)
                {
                    return done;
                }

                done += rows;
            }
        }

        /// <summary>
        /// Runs a batch in a transaction of its own, saves what it added to the context and commits. A batch that met somebody
        /// else's change keeps nothing and is run again, some few times.
        /// </summary>
        public async Task<int> OnceMoreWhenOvertakenAsync(Func<CancellationToken, Task<int>> batch, CancellationToken cancellationToken)
        {
            for (var tries = 1; ; tries++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                try
                {
                    var rows = await batch(cancellationToken);
                    await db.SaveChangesAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    return rows;
                }
                catch (Exception error) when (IsRace(error) && tries < MostTries)
                {
                    // A step or another sweep was quicker; nothing of this batch was kept, so read it again.
                }
            }
        }

        /// <summary>Tells the journal what a sweep did to an item.</summary>
        public void RecordNotice(string actor, string kind, ItemNotice notice, object data) => db.RecordNotice(null, actor, kind, notice, data);

        /// <summary>Tells the journal what a person did to an item.</summary>
        public void RecordNotice(Guid by, string kind, ItemNotice notice, object data) => db.RecordNotice(by, null, kind, notice, data);

        private void RecordNotice(Guid? by, string? actor, string kind, ItemNotice notice, object data) =>
            db.Journal.Add(EntryOf(by, actor, kind, notice, data));

        /// <summary>Ties a notice to the mail that tells of it.</summary>
        public void Tell(LedgerMail mail, ItemNotice notice, bool copy = false) => db.MailNotices.Add(LinkOf(mail, notice, copy));
    }

    /// <summary>What ties a notice to the mail that tells of it.</summary>
    internal static MailNotice LinkOf(LedgerMail mail, ItemNotice notice, bool copy = false) => new()
    {
        MailId = mail.Id,
        NoticeId = notice.Id,
        ItemId = notice.ItemId,
        Copy = copy,
    };

    /// <summary>What the journal says of a notice.</summary>
    internal static JournalEntry EntryOf(Guid? by, string? actor, string kind, ItemNotice notice, object data) => new()
    {
        At = notice.FiredAt,
        By = by,
        Actor = actor,
        Kind = kind,
        ItemId = notice.ItemId,
        Data = JsonSerializer.Serialize(data, Readable),
        StepId = StepScope.Current,
    };

    /// <summary>True when reminders and rungs of the round go out on this day.</summary>
    internal static bool IsAtWork(Round round, DateOnly today, WorkingCalendar calendar) => round.Settings.ToSendingDays(calendar).IsOpen(today);

    // A lost race shows as a conflict, or, where two sweeps wait for each other, as a transaction the database gave up.
    private static bool IsRace(Exception error) => error is DbUpdateException or DbException { IsTransient: true };

    /// <summary>How one batch went.</summary>
    internal readonly record struct BatchResult(int Rows, bool Undisturbed = true);

    /// <summary>A round, its clock and its day.</summary>
    internal sealed record RoundToday(Round Round, TownTime Town, DateTimeOffset Now)
    {
        public DateOnly Today { get; } = Town.DayOf(Now);
    }
}
