using System.Globalization;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Which versions of a definition are meant, as the designer says it.</summary>
/// <param name="Number">A version's number; then the kind does not count.</param>
public readonly record struct VersionOptions(VersionKind Kind, int? Number = null)
{
    /// <summary>Reads the designer's word; an empty one means every version, an unknown one the latest.</summary>
    public static VersionOptions Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? new(VersionKind.AllVersions)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(VersionKind.AllVersions, number)
        : Enum.TryParse<VersionKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? new(kind)
        : new(VersionKind.Latest);

    /// <summary>Narrows a query to these versions.</summary>
    public IQueryable<StoredDefinition> Of(IQueryable<StoredDefinition> rows)
    {
        if (Number is { } number)
        {
            return rows.Where(row => row.Version == number);
        }

        return Kind switch
        {
            VersionKind.Latest => rows.Where(row => row.IsLatest),
            VersionKind.Published => rows.Where(row => row.IsPublished),
            VersionKind.LatestOrPublished => rows.Where(row => row.IsLatest || row.IsPublished),
            VersionKind.LatestAndPublished => rows.Where(row => row.IsLatest && row.IsPublished),
            VersionKind.Draft => rows.Where(row => row.IsLatest && !row.IsPublished),
            _ => rows,
        };
    }
}

/// <summary>Elsa's words for versions.</summary>
public enum VersionKind { AllVersions, Latest, Published, LatestOrPublished, LatestAndPublished, Draft }
