using System.Globalization;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>What every answer that carries a definition must look like.</summary>
internal static class Shapes
{
    private static readonly string[] Bags = ["customProperties", "metadata", "variables", "activities", "connections", "name", "states", "transitions", "branches"];

    public static void NamesAreCamelCase(ContractAnswers answers)
    {
        var ours = answers.Definitions.SelectMany(drawn => drawn.Shown.Append(drawn.Saved).Append(drawn.Listed)).Select(node => node.DeepClone().AsObject())
            .Concat(answers.Descriptors).Concat(answers.Descriptors.SelectMany(one => Items(one, "inputs", "outputs", "ports")))
            .Concat(answers.Runs.SelectMany(run => new[] { run.Instance, run.Instance["workflowState"]!, run.Journal, run.State, run.Report }
                .Concat(run.Executions).Select(node => node.AsObject()).Concat(Items(run.Journal, "items")).Concat(Items(run.Report, "stats"))));
        None(ours.SelectMany(node => node.Select(member => member.Key)).Where(name => name.Length == 0 || !(char.IsLower(name[0]) || name[0] == '$')).Distinct());
    }

    public static void AlwaysObject(ContractAnswers answers, string member) =>
        None(EachShown(answers).Where(one => one.Shown[member] is not JsonObject).Select(one => one.Name));

    public static void AlwaysList(ContractAnswers answers, string member) =>
        None(EachShown(answers).Where(one => one.Shown[member] is not JsonArray list || list.Contains(null)).Select(one => one.Name));

    public static void ActivitiesHaveNoNullBags(ContractAnswers answers) => None(EachActivity(answers)
        .SelectMany(one => Bags
            .Where(name => one.Activity.ContainsKey(name) && one.Activity[name] is null).Select(name => $"{one.Name}: {one.Activity["id"]}.{name}")));

    public static void MayBeEdited(ContractAnswers answers)
    {
        None(EachShown(answers).Where(one => !Links(one.Shown).Contains("publish") || !(bool)one.Shown["isLatest"]!).Select(one => one.Name));
        Assert.All(answers.Definitions, drawn => Assert.Contains("bulk-publish", Links(drawn.Listed)));
        Assert.All(answers.Definitions, drawn => Assert.Contains("publish", Links(Assert.Single(drawn.Listed["items"]!.AsArray())!)));
    }

    public static async Task ReadersMayNotEditAsync(ContractAnswers answers)
    {
        var list = await answers.Reader.GetAsync("workflow-definitions?versionOptions=Latest");
        Assert.DoesNotContain("bulk-publish", Links(list));
        Assert.All(list["items"]!.AsArray(), item => Assert.DoesNotContain("publish", Links(item!)));
        foreach (var drawn in answers.Definitions)
        {
            Assert.DoesNotContain("publish", Links(await answers.Reader.GetAsync($"workflow-definitions/by-id/{drawn.Opened["id"]}")));
        }
    }

    public static void NodeIdsEverywhere(ContractAnswers answers)
    {
        None(EachActivity(answers).Where(one => (string?)one.Activity["nodeId"] is not { } node
            || !node.StartsWith("Workflow1:", StringComparison.Ordinal) || !node.EndsWith($":{one.Activity["id"]}", StringComparison.Ordinal)).Select(one => $"{one.Name}: {one.Activity["id"]}"));
        None(EachShown(answers).Where(one => Model.Activities(one.Shown["root"]).GroupBy(activity => (string?)activity["nodeId"]).Any(group => group.Count() > 1)).Select(one => one.Name));
        None(EachShown(answers).Where(one => one.Shown["root"]?["nodeId"] is null).Select(one => one.Name));
    }

    public static void EveryTypeIsDescribed(ContractAnswers answers)
    {
        var known = answers.Descriptors.Select(one => ((string)one["typeName"]!, (int)one["version"]!)).ToHashSet();
        None(EachActivity(answers).Where(one => !known.Contains(((string)one.Activity["type"]!, (int)one.Activity["version"]!)))
            .Select(one => $"{one.Name}: {one.Activity["type"]} {one.Activity["version"]}"));
    }

    public static void RootsKeepTheirType(ContractAnswers answers)
    {
        // A workflow used as an activity may be imported after the one that uses it: until then it is unknown.
        var known = answers.Descriptors.Select(one => (string)one["typeName"]!).Where(type => type.Contains('.', StringComparison.Ordinal)).ToHashSet();
        Assert.Superset(new HashSet<string> { "Elsa.Flowchart", "Elsa.Sequence", "Elsa.StateMachine" }, known);
        None(answers.Definitions.Where(drawn => known.Contains((string)drawn.Original["root"]!["type"]!))
            .SelectMany(drawn => drawn.Shown.Where(shown => (string?)shown["root"]!["type"] != (string?)drawn.Original["root"]!["type"]).Select(_ => drawn.Name)));
    }

    public static void EachIdOnce(ContractAnswers answers) => Assert.All(answers.Definitions, drawn =>
    {
        var item = Assert.Single(drawn.Listed["items"]!.AsArray());
        Assert.Equal((string?)drawn.Opened["id"], (string?)item!["id"]);
    });

