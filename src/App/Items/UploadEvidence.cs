using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Items;

/// <summary>An official adds a file that shows what was done for a measure (上传佐证材料).</summary>
public sealed class UploadEvidence(RectifyDb db, EvidenceFiles files, TimeProvider clock)
{
    /// <summary>Longest file name kept, in characters, its ending included.</summary>
    private const int LongestName = 150;

    /// <summary>Longest ending that a cut name keeps, in characters; all that are taken are shorter.</summary>
    private const int LongestEnding = 10;

    /// <summary>True while evidence may be added: not under the eyes of the one who checks it, and not after the item has ended.</summary>
    public static bool TakesEvidence(ItemStatus status) => status is ItemStatus.Assigning or ItemStatus.Implementing
        or ItemStatus.DecidingExtension or ItemStatus.DecidingConversion or ItemStatus.LongTerm;

    /// <summary>True for the responsible side and for the official of one of the measures.</summary>
    public static bool MayUpload(RectificationItem item, Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(viewer);
        return WhoUploads(item, viewer) is not null;
    }

    private static Viewer? WhoUploads(RectificationItem item, Viewer viewer) => ItemRights.WhoReports(item, viewer)
        ?? (item.Status.IsOpen ? viewer.Everyone.FirstOrDefault(person =>
            !person.Is(Roles.Reader) && item.Measures.Any(measure => measure.Official?.Value == person.Id)) : null);

    /// <summary>Stores the content, or says why not; a refused upload leaves nothing behind.</summary>
    public async Task<Outcome> RunAsync(Command command, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(content);
        var item = await db.Items.AsNoTracking().Include(each => each.Measures)
            .SingleOrDefaultAsync(each => each.Id == command.ItemId, cancellationToken);
        if (item is null || !command.By.Sees(item))
        {
            return new Outcome.NoSuchItem();
        }

        var name = CleanName(command.FileName);
        if (WhyNot(item, command, name) is { } refusal)
        {
            return refusal;
        }

        if (await files.StoreAsync(content, cancellationToken) is not { } stored)
        {
            return new Outcome.TooLarge();
        }

        try
        {
            var inPlaceOf = WhoUploads(item, command.By) is { } person && person.Id != command.By.Id ? person.Id : (Guid?)null;
            var refused = await TakeAsync(command, inPlaceOf, name, stored, cancellationToken);
            if (refused is not Outcome.Done)
            {
                files.Remove(stored.Name);
            }

            return refused;
        }
        catch
        {
            files.Remove(stored.Name);
            throw;
        }
    }

    private static Outcome? WhyNot(RectificationItem item, Command command, string name) =>
        !MayUpload(item, command.By) ? new Outcome.NotYours()
        : !TakesEvidence(item.Status) ? new Outcome.NotNow(item.Status)
        : item.Measures.All(measure => measure.No != command.MeasureNo) ? new Outcome.NoSuchMeasure()
        : !EvidenceTypes.IsAllowed(name) ? new Outcome.WrongType()
        : null;

    private async Task<Outcome> TakeAsync(Command command, Guid? inPlaceOf, string name, StoredFile stored, CancellationToken cancellationToken)
    {
        if (stored.Size == 0)
        {
            return new Outcome.Empty();
        }

        string? type;
        await using (var reading = files.Open(stored.Name) ?? throw new FileNotFoundException($"Evidence {stored.Name} vanished."))
        {
            type = EvidenceTypes.Recognise(name, reading);
        }

        if (type is null)
        {
            return new Outcome.NotWhatItSays();
        }

        if (await db.Evidence.AsNoTracking().FirstOrDefaultAsync(
            file => file.ItemId == command.ItemId && file.MeasureNo == command.MeasureNo && file.Sha256 == stored.Sha256,
            cancellationToken) is { } same)
        {
            return new Outcome.AlreadyThere(same.Id);
        }

        var at = clock.GetUtcNow();
        var evidence = new Evidence
        {
            Id = Guid.CreateVersion7(at),
            ItemId = command.ItemId,
            MeasureNo = command.MeasureNo,
            FileName = name,
            ContentType = type,
            Size = stored.Size,
            Sha256 = stored.Sha256,
            StoredName = stored.Name,
            UploadedBy = command.By.Id,
            UploadedAt = at,
        };
        db.Evidence.Add(evidence);
        db.Record(
            new Acting(command.By.Id, null, at, StepScope.Current ?? Guid.CreateVersion7(at).ToString("N")) { InPlaceOf = inPlaceOf }, "evidence.added",
            new JsonObject { ["measure"] = command.MeasureNo, ["file"] = name, ["size"] = stored.Size, ["sha256"] = stored.Sha256 },
            command.ItemId);
        await db.SaveChangesAsync(cancellationToken);
        return new Outcome.Done(evidence.Id);
    }

    /// <summary>The last part of the name without anything that a file system or a header could take for more than letters.</summary>
    internal static string CleanName(string fileName)
    {
        var last = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = string.Concat(last.Where(letter => !char.IsControl(letter) && !IsTrick(letter)))
            .Trim(' ', '.');
        var ending = Path.GetExtension(clean);
        // So long an ending is of no kind that is taken; the mark keeps the cut from making one of it (".txtx…" to ".txt").
        return clean.Length <= LongestName ? clean
            : ending.Length > LongestEnding ? Cut(clean, LongestName - 1) + "…"
            : Cut(clean, LongestName - ending.Length) + ending;
    }

    // Marks of writing direction show a name other than it is: "exe.txt" for what ends in "txt.exe".
    private static bool IsTrick(char letter) => "<>:\"|?*".Contains(letter, StringComparison.Ordinal)
        || letter is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Cut(string name, int length) => name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)];

    /// <param name="By">Who uploads.</param>
    /// <param name="ItemId">The item.</param>
    /// <param name="MeasureNo">The measure's number within the item.</param>
    /// <param name="FileName">The name the uploader's file has; shown, never used as a path.</param>
    public sealed record Command(Viewer By, ItemId ItemId, int MeasureNo, string FileName);

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done(Guid EvidenceId) : Outcome;

        /// <summary>The same content is there already; nothing was added.</summary>
        public sealed record AlreadyThere(Guid EvidenceId) : Outcome;

        /// <summary>No such item, or none the viewer may know of.</summary>
        public sealed record NoSuchItem : Outcome;

        public sealed record NoSuchMeasure : Outcome;

        /// <summary>The viewer sees the item but does not work on it.</summary>
        public sealed record NotYours : Outcome;

        /// <summary>The item is being checked or has ended.</summary>
        public sealed record NotNow(ItemStatus Status) : Outcome;

        public sealed record Empty : Outcome;

        public sealed record TooLarge : Outcome;

        /// <summary>Files of this ending are not taken.</summary>
        public sealed record WrongType : Outcome;

        /// <summary>The content is not what the name's ending says.</summary>
        public sealed record NotWhatItSays : Outcome;
    }
}
