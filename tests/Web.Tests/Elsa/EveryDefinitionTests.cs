using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>What the designer cannot do without, asked of every definition at hand: ours and, where present, Elsa's.</summary>
public sealed class EveryDefinitionTests(WebWorld world)
{
    private static readonly string[] Lists = ["variables", "inputs", "outputs", "outcomes", "links"];
    private static readonly string[] Objects = ["options", "customProperties", "root"];

    public static TheoryData<string> Ours => [.. Paths(Path.Combine(Files.Repository, "workflows")).Concat(Paths(Path.Combine(Files.Repository, "tests", "Engine.Tests")))
        .Concat(Paths(Path.Combine(Files.Repository, "ops", "samples")))];

    [Theory, MemberData(nameof(Ours))]
    public async Task One_of_ours_can_be_drawn_and_comes_back_the_same(string path) => await CheckAsync(Path.Combine(Files.Repository, path));

    [Fact]
    public async Task Elsas_own_test_definitions_can_be_drawn_and_come_back_the_same()
    {
        var folder = Files.Beside("data", "elsa-cases");
        Assert.SkipWhen(folder is null, "The definitions of Elsa's tests are not beside the repository.");
        var checkedAny = 0;
        foreach (var file in Directory.EnumerateFiles(folder!, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            checkedAny += await CheckAsync(file) ? 1 : 0;
        }

        Assert.True(checkedAny > 20, $"Only {checkedAny} definitions were found.");
    }

    private async Task<bool> CheckAsync(string file)
    {
        if (Parsed(file) is not { } original)
        {
            return false;
        }

        using var designer = await ElsaVisitor.SignInAsync(world);
        var descriptors = (await designer.GetAsync("descriptors/activities"))["items"]!.AsArray()
            .Select(item => ((string)item!["typeName"]!, (int)item["version"]!)).ToHashSet();
        original["definitionId"] = $"every-{Path.GetFileNameWithoutExtension(file)}-{Math.Abs(file.GetHashCode(StringComparison.Ordinal))}";

        var shown = await designer.PostAsync("workflow-definitions/import", original.DeepClone());
        CheckShown(shown, descriptors, file);
        var exported = await designer.GetAsync($"workflow-definitions/{original["definitionId"]}/export");
        var again = (await designer.PostAsync("workflow-definitions", Model.Again(shown)))["workflowDefinition"]!;
        var exportedAgain = await designer.GetAsync($"workflow-definitions/{original["definitionId"]}/export");

        // A second way through the designer changes nothing any more; the first may add node ids and types.
        Assert.True(JsonNode.DeepEquals(Filled(exported["root"]), Filled(exportedAgain["root"])), file);
        Assert.True(JsonNode.DeepEquals(shown["root"], again["root"]), file);
        Assert.True(JsonNode.DeepEquals(Bare(original["root"]), Bare(exported["root"])), file);
        return true;
    }

    private static void CheckShown(JsonNode shown, HashSet<(string, int)> descriptors, string file)
    {
        Assert.All(Lists, name => Assert.IsType<JsonArray>(shown[name]));
        Assert.All(Objects, name => Assert.IsType<JsonObject>(shown[name]));
        var activities = Model.Activities(shown["root"]).ToList();
        Assert.NotEmpty(activities);
        Assert.All(activities, activity =>
        {
            Assert.StartsWith("Workflow1:", (string?)activity["nodeId"], StringComparison.Ordinal);
            Assert.EndsWith($":{activity["id"]}", (string?)activity["nodeId"], StringComparison.Ordinal);
            Assert.True(descriptors.Contains(((string)activity["type"]!, (int)activity["version"]!)), $"{file}: {activity["type"]} {activity["version"]}");
            Assert.All(["customProperties", "metadata", "variables", "activities", "connections"],
                name => Assert.False(activity.ContainsKey(name) && activity[name] is null, $"{file}: {name} is null"));
        });
        Assert.Equal(activities.Count, activities.Select(activity => (string?)activity["nodeId"]).Distinct().Count());
    }

    // Without what a save adds: node ids, ids that were missing, the types of inputs, empty lists.
    private static JsonNode? Bare(JsonNode? node) => node switch
    {
        JsonObject owner => new JsonObject(owner
            .Where(member => member.Key is not ("nodeId" or "id" or "typeName" or "version") && member.Value is not (null or JsonArray { Count: 0 }))
            .Select(member => KeyValuePair.Create(member.Key, Bare(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Bare)]),
        _ => node?.DeepClone(),
    };

    // A member that is null says as much as one that is absent; the designer gets none.
    private static JsonNode? Filled(JsonNode? node) => node switch
    {
        JsonObject owner => new JsonObject(owner.Where(member => member.Value is not null)
            .Select(member => KeyValuePair.Create(member.Key, Filled(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Filled)]),
        _ => node?.DeepClone(),
    };

    private static JsonObject? Parsed(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: new() { AllowTrailingCommas = true }) is JsonObject definition
                && definition["root"] is JsonObject root && root["type"] is not null ? definition : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Paths(string folder) => !Directory.Exists(folder) ? [] : Directory
        .EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Parsed(file) is not null)
        .Select(file => Path.GetRelativePath(Files.Repository, file));
}
