using System.IO.Compression;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>JSON files as the designer uploads them: one by one, or in a zip archive.</summary>
internal static class UploadedJson
{
    private const int MostFiles = 500;

    /// <summary>Each file with its bytes; null where it is no archive, or larger than <paramref name="mostBytes"/>.</summary>
    public static async IAsyncEnumerable<(string Name, ReadOnlyMemory<byte>? Content)> ReadAsync(IFormFile file, long mostBytes)
    {
        await using var stream = file.OpenReadStream();
        if (!file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            yield return (file.FileName, await BytesAsync(stream, mostBytes));
            yield break;
        }

        using var zip = await OpenAsync(stream);
        if (zip is null || zip.Entries.Count > MostFiles)
        {
            yield return (file.FileName, null);
            yield break;
        }

        foreach (var entry in zip.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)))
        {
            await using var content = await entry.OpenAsync();
            yield return (entry.FullName, await BytesAsync(content, mostBytes));
        }
    }

    private static async Task<ZipArchive?> OpenAsync(Stream stream)
    {
        try
        {
            return await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentOutOfRangeException)
        {
            // A few bytes are too short even to be looked into.
            return null;
        }
    }

    // Whatever the archive says of itself, no more than that is unpacked.
    private static async Task<ReadOnlyMemory<byte>?> BytesAsync(Stream stream, long mostBytes)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        try
        {
            for (int read; (read = await stream.ReadAsync(chunk)) > 0 && buffer.Length <= mostBytes;)
            {
                await buffer.WriteAsync(chunk.AsMemory(0, read));
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return buffer.Length > mostBytes ? null : buffer.ToArray();
    }
}
