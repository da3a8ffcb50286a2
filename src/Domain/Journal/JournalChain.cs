using System.Security.Cryptography;
using System.Text;

namespace Rectify.Workflow.Domain.Journal;

/// <summary>
/// 日志链: each entry's digest covers the digest before it, so nothing can be changed, left out or put in between without
/// every later digest changing.
/// </summary>
public static class JournalChain
{
    /// <summary>What stands before the first entry.</summary>
    public static string Start { get; } = new('0', 64);

    /// <summary>SHA-256 of a canonical line, in lower-case hexadecimal.</summary>
    public static string Digest(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
}

/// <summary>A place in a chain and the digest there: what is mailed, printed on papers and shown (日志校验值).</summary>
public sealed record ChainHead(Guid Chain, long Position, string Digest)
{
    /// <summary>An empty chain's head.</summary>
    public static ChainHead Before(Guid chain) => new(chain, 0, JournalChain.Start);

    /// <summary>The short form for paper, such as "128-9f2a41c07be3": the position and the first twelve digits.</summary>
    public string Brief => $"{Position}-{Digest[..12]}";

    /// <summary>True when a note of a head, short or whole, names this one.</summary>
    public bool Matches(HeadNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return note.Position == Position && Digest.StartsWith(note.Digits, StringComparison.Ordinal);
    }
}

/// <summary>A head as somebody noted it from a mail or paper: the position and at least twelve digits of the digest.</summary>
public sealed record HeadNote(long Position, string Digits)
{
    private const int FewestDigits = 12;

    /// <summary>Reads "128-9f2a41c07be3" or the whole 64 digits; null when it is neither.</summary>
    public static HeadNote? Parse(string? text)
    {
        var parts = (text ?? "").Trim().ToLowerInvariant().Split('-', ':');
        return parts is [var position, { Length: >= FewestDigits and <= 64 } digits]
            && long.TryParse(position, System.Globalization.NumberStyles.None, null, out var at) && at > 0
            && digits.All(char.IsAsciiHexDigitLower)
                ? new(at, digits)
                : null;
    }
}
