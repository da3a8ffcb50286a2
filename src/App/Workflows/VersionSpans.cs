using System.Globalization;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Which version of its definition an instance ran when, by its log: an entry is read under the version it was written
/// under, whatever the instance runs now.
/// </summary>
internal static class VersionSpans
{
    /// <summary>The past of an instance that leaves a version; the span holds its log up to that entry.</summary>
    public static string Add(string? past, int version, long lastEntry) =>
        string.Create(CultureInfo.InvariantCulture, $"{(past is null ? "" : past + " ")}{version}:{lastEntry}");

    /// <summary>The version under which an entry was written.</summary>
    public static int At(string? past, int now, long entry)
    {
        foreach (var (version, last) in Read(past))
        {
            if (entry <= last)
            {
                return version;
            }
        }

        return now;
    }

    /// <summary>The versions in the order in which they were run, without the present one.</summary>
    public static IReadOnlyList<(int Version, long LastEntry)> Read(string? past) =>
    [
        .. (past ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(span => span.Split(':'))
            .Where(parts => parts.Length == 2)
            .Select(parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture))),
    ];
}
