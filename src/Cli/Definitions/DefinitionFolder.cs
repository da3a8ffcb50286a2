using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>The definitions in a folder, as a library for those that use or start others.</summary>
internal static class DefinitionFolder
{
    private const int MostFiles = 1_000;
    private const long LargestFile = 8 * 1024 * 1024;

    /// <summary>Reads what is there; a file that holds no definition is passed over.</summary>
    public static WorkflowLibrary Read(DirectoryInfo? folder)
    {
        if (folder is not { Exists: true })
        {
            return WorkflowLibrary.Empty;
        }

        var found = new List<WorkflowSource>();
        foreach (var file in folder.EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).Take(MostFiles))
        {
            if (file.Length <= LargestFile && TryRead(file) is { } json && WorkflowSource.TryRead(json) is { } source)
            {
                found.Add(source);
            }
        }

        return new(found);
    }

    private static string? TryRead(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
