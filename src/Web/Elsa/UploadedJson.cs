using System.IO.Compression;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>JSON files as the designer uploads them: one by one, or in a zip archive.</summary>
internal static class UploadedJson
{
    private const int MostFiles = 500;

    /// <summary>The form of a request. Throws a 400 when it breaks off or is no form after all.</summary>
    public static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new BadHttpRequestException("The form cannot be read.", error);
        }
    }

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
            yield return (entry.FullName, await BytesAsync(entry, mostBytes));
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

    private static async Task<ReadOnlyMemory<byte>?> BytesAsync(ZipArchiveEntry entry, long mostBytes)
    {
        try
        {
            await using var content = await entry.OpenAsync();
            return await BytesAsync(content, mostBytes);
        }
        catch (InvalidDataException)
        {
            // Packed in a way nobody here can unpack.
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
