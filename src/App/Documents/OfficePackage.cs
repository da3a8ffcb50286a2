using System.IO.Compression;

namespace Rectify.Workflow.App.Documents;

/// <summary>Makes office files that are the same, byte by byte, whenever they say the same.</summary>
internal static class OfficePackage
{
    // Files in a package carry a time; this one says nothing and never changes.
    private static readonly DateTimeOffset AnyTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The package with its parts in one order and without times.</summary>
    public static byte[] Repack(byte[] package) => Repack(package, new Dictionary<string, Action<Stream>>(0));

    /// <summary>The same, and these parts (by their path in the package) written straight into it: a large part never lies in memory.</summary>
    public static byte[] Repack(byte[] package, IReadOnlyDictionary<string, Action<Stream>> written)
    {
        using var from = new ZipArchive(new MemoryStream(package));
        using var stream = new MemoryStream();
        using (var to = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            // The list of content types comes first, as readers expect.
            foreach (var part in from.Entries.OrderBy(entry => entry.FullName != "[Content_Types].xml").ThenBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                var copy = to.CreateEntry(part.FullName, CompressionLevel.Optimal);
                copy.LastWriteTime = AnyTime;
                using var target = copy.Open();
                if (written.TryGetValue(part.FullName, out var write))
                {
                    write(target);
                    continue;
                }

                using var source = part.Open();
                source.CopyTo(target);
            }
        }

        return stream.ToArray();
    }
}
