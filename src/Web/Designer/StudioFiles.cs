using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Rectify.Workflow.Web.Designer;

/// <summary>The files of the genuine Elsa Studio, each with the encodings that lie beside it.</summary>
public sealed class StudioFiles
{
    private readonly FrozenDictionary<string, StudioFile> _files;
    private readonly ConcurrentDictionary<string, string> _tags = new(StringComparer.Ordinal);

    public StudioFiles(string folder)
    {
        Folder = folder;
        _files = Directory.Exists(folder) ? Read(folder) : FrozenDictionary<string, StudioFile>.Empty;
    }

    /// <summary>Where the package lies.</summary>
    public string Folder { get; }

    /// <summary>False when this host was copied without its designer; its pages then say so.</summary>
    public bool Present => _files.ContainsKey("_framework/blazor.webassembly.js");

    /// <summary>Beside the assembly when published; where the build fetched it otherwise.</summary>
    public static StudioFiles Find(string beside)
    {
        var published = Path.Combine(beside, "designer");
        var pointer = Path.Combine(beside, "designer.path");
        return new(Directory.Exists(published) || !File.Exists(pointer) ? published : File.ReadAllText(pointer).Trim());
    }

    /// <summary>The file of that address, null when the package has none.</summary>
    public StudioFile? Get(string path) => _files.GetValueOrDefault(path);

    /// <summary>The same tag as long as the content is the same: npm gives every file the same ancient date.</summary>
    public string Tag(string physicalPath) => _tags.GetOrAdd(physicalPath, static path =>
    {
        using var content = File.OpenRead(path);
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
    });

    private static FrozenDictionary<string, StudioFile> Read(string folder)
    {
        var present = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => path != "package.json")
            .ToHashSet(StringComparer.Ordinal);
        return present.Select(Plain).Distinct().ToFrozenDictionary(
            path => path,
            path => new StudioFile(path, At(path), At(path + ".br"), At(path + ".gz")),
            StringComparer.Ordinal);

        string? At(string path) => present.Contains(path) ? Path.Combine(folder, path) : null;
        static string Plain(string path) => path.EndsWith(".br", StringComparison.Ordinal) || path.EndsWith(".gz", StringComparison.Ordinal) ? path[..^3] : path;
    }
}

/// <summary>One file of the Studio and where its plain, Brotli and gzip forms lie.</summary>
public sealed record StudioFile(string Path, string? Plain, string? Brotli, string? Gzip);
