using System.Globalization;
using System.Text;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Messages;

/// <summary>
/// Writes a file's name where mail programs look for it: as RFC 2231 at the disposition, and as encoded words of RFC 2047
/// at the content type. Each piece holds whole characters, which MimeKit's own encoder cuts in two outside the basic plane.
/// </summary>
internal static class FileNameHeaders
{
    private const int MostOctets = 42;   // of a piece: no line grows beyond 78 characters

    public static void Write(MimePart part, string name)
    {
        Set(part, HeaderId.ContentDisposition, "attachment", Disposition(name));
        Set(part, HeaderId.ContentType, part.ContentType.MimeType, Type(name));
    }

    private static void Set(MimePart part, HeaderId id, string value, string parameters)
    {
        part.Headers[id] = value;
        var header = part.Headers[part.Headers.IndexOf(id)];
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}{parameters}\r\n"));
    }

    private static string Disposition(string name)
    {
        if (IsPlain(name))
        {
            return $";\r\n\tfilename=\"{name}\"";
        }

        var pieces = Pieces(name, Percent, MostOctets - "utf-8''".Length).ToList();
        return string.Concat(pieces.Select((piece, index) => string.Create(CultureInfo.InvariantCulture,
            $";\r\n\tfilename{(pieces.Count == 1 ? "" : $"*{index}")}*={(index == 0 ? "utf-8''" : "")}{piece}")));
    }

    private static string Type(string name) => IsPlain(name)
        ? $";\r\n\tname=\"{name}\""
        : $";\r\n\tname=\"{string.Join("\r\n\t", Pieces(name, rune => rune.ToString(), MostOctets / 3).Select(piece => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(piece))}?="))}\"";

    /// <summary>The name in pieces of whole characters, none longer than so many once written.</summary>
    private static IEnumerable<string> Pieces(string name, Func<Rune, string> write, int longest)
    {
        var piece = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var letter = write(rune);
            if (piece.Length > 0 && piece.Length + letter.Length > longest)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(letter);
        }

        yield return piece.ToString();
    }

    private static string Percent(Rune rune)
    {
        Span<byte> octets = stackalloc byte[4];
        var text = new StringBuilder();
        foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
        {
            text.Append(char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' or (byte)'.'
                ? ((char)octet).ToString()
                : string.Create(CultureInfo.InvariantCulture, $"%{octet:X2}"));
        }

        return text.ToString();
    }

    private static bool IsPlain(string name) => name.Length <= MostOctets && name.All(letter => letter is >= ' ' and <= '~' and not ('"' or '\\' or '%'))
        && !name.Contains("=?", StringComparison.Ordinal);
}
