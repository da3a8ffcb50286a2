using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Web.Language;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>What the designer says about activities follows the reader's language; what definitions refer to does not.</summary>
public sealed partial class DescriptorLanguageTests(WebWorld world)
{
    private static readonly HashSet<string> Own = [.. ActivityCatalog.Default.Descriptors.Select(descriptor => descriptor.Type), "Elsa.NotFoundActivity"];

    private static readonly string[] Lists = ["inputs", "outputs", "ports"];

    [Fact]
    public async Task Every_text_about_an_activity_is_in_the_readers_language()
    {
        var (chinese, english) = (await TextsAsync("zh-CN"), await TextsAsync("en"));

        Assert.DoesNotContain(english, text => Chinese().IsMatch(text.Text) || text.Text.Length == 0);
        Assert.DoesNotContain(chinese, text => text.IsOurs && !Chinese().IsMatch(text.Text));
        Assert.Equal(chinese.Select(text => text.Place), english.Select(text => text.Place));
    }

    [Fact]
    public async Task What_definitions_refer_to_is_the_same_in_both_languages() => Assert.Equal(
        (await OwnAsync("zh-CN")).SelectMany(Identities), (await OwnAsync("en")).SelectMany(Identities));

    [Fact]
    public async Task A_workflow_used_as_an_activity_keeps_the_names_and_editors_its_people_gave()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        await designer.SpeakAsync("en");
        await designer.PostAsync("workflow-definitions/import", JsonNode.Parse("""
            {
              "definitionId": "named-step", "name": "有名字的步骤", "options": { "usableAsActivity": true },
              "inputs": [{ "name": "heldOn", "displayName": "何日召开", "description": "", "type": "DateTime", "uiHint": "datetime-picker" }],
              "outputs": [{ "name": "decidedBy", "displayName": "何人决定", "description": "", "type": "String" }],
              "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1, "activities": [{ "id": "say", "type": "Elsa.WriteLine", "version": 1 }] }
            }
            """));
        await designer.PostAsync("workflow-definitions/named-step/publish", new JsonObject());

        var items = (await designer.GetAsync("descriptors/activities?Refresh=True"))["items"]!.AsArray();

        var step = items.Single(item => (string?)item!["displayName"] == "有名字的步骤")!;
        Assert.Equal(("何日召开", "datetime-picker"), ((string?)step["inputs"]![0]!["displayName"], (string?)step["inputs"]![0]!["uiHint"]));
        Assert.Equal("何人决定", (string?)step["outputs"]![0]!["displayName"]);
    }

    [Fact]
    public void Every_sentence_of_the_engine_has_its_english_and_no_english_is_left_over()
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream("Rectify.Workflow.Web.Elsa.Descriptors.en.json");
        var english = JsonSerializer.Deserialize<Dictionary<string, string>>(stream!)!;
        var sentences = ActivityCatalog.Default.Descriptors
            .SelectMany(descriptor => descriptor.Inputs.SelectMany(input => input.Options.Append(input.Description ?? ""))
                .Concat(descriptor.Outputs.Select(output => output.Description ?? "")).Append(descriptor.Description).Append(descriptor.Category))
            .Where(text => Chinese().IsMatch(text)).ToHashSet();

        Assert.Empty(sentences.Except(english.Keys));
        Assert.Empty(english.Keys.Except(sentences));
        Assert.DoesNotContain(english.Values, text => Chinese().IsMatch(text));
    }

    private async Task<List<(string Place, string Text, bool IsOurs)>> TextsAsync(string culture) =>
        [.. (await OwnAsync(culture)).SelectMany(activity => Texts(activity))];

    private async Task<List<JsonNode>> OwnAsync(string culture)
    {
        using var designer = await ElsaVisitor.SignInAsync(world, "reader");
        await designer.SpeakAsync(culture);
        var answer = await designer.GetAsync("descriptors/activities?Refresh=True");
        return [.. answer["items"]!.AsArray().Where(item => Own.Contains((string?)item!["typeName"] ?? "")).Select(item => item!)];
    }

    // Choices may be what is written in a definition, such as GET; everything else is ours to say.
    private static IEnumerable<(string Place, string Text, bool IsOurs)> Texts(JsonNode activity)
    {
        var type = (string?)activity["typeName"];
        IEnumerable<(JsonNode Of, string[] Names, string List)> parts =
        [
            (activity, ["displayName", "description", "category"], ""),
            .. Parts("inputs", "displayName", "description"),
            .. Parts("outputs", "displayName", "description"),
            .. Parts("ports", "displayName"),
        ];
        return parts.SelectMany(part => part.Names.Select(name => ($"{type}.{part.List}.{part.Of["name"]}.{name}", (string?)part.Of[name] ?? "", true)))
            .Concat(activity["inputs"]!.AsArray().SelectMany(input => Choices(input!["uiSpecifications"])
                .Select(choice => ($"{type}.{input["name"]}.{choice["value"]}", (string?)choice["text"] ?? "", false))));

        IEnumerable<(JsonNode, string[], string)> Parts(string list, params string[] names) =>
            activity[list]!.AsArray().Select(part => (part!, names, list));
    }

    private static IEnumerable<JsonNode> Choices(JsonNode? node) => node switch
    {
        JsonObject choice when choice.ContainsKey("text") => [choice],
        JsonObject owner => owner.SelectMany(member => Choices(member.Value)),
        JsonArray list => list.SelectMany(Choices),
        _ => [],
    };

    private static IEnumerable<string> Identities(JsonNode activity) =>
        Lists.SelectMany(list => activity[list]!.AsArray().Select(part => $"{activity["typeName"]}.{list}.{part!["name"]}"))
            .Concat(activity["inputs"]!.AsArray().Select(input => $"{activity["typeName"]}.{input!["name"]}={input["defaultValue"]?.ToJsonString()}"))
            .Concat(activity["inputs"]!.AsArray().SelectMany(input => Choices(input!["uiSpecifications"])).Select(choice => (string?)choice["value"] ?? ""));

    [GeneratedRegex("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")]
    private static partial Regex Chinese();
}