    public static async Task NoPageUnlessAskedAsync(ContractAnswers answers)
    {
        var list = await answers.Reader.GetAsync("workflow-definitions?versionOptions=LatestOrPublished");
        var ids = list["items"]!.AsArray().Select(item => (string)item!["definitionId"]!).ToHashSet();
        Assert.True(ids.Count > 100);
        Assert.All(answers.Definitions, drawn => Assert.Contains((string)drawn.Opened["definitionId"]!, ids));

        var asked = string.Concat(answers.Runs.Select(run => $"&Ids={run.Instance["definitionVersionId"]}"));
        var versions = (await answers.Reader.GetAsync($"workflow-definitions?versionOptions={asked}"))["items"]!.AsArray().Select(item => (string)item!["id"]!).ToList();
        Assert.Equal(versions.Count, versions.Distinct().Count());
        Assert.All(answers.Runs, run => Assert.Contains((string)run.Instance["definitionVersionId"]!, versions));
    }

    public static void UnknownActivities(ContractAnswers answers)
    {
        var known = answers.Descriptors.Select(one => (string)one["typeName"]!).ToHashSet();
        var unknown = answers.Definitions.Where(drawn => Model.Activities(drawn.Original["root"]).Any(activity => !known.Contains((string)activity["type"]!))).ToList();
        Assert.All(unknown, drawn => Assert.Contains(Model.Activities(drawn.Opened["root"]), activity =>
            (string?)activity["type"] == "Elsa.NotFoundActivity" && activity["missingTypeName"] is not null && activity["originalActivityJson"] is not null));
        Assert.All(answers.Definitions.Where(drawn => drawn.Name != "contract-Elsa-NotFoundActivity-1" && drawn.Name != "contract-all"), drawn =>
            Assert.DoesNotContain(Model.Activities(drawn.Exported["root"]), activity => (string?)activity["type"] == "Elsa.NotFoundActivity"));
    }

    public static void InputTypesAreFilledIn(ContractAnswers answers) => None(
        from drawn in answers.Definitions
        where drawn.Name.StartsWith("contract-", StringComparison.Ordinal)
        from activity in Model.Activities(drawn.Saved["workflowDefinition"]!["root"])
        from member in activity
        where member.Value is JsonObject input && input.ContainsKey("expression") && string.IsNullOrEmpty((string?)input["typeName"])
        select $"{drawn.Name}: {activity["type"]}.{member.Key}");

    public static void SavesAnswerWhole(ContractAnswers answers) => Assert.All(answers.Definitions, drawn =>
    {
        Assert.True(JsonNode.DeepEquals(drawn.Opened, drawn.Saved["workflowDefinition"]), drawn.Name);
        Assert.NotNull((bool?)drawn.Saved["alreadyPublished"]);
        Assert.NotNull((int?)drawn.Saved["consumingWorkflowCount"]);
    });

    public static void ListsCount(ContractAnswers answers)
    {
        Assert.All(answers.Definitions, drawn => Assert.Equal(drawn.Listed["items"]!.AsArray().Count, (int?)drawn.Listed["totalCount"]));
        Assert.All(answers.Runs, run => Assert.Equal(run.Variables["items"]!.AsArray().Count, (int?)run.Variables["count"]));
    }

    public static void InstantsAndWords(ContractAnswers answers)
    {
        var instants = answers.Definitions.SelectMany(drawn => drawn.Shown.Select(shown => shown["createdAt"]))
            .Concat(answers.Runs.SelectMany(run => new[] { run.Instance["createdAt"], run.Instance["updatedAt"], run.State["updatedAt"] }))
            .Concat(answers.Runs.SelectMany(run => Items(run.Journal, "items").Select(entry => entry["timestamp"])))
            .Concat(answers.Runs.SelectMany(run => run.Executions.Select(execution => execution["startedAt"])));
        None(instants.Select(instant => (string?)instant ?? "null").Where(text =>
            !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) || !(text.EndsWith('Z') || text.Contains('+', StringComparison.Ordinal))));
        Assert.All(answers.Runs, run => OneOf("Running Finished", run.Instance["status"]));
    }

    public static void ToolVersions(ContractAnswers answers) => None(EachShown(answers)
        .Where(one => one.Shown["toolVersion"] is { } version && !Version.TryParse((string?)version, out _)).Select(one => $"{one.Name}: {one.Shown["toolVersion"]}"));

    public static void ExportsNameTheirSchema(ContractAnswers answers) => Assert.All(answers.Definitions, drawn =>
        Assert.StartsWith("https://elsaworkflows.io/schemas/workflow-definition", (string?)drawn.Exported["$schema"], StringComparison.Ordinal));

    /// <summary>One of these words, exactly.</summary>
    internal static void OneOf(string words, JsonNode? word) => Assert.Contains((string?)word, words.Split(' '));

    /// <summary>Nothing may be found; what is found is what the test says.</summary>
    internal static void None(IEnumerable<string> found) => Assert.Equal([], found);

    private static IEnumerable<(string Name, JsonObject Shown)> EachShown(ContractAnswers answers) =>
        answers.Definitions.SelectMany(drawn => drawn.Shown.Select(shown => (drawn.Name, shown)));

    private static IEnumerable<(string Name, JsonObject Activity)> EachActivity(ContractAnswers answers) =>
        EachShown(answers).SelectMany(one => Model.Activities(one.Shown["root"]).Select(activity => (one.Name, activity)));

    private static List<string?> Links(JsonNode owner) => [.. owner["links"]!.AsArray().Select(link => (string?)link!["rel"])];

    private static IEnumerable<JsonObject> Items(JsonNode owner, params string[] lists) =>
        lists.SelectMany(list => owner[list]!.AsArray()).Select(item => item!.AsObject());
}
