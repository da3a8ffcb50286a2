namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>Files of the repository and of the data beside it, which may be absent.</summary>
internal static class Files
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = Find();

    /// <summary>A folder beside the repository; null when it is not there.</summary>
    public static string? Beside(params string[] parts)
    {
        var folder = Path.GetFullPath(Path.Combine([Repository, "..", "shared", .. parts]));
        return Directory.Exists(folder) ? folder : null;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rectify.Workflow.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The repository's folder was not found above the tests.");
    }
}
