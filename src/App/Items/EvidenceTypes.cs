using System.IO.Compression;
using System.Text;

namespace Rectify.Workflow.App.Items;

/// <summary>The kinds of file taken as evidence: the name's ending and the content must both say so.</summary>
public static class EvidenceTypes
{
    /// <summary>The largest file taken.</summary>
    public const long MaxBytes = 20 * 1024 * 1024;

    private const string WordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string SheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly Dictionary<string, (string ContentType, Func<Stream, bool> Holds)> Known =
        new(StringComparer.OrdinalIgnoreCase)
        {
            [".pdf"] = ("application/pdf", content => StartsWith(content, "%PDF-"u8)),
            [".png"] = ("image/png", content => StartsWith(content, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
            [".jpg"] = ("image/jpeg", content => StartsWith(content, [0xFF, 0xD8, 0xFF])),
            [".jpeg"] = ("image/jpeg", content => StartsWith(content, [0xFF, 0xD8, 0xFF])),
            [".docx"] = (WordType, content => IsOffice(content, "word/document.xml")),
            [".xlsx"] = (SheetType, content => IsOffice(content, "xl/workbook.xml")),
            [".txt"] = ("text/plain; charset=utf-8", IsText),
        };

    /// <summary>The endings taken, for the file dialogue and the messages.</summary>
    public static IReadOnlyCollection<string> Endings => Known.Keys;

    /// <summary>True when files of this name's ending are taken at all.</summary>
    public static bool IsAllowed(string fileName) => Known.ContainsKey(Path.GetExtension(fileName));

    /// <summary>The content type to serve it under; null when the content is not what the name says.</summary>
    public static string? Recognise(string fileName, Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!Known.TryGetValue(Path.GetExtension(fileName), out var type))
        {
            return null;
        }

        content.Position = 0;
        return type.Holds(content) ? type.ContentType : null;
    }

    private static bool StartsWith(Stream content, ReadOnlySpan<byte> signature)
    {
        Span<byte> head = stackalloc byte[16];
        var read = content.ReadAtLeast(head[..signature.Length], signature.Length, throwOnEndOfStream: false);
        return head[..read].SequenceEqual(signature);
    }

    private static bool IsOffice(Stream content, string mainPart)
    {
        if (!StartsWith(content, "PK\u0003\u0004"u8))
        {
            return false;
        }

        try
        {
            content.Position = 0;
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            // A macro in a file that says it has none is somebody's trick.
            return archive.GetEntry("[Content_Types].xml") is not null && archive.GetEntry(mainPart) is not null
                && !archive.Entries.Any(entry => entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsText(Stream content)
    {
        // Reads in strict UTF-8: a text in another encoding would be served with the wrong letters.
        using var reader = new StreamReader(
            content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var buffer = new char[8192];
        try
        {
            for (var read = reader.Read(buffer); read > 0; read = reader.Read(buffer))
            {
                if (buffer.AsSpan(0, read).IndexOfAnyInRange('\0', '\u0008') >= 0)
                {
                    return false;
                }
            }
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        return true;
    }
}
