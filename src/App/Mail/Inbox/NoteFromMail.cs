using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail.Inbox.Reading;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>What becomes a note: a message's own words and files, in the name of a person.</summary>
/// <param name="Own">The sender's own words.</param>
/// <param name="By">Who attaches it: the sender, or the one who sorts.</param>
internal sealed record MailedNote(InboxMessage Row, MimeMessage Message, ItemId ItemId, Viewer Person, string Own, Guid By)
{
    /// <summary>For whom the mail answered was sent to the person, as their deputy; null when it was their own.</summary>
    public Guid? SentFor { get; init; }
}

/// <summary>The note that was added, and the files that were not taken.</summary>
internal sealed record AddedNote(Guid Id, IReadOnlyList<Refusal> Refused);

/// <summary>
/// Adds a mail's words to an item as progress (邮件回复) and its files as evidence, by the rules of an upload. It decides
/// nothing: no task, status or measure changes. The caller commits.
/// </summary>
internal sealed class NoteFromMail(RectifyDb db, EvidenceFiles files, TimeProvider clock)
{
    private const string Cut = "……（全文见原件）";

    /// <summary>Adds the note; every file that was stored is named in <paramref name="stored"/>, to be removed when the commit fails.</summary>
    public async Task<AddedNote> AddAsync(MailedNote mailed, List<string> stored, CancellationToken cancellationToken)
    {
        var item = await db.Items.AsNoTracking().Include(row => row.Measures).SingleAsync(row => row.Id == mailed.ItemId, cancellationToken);
        var acting = Acting.Person(mailed.By, clock) with { InPlaceOf = InPlaceOf(mailed, item) };
        var refused = new List<Refusal>();
        var measure = MeasureOf(item, mailed.Own);
        var taken = 0;
        foreach (var enclosure in Enclosures.Of(mailed.Message))
        {
            var why = taken + refused.Count >= Enclosures.Most
                ? RefusalReason.TooMany
                : await TakeAsync(mailed, item, measure, enclosure, acting, stored, cancellationToken);
            taken += why is null ? 1 : 0;
            if (why is { } reason)
            {
                refused.Add(new(UploadEvidence.CleanName(enclosure.Name), reason));
            }
        }

        var text = Text(mailed.Own, taken, refused);
        var id = Guid.CreateVersion7(acting.At);
        db.ProgressNotes.Add(new() { Id = id, ItemId = item.Id, By = mailed.Person.Id, At = acting.At, Text = text, MessageId = mailed.Row.Id });
        db.Record(acting, "item.progress", new()
        {
            ["text"] = text,
            ["measure"] = null,
            ["message"] = mailed.Row.Id.ToString(),
            ["for"] = mailed.By == mailed.Person.Id ? null : mailed.Person.Id.ToString(),
        }, item.Id);
        return new(id, refused);
    }

    /// <summary>In whose place a deputy's own reply stands: the person the mail was meant for, or whoever they may report for at all.</summary>
    private static Guid? InPlaceOf(MailedNote mailed, RectificationItem item)
    {
        if (mailed.By != mailed.Person.Id)
        {
            return null;
        }

        var meant = mailed.Person.StandsInFor.FirstOrDefault(person => person.Id == mailed.SentFor && ItemRights.MayReport(item, person))
            ?? ItemRights.WhoReports(item, mailed.Person);
        return meant is null || meant.Id == mailed.By ? null : meant.Id;
    }

    /// <summary>Stores one file as evidence; answers why not when it is refused.</summary>
    private async Task<RefusalReason?> TakeAsync(
        MailedNote mailed, RectificationItem item, int measure, Enclosure enclosure, Acting acting, List<string> stored, CancellationToken cancellationToken)
    {
        var name = UploadEvidence.CleanName(enclosure.Name);
        if (!EvidenceTypes.IsAllowed(name) || enclosure.Part is not MimePart { Content: { } content })
        {
            return RefusalReason.Kind;
        }

        if (!UploadEvidence.TakesEvidence(item.Status))
        {
            return RefusalReason.NotNow;
        }

        StoredFile? file;
        await using (var decoded = content.Open())
        {
            file = await files.StoreAsync(decoded, cancellationToken);
        }

        if (file is null)
        {
            return RefusalReason.TooLarge;
        }

        stored.Add(file.Name);
        string? type = null;
        if (file.Size > 0)
        {
            await using var reading = files.Open(file.Name) ?? throw new FileNotFoundException($"Evidence {file.Name} vanished.");
            type = EvidenceTypes.Recognise(name, reading);
        }

        var there = type is not null && (db.Evidence.Local.Any(each => each.ItemId == item.Id && each.Sha256 == file.Sha256)
            || await db.Evidence.AnyAsync(each => each.ItemId == item.Id && each.MeasureNo == measure && each.Sha256 == file.Sha256, cancellationToken));
        if (type is null || there)
        {
            files.Remove(file.Name);
            return there ? RefusalReason.Known : file.Size == 0 ? RefusalReason.Empty : RefusalReason.Mismatch;
        }

        db.Evidence.Add(new()
        {
            Id = Guid.CreateVersion7(acting.At),
            ItemId = item.Id,
            MeasureNo = measure,
            FileName = name,
            ContentType = type,
            Size = file.Size,
            Sha256 = file.Sha256,
            StoredName = file.Name,
            UploadedBy = mailed.Person.Id,
            UploadedAt = acting.At,
        });
        db.Record(acting, "evidence.added", new JsonObject
        {
            ["measure"] = measure == Evidence.WholeItem ? null : measure,
            ["file"] = name,
            ["size"] = file.Size,
            ["sha256"] = file.Sha256,
            ["message"] = mailed.Row.Id.ToString(),
        }, item.Id);
        return null;
    }

    /// <summary>The measure the files show: the only one, or the one the words name; else the item as a whole.</summary>
    private static int MeasureOf(RectificationItem item, string own) =>
        item.Measures.Count == 1 ? item.Measures[0].No
        : ReplyText.Measures(own) is [var no] && item.Measures.Any(measure => measure.No == no) ? no
        : Evidence.WholeItem;

    private static string Text(string own, int taken, List<Refusal> refused)
    {
        var tail = refused.Count == 0 ? "" : $"\n\n未接收的附件：{string.Join('、', refused.Select(each => each.In(english: false)))}";
        tail = tail.Length > ReportProgress.Longest / 4 ? tail[..(ReportProgress.Longest / 4)] + "……" : tail;
        var words = own.Length > 0 ? own : taken > 0 ? "（见佐证材料）" : "（无文字）";
        var most = ReportProgress.Longest - tail.Length;
        if (words.Length > most)
        {
            var cut = most - Cut.Length;
            words = words[..(char.IsHighSurrogate(words[cut - 1]) ? cut - 1 : cut)] + Cut;
        }

        return words + tail;
    }
}
