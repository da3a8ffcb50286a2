using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>What a reply's token says: the mail answered to, and one of its items when the mail tells of several.</summary>
/// <param name="ItemTag">The first bytes of a digest of the item's id; zero for the mail as a whole.</param>
public readonly record struct ReplyToken(Guid MailId, uint ItemTag)
{
    /// <summary>The tag of an item; never zero.</summary>
    public static uint TagOf(ItemId item)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(item.Value.ToByteArray(bigEndian: true), digest);
        return Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(digest));
    }
}

/// <summary>
/// Writes and reads the tokens of replies (回复编号): short enough for the part of an address after the plus, signed for one
/// mail and the person it was written for. Who only knows a Message-ID cannot make one.
/// </summary>
public sealed partial class ReplyTokens(byte[] key)
{
    private const int Signed = 8;
    private const int Length = 16 + sizeof(uint) + Signed;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The token of a mail for its reader.</summary>
    public string Write(ReplyToken token, Guid personId)
    {
        Span<byte> plain = stackalloc byte[Length];
        token.MailId.TryWriteBytes(plain, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(plain[16..], token.ItemTag);
        Sign(plain[..20], personId, plain[20..]);
        return "r" + Encode(plain);
    }

    /// <summary>Every token in a text, without asking yet for whom it was written.</summary>
    public static IEnumerable<string> In(string text) => Token().Matches(text).Select(match => match.Value.ToLowerInvariant());

    /// <summary>What a token claims; null when it is none.</summary>
    public static ReplyToken? Claim(string token) => Decode(token) is { } plain
        ? new ReplyToken(new Guid(plain.AsSpan(0, 16), bigEndian: true), BinaryPrimitives.ReadUInt32BigEndian(plain.AsSpan(16)))
        : null;

    /// <summary>True when we wrote this token for this person.</summary>
    public bool IsFor(string token, Guid personId)
    {
        if (Decode(token) is not { } plain)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[Signed];
        Sign(plain.AsSpan(0, 20), personId, expected);
        return CryptographicOperations.FixedTimeEquals(expected, plain.AsSpan(20));
    }

    private void Sign(ReadOnlySpan<byte> plain, Guid personId, Span<byte> into)
    {
        Span<byte> message = stackalloc byte[36];
        plain.CopyTo(message);
        personId.TryWriteBytes(message[20..], bigEndian: true, out _);
        Span<byte> mac = stackalloc byte[32];
        HMACSHA256.HashData(key, message, mac);
        mac[..Signed].CopyTo(into);
    }

    // Small letters and digits only: an address passes through programs that do not keep capitals.
    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length * 8 + 4) / 5];
        var (held, bits, at) = (0, 0, 0);
        foreach (var each in bytes)
        {
            held = (held << 8) | each;
            bits += 8;
            for (; bits >= 5; bits -= 5)
            {
                text[at++] = Letters[(held >> (bits - 5)) & 31];
            }

            held &= (1 << bits) - 1;
        }

        if (bits > 0)
        {
            text[at] = Letters[(held << (5 - bits)) & 31];
        }

        return new(text);
    }

    private static byte[]? Decode(string token)
    {
        if (token is not ['r', .. var letters] || letters.Length != (Length * 8 + 4) / 5)
        {
            return null;
        }

        var bytes = new byte[Length];
        var (held, bits, at) = (0, 0, 0);
        foreach (var letter in letters)
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            held = (held << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(held >> bits);
                held &= (1 << bits) - 1;
            }
        }

        return held == 0 ? bytes : null;
    }

    [GeneratedRegex("(?<![a-z0-9])r[a-z2-7]{45}(?![a-z0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Token();
}
