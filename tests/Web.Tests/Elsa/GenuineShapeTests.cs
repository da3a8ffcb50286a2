using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>Our answers have the members and kinds of a genuine server's recorded ones, where those lie beside the repository.</summary>
public sealed class GenuineShapeTests(WebWorld world)
{
    // Types of the server's own code and tenants; an input's category may be left out, it only groups the panel.
    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal) { "clrType", "_type", "tenantId" };

    public static TheoryData<string, string> Gets => new()
    {
        { "GET_descriptors_activities_Refresh=True", "descriptors/activities?Refresh=True" },
        { "GET_descriptors_commit-strategies_activities", "descriptors/commit-strategies/activities" },
        { "GET_descriptors_commit-strategies_workflows", "descriptors/commit-strategies/workflows" },
        { "GET_descriptors_expression-descriptors", "descriptors/expression-descriptors" },
        { "GET_descriptors_incident-strategies", "descriptors/incident-strategies" },
        { "GET_descriptors_log-persistence-strategies", "descriptors/log-persistence-strategies" },
        { "GET_descriptors_storage-drivers", "descriptors/storage-drivers" },
        { "GET_descriptors_variables", "descriptors/variables" },
        { "GET_descriptors_workflow-activation-strategies", "descriptors/workflow-activation-strategies" },
        { "GET_workflow-definitions_by-definition-id_issue-flow_versionOptions=Latest", "workflow-definitions/by-definition-id/rectification?versionOptions=Latest" },
        { "GET_workflow-definitions_validation_is-name-unique_name=Workflow_201", "workflow-definitions/validation/is-name-unique?name=Workflow%201" },
        {
            "GET_workflow-definitions_versionOptions=AllVersions_Page=0_PageSize=10_DefinitionIds=issue-flow_OrderBy=Version_OrderDirection=Descending",
            "workflow-definitions?versionOptions=AllVersions&Page=0&PageSize=10&DefinitionIds=rectification&OrderBy=Version&OrderDirection=Descending"
        },
        { "GET_workflow-definitions_versionOptions=LatestOrPublished", "workflow-definitions?versionOptions=LatestOrPublished" },
        {
            "GET_workflow-definitions_versionOptions=Latest_Page=0_PageSize=10_SearchTerm=_IsSystem=False_OrderDirection=Ascending",
            "workflow-definitions?versionOptions=Latest&Page=0&PageSize=10&SearchTerm=&IsSystem=False&OrderDirection=Ascending"
        },
        { "GET_workflow-definitions_versionOptions=Published", "workflow-definitions?versionOptions=Published" },
    };

    [Theory, MemberData(nameof(Gets))]
    public async Task A_question_is_answered_in_the_genuine_shape(string recorded, string path)
    {
        var genuine = Recorded($"{recorded}.json");
        using var designer = await ElsaVisitor.SignInAsync(world);

        var ours = await designer.GetAsync(path);

        Assert.Equal([], Missing(genuine, ours, "$"));
    }

    [Fact]
    public async Task A_save_is_answered_in_the_genuine_shape()
    {
        var genuine = Recorded("POST_workflow-definitions.json");
        using var designer = await ElsaVisitor.SignInAsync(world);

        var ours = await designer.PostAsync("workflow-definitions", Model.Create("形状相同"));
        // An activity's own bags may be left out.
        Assert.All(["activities", "connections", "customProperties", "metadata", "variables"], name => genuine["workflowDefinition"]!["root"]!.AsObject().Remove(name));
        genuine["workflowDefinition"]!["customProperties"] = new JsonObject();
        genuine["workflowDefinition"]!["options"] = new JsonObject();

        Assert.Equal([], Missing(genuine, ours, "$"));
    }

    private static JsonNode Recorded(string name)
    {
        var folder = Files.Beside("data", "elsa-genuine");
        Assert.SkipWhen(folder is null, "The recorded answers of a genuine server are not beside the repository.");
        return JsonNode.Parse(File.ReadAllText(Path.Combine(folder!, name)))!;
    }

    /// <summary>Members the genuine answer has and ours lacks or has of another kind. Items of lists are taken together.</summary>
    private static List<string> Missing(JsonNode genuine, JsonNode? ours, string path) => (genuine, ours) switch
    {
        (JsonObject theirs, JsonObject mine) => [.. theirs.Where(member => member.Value is not null && !NotOurs.Contains(member.Key) && !IsData(path) && !(member.Key == "category" && path.EndsWith("inputs[]", StringComparison.Ordinal)))
            .SelectMany(member => mine.TryGetPropertyValue(member.Key, out var value) ? Missing(member.Value!, value, $"{path}.{member.Key}") : [$"{path}.{member.Key} is missing"])],
        (JsonArray theirs, JsonArray mine) => theirs.Count == 0 || mine.Count == 0 ? []
            : Missing(Union(theirs), Union(mine), $"{path}[]"),
        _ when path.EndsWith("defaultValue", StringComparison.Ordinal) => [],
        (JsonValue theirs, JsonValue mine) => Kind(theirs) == Kind(mine) ? [] : [$"{path} is {Kind(mine)}, not {Kind(theirs)}"],
        _ => [$"{path} is {Kind(ours)}, not {Kind(genuine)}"],
    };

    // Keys of bags are data, and so are values whose kind depends on the activity.
    private static bool IsData(string path) => path.EndsWith("uiSpecifications", StringComparison.Ordinal)
        || path.EndsWith("ustomProperties", StringComparison.Ordinal) || path.EndsWith(".properties", StringComparison.Ordinal)
        || path.EndsWith("constructionProperties", StringComparison.Ordinal) || path.Contains(".root.activities[]", StringComparison.Ordinal)
        || path.EndsWith(".options", StringComparison.Ordinal);

    private static JsonNode Union(JsonArray list)
    {
        if (list.FirstOrDefault() is not JsonObject)
        {
            return list.FirstOrDefault()?.DeepClone() ?? new JsonObject();
        }

        var union = new JsonObject();
        foreach (var (name, value) in list.OfType<JsonObject>().SelectMany(item => item))
        {
            if (union[name] is JsonArray known && value is JsonArray more)
            {
                more.ToList().ForEach(item => known.Add(item?.DeepClone()));
            }
            else
            {
                union[name] ??= value?.DeepClone();
            }
        }

        return union;
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        var kind => kind?.ToString() ?? "null",
    };
}
