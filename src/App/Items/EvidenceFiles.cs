using System.Security.Cryptography;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Items;

/// <summary>Where the evidence files lie: random names in the data folder, nothing of the uploader's name in a path.</summary>
public sealed class EvidenceFiles(DatabaseOptions options)
{
    private readonly string _folder = Path.Combine(Path.GetFullPath(options.DataFolder), "evidence");

    /// <summary>Streams the content to a fresh file; null when it is longer than <see cref="EvidenceTypes.MaxBytes"/>.</summary>
    public async Task<StoredFile?> StoreAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name)) ?? _folder);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        try
        {
            await using (var file = new FileStream(PathOf(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true))
            {
                var buffer = new byte[81920];
                for (var read = await content.ReadAsync(buffer, cancellationToken); read > 0;
                    read = await content.ReadAsync(buffer, cancellationToken))
                {
                    size += read;
                    if (size > EvidenceTypes.MaxBytes)
                    {
                        break;
                    }

                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
        }
        catch
        {
            Remove(name);
            throw;
        }

        if (size > EvidenceTypes.MaxBytes)
        {
            Remove(name);
            return null;
        }

        return new StoredFile(name, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Opens a stored file for reading; null when it is gone from the folder.</summary>
    public FileStream? Open(string storedName) => File.Exists(PathOf(storedName))
        ? new FileStream(PathOf(storedName), FileMode.Open, FileAccess.Read, FileShare.Read, 81920, useAsync: true)
        : null;

    /// <summary>Removes a file that was not taken after all.</summary>
    public void Remove(string storedName) => File.Delete(PathOf(storedName));

    private string PathOf(string storedName) => Path.Combine(_folder, storedName[..2], storedName);
}

/// <summary>A file as it lies in the folder.</summary>
public sealed record StoredFile(string Name, long Size, string Sha256);
