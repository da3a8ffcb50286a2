using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail.Inbox.Reading;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>A person sorts a message nobody could place (整理来信): attaches it to an item in the name of its sender, or discards it.</summary>
public sealed class SortMessage
{
    private const int LongestReason = 500;

    private readonly RectifyDb _db;
    private readonly NoteFromMail _notes;
    private readonly InboxQueries _inbox;
    private readonly EvidenceFiles _files;
    private readonly PeopleDirectory _people;
    private readonly TimeProvider _clock;

    internal SortMessage(RectifyDb db, NoteFromMail notes, InboxQueries inbox, EvidenceFiles files, PeopleDirectory people, TimeProvider clock) =>
        (_db, _notes, _inbox, _files, _people, _clock) = (db, notes, inbox, files, people, clock);

    /// <summary>Attaches the message to an item as progress reported by a person who works on it.</summary>
    public async Task<Outcome> AttachAsync(Guid id, ItemId itemId, Guid personId, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (await FindAsync(id, by, cancellationToken) is not { } row)
        {
            return new Outcome.NotFound();
        }

        var item = await _db.Items.AsNoTracking().SingleOrDefaultAsync(each => each.Id == itemId, cancellationToken);
        if (item is null || !by.Sees(item))
        {
            return new Outcome.NoSuchItem();
        }

        if (await _people.ViewerAsync(personId, cancellationToken) is not { } person || !person.Sees(item) || !ItemRights.MayReport(item, person))
        {
            return new Outcome.NotTheirs();
        }

        if (row.StoredName is not { } name || _files.Open(name) is not { } original)
        {
            return new Outcome.NoOriginal();
        }

        using var copy = new MemoryStream();
        await using (original)
        {
            await original.CopyToAsync(copy, cancellationToken);
        }

        using var message = ReadMessage.Parse(copy.ToArray());
        if (message is null)
        {
            return new Outcome.NoOriginal();
        }

        var stored = new List<string>();
        Decide(row, InboxVerdict.Attached, by);
        (row.PersonId, row.ItemId) = (personId, itemId);
        row.NoteId = (await _notes.AddAsync(new(row, message, itemId, person, ReplyText.Of(MessageText.Of(message)), by.Id), stored, cancellationToken)).Id;
        return await SaveAsync(stored, cancellationToken);
    }

    /// <summary>Discards the message for a reason; it stays readable.</summary>
    public async Task<Outcome> DiscardAsync(Guid id, string reason, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (string.IsNullOrWhiteSpace(reason))
        {
            return new Outcome.NoReason();
        }

        if (await FindAsync(id, by, cancellationToken) is not { } row)
        {
            return new Outcome.NotFound();
        }

        Decide(row, InboxVerdict.Discarded, by);
        row.Reason = reason.Trim()[..Math.Min(reason.Trim().Length, LongestReason)];
        _db.Record(Acting.Person(by.Id, _clock), "inbox.discarded", new JsonObject { ["message"] = id.ToString(), ["reason"] = row.Reason });
        return await SaveAsync([], cancellationToken);
    }

    private async Task<InboxMessage?> FindAsync(Guid id, Viewer by, CancellationToken cancellationToken) =>
        await _inbox.MaySortAsync(id, by, cancellationToken)
            ? await _db.InboxMessages.SingleOrDefaultAsync(row => row.Id == id && row.Verdict == InboxVerdict.Unsorted, cancellationToken)
            : null;

    private void Decide(InboxMessage row, InboxVerdict verdict, Viewer by) =>
        (row.Verdict, row.DecidedBy, row.DecidedAt) = (verdict, by.Id, _clock.GetUtcNow());

    private async Task<Outcome> SaveAsync(List<string> stored, CancellationToken cancellationToken)
    {
        try
        {
            await _db.SaveChangesAsync(cancellationToken);
            return new Outcome.Done();
        }
        catch (DbUpdateException lost) when (lost.IsLostRace)
        {
            _db.ChangeTracker.Clear();
            stored.ForEach(_files.Remove);
            return new Outcome.NotFound();
        }
        catch
        {
            stored.ForEach(_files.Remove);
            throw;
        }
    }

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done : Outcome;

        /// <summary>No such message, none for this viewer, or somebody sorted it already.</summary>
        public sealed record NotFound : Outcome;

        public sealed record NoSuchItem : Outcome;

        /// <summary>The person chosen does not work on the item, or it has ended.</summary>
        public sealed record NotTheirs : Outcome;

        /// <summary>Nothing of it was kept that could be attached.</summary>
        public sealed record NoOriginal : Outcome;

        public sealed record NoReason : Outcome;
    }
}
