namespace Rectify.Workflow.Domain.Journal;

/// <summary>What is wrong with a chain.</summary>
public enum ChainBreak
{
    /// <summary>The line is not an entry of a journal.</summary>
    Unreadable,

    /// <summary>The entry belongs to another town's chain.</summary>
    OtherChain,

    /// <summary>Entries before this one are missing.</summary>
    Missing,

    /// <summary>The entry stands at the wrong place: exchanged or repeated.</summary>
    OutOfOrder,

    /// <summary>The entry does not follow the one before it: that one, or what it followed, was replaced.</summary>
    Unlinked,

    /// <summary>The entry's content is not what was sealed.</summary>
    Altered,

    /// <summary>A head noted earlier has another digest: the chain was written anew.</summary>
    HeadDiffers,

    /// <summary>A head noted earlier lies beyond the end: the newest entries were dropped.</summary>
    HeadMissing,
}

/// <summary>The first place at which a chain is broken.</summary>
/// <param name="Position">The entry's place; for <see cref="ChainBreak.Missing"/> the first that is not there.</param>
/// <param name="Entry">The entry's number in the database; null when there is none.</param>
public sealed record ChainFault(ChainBreak Kind, long Position, long? Entry);

/// <summary>An entry as a verifier meets it: where it claims to stand, what it claims to follow, and its digest then and now.</summary>
/// <param name="Sealed">The digest stored with it.</param>
/// <param name="Computed">The digest of its content as it is now.</param>
public sealed record ChainEntry(Guid Chain, long Position, string Previous, long? Entry, string Sealed, string Computed);

/// <summary>Checks a chain entry by entry, in constant memory; stops at the first fault.</summary>
/// <param name="chain">The chain's town.</param>
/// <param name="notes">Heads noted earlier, from mails and papers.</param>
public sealed class ChainCheck(Guid chain, IReadOnlyCollection<HeadNote> notes)
{
    /// <summary>Where the check stands: the last good entry.</summary>
    public ChainHead Head { get; private set; } = ChainHead.Before(chain);

    /// <summary>Checks the next entry; null when it is as it was sealed.</summary>
    public ChainFault? Next(ChainEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var expected = Head.Position + 1;
        if (Kind(entry, expected) is { } kind)
        {
            return new(kind, kind is ChainBreak.Missing ? expected : entry.Position, entry.Entry);
        }

        Head = new(chain, expected, entry.Computed);
        return notes.Any(note => note.Position == expected && !Head.Matches(note))
            ? new(ChainBreak.HeadDiffers, expected, entry.Entry)
            : null;
    }

    /// <summary>Checks, after the last entry, that the chain reaches every head noted earlier.</summary>
    public ChainFault? End() => notes.Where(note => note.Position > Head.Position).MinBy(note => note.Position) is not null
        ? new(ChainBreak.HeadMissing, Head.Position + 1, null)
        : null;

    private ChainBreak? Kind(ChainEntry entry, long expected) => entry switch
    {
        _ when entry.Chain != chain => ChainBreak.OtherChain,
        _ when entry.Position > expected => ChainBreak.Missing,
        _ when entry.Position < expected => ChainBreak.OutOfOrder,
        _ when entry.Sealed != entry.Computed => ChainBreak.Altered,
        _ when entry.Previous != Head.Digest => ChainBreak.Unlinked,
        _ => null,
    };
}
