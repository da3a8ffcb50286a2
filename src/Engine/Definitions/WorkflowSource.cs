using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Where definitions that others use as activities come from (流程作为活动).</summary>
public interface IWorkflowDefinitionSource
{
    /// <summary>The definition an activity refers to; null when none of them may be used as an activity.</summary>
    WorkflowSource? Find(WorkflowReference reference);
}

/// <summary>How an activity refers to a definition.</summary>
/// <param name="Type">The activity's type: the definition's name in Pascal case.</param>
/// <param name="DefinitionId">The id all versions share; null in old files, then the type decides.</param>
public sealed record WorkflowReference(string Type, string? DefinitionId, string? VersionId, int Version);

/// <summary>A stored definition, as far as it must be known before it is read.</summary>
public sealed partial record WorkflowSource(string Id, string DefinitionId, int Version, string Name, string Json)
{
    public bool IsPublished { get; init; }

    /// <summary>True when other definitions may use it as an activity.</summary>
    public bool IsUsableAsActivity { get; init; }

    /// <summary>The type of the activity it is: its name in Pascal case, as Elsa makes it.</summary>
    public string ActivityType => TypeOf(Name);

    /// <summary>The activity type a definition of this name has.</summary>
    public static string TypeOf(string name) => WordStart().Replace(name, match => match.Groups[1].Value.ToUpperInvariant());

    /// <summary>Reads the head of a definition; null when the text is none.</summary>
    public static WorkflowSource? TryRead(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.TrimStart('\uFEFF'), new() { MaxDepth = 256, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var root = document.RootElement;
            if (!Reading.TryGet(root, "root", out _) || (Text(root, "definitionId") ?? Text(root, "id")) is not { } definitionId)
            {
                return null;
            }

            Reading.TryGet(root, "options", out var options);
            return new(Text(root, "id") ?? definitionId, definitionId, Number(root, "version"), Text(root, "name") ?? definitionId, json)
            {
                IsPublished = Reading.Flag(root, "isPublished"),

                // Older files say so on the definition itself.
                IsUsableAsActivity = Reading.Flag(options, "usableAsActivity") || Reading.Flag(root, "usableAsActivity"),
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        Reading.TryGet(owner, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement owner, string name) =>
        Reading.TryGet(owner, name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 1;

    [GeneratedRegex("(?:^|[ _-]+)([^ _-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WordStart();
}

/// <summary>
/// Definitions at hand, found as Elsa finds them: the version named, else the version's number, else the published one,
/// else the newest.
/// </summary>
public sealed class WorkflowLibrary(IEnumerable<WorkflowSource> definitions) : IWorkflowDefinitionSource
{
    private readonly WorkflowSource[] _all = [.. definitions.OrderByDescending(definition => definition.Version)];

    /// <summary>No definitions at all.</summary>
    public static WorkflowLibrary Empty { get; } = new([]);

    public WorkflowSource? Find(WorkflowReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        WorkflowSource[] versions = [.. _all.Where(one => one.IsUsableAsActivity && one.DefinitionId == reference.DefinitionId)];
        if (versions.Length == 0)
        {
            // What was imported from elsewhere may have got another id; then the name decides.
            versions = [.. _all.Where(one => one.IsUsableAsActivity && one.ActivityType == reference.Type)];
        }

        var named = versions.FirstOrDefault(one => one.Id == reference.VersionId);
        var numbered = string.IsNullOrWhiteSpace(reference.VersionId) ? versions.FirstOrDefault(one => one.Version == reference.Version) : null;
        return named ?? numbered ?? versions.FirstOrDefault(one => one.IsPublished) ?? versions.FirstOrDefault();
    }

    /// <summary>The version an instance of this definition is started with: the published one, else the newest.</summary>
    public WorkflowSource? FindToStart(string definitionId)
    {
        var versions = _all.Where(one => one.DefinitionId == definitionId).ToArray();
        return versions.FirstOrDefault(one => one.IsPublished) ?? versions.FirstOrDefault();
    }
}
