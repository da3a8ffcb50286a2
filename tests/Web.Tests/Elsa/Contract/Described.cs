using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>What the descriptor lists must look like, with workflows that can be used as activities among them.</summary>
internal static class Described
{
    private static readonly HashSet<string> Hints = new(StringComparer.Ordinal)
    {
        "singleline", "multiline", "checkbox", "checklist", "radiolist", "dropdown", "multitext", "code-editor", "json-editor", "expression-editor",
        "datetime-picker", "dictionary", "variable-picker", "input-picker", "output-picker", "outcome-picker", "type-picker",
        "workflow-definition-picker", "dynamic-outcomes", "switch-editor", "flow-switch-editor", "http-status-codes", "secret-picker",
    };

    public static void Ports(ContractAnswers answers) => Assert.All(answers.Descriptors, one =>
        Assert.All(["inputs", "outputs", "ports"], list => Assert.DoesNotContain(null, Assert.IsType<JsonArray>(one[list]))));

    public static void Bags(ContractAnswers answers) => Assert.All(answers.Descriptors, one =>
        Assert.All(["customProperties", "constructionProperties"], bag => Assert.IsType<JsonObject>(one[bag])));

    public static void Editors(ContractAnswers answers) => Shapes.None(Inputs(answers)
        .Where(one => !Hints.Contains((string?)one.Input["uiHint"] ?? "")).Select(one => $"{one.Name}: {one.Input["uiHint"]}"));

    public static void Once(ContractAnswers answers) => Shapes.None(answers.Descriptors
        .GroupBy(one => $"{one["typeName"]} {one["version"]}").Where(group => group.Count() > 1).Select(group => group.Key));

    public static void Categories(ContractAnswers answers) => Shapes.None(answers.Descriptors
        .Where(one => string.IsNullOrEmpty((string?)one["category"]) || ((string)one["category"]!).Contains('/', StringComparison.Ordinal)).Select(one => $"{one["typeName"]}: {one["category"]}"));

    public static void Words(ContractAnswers answers) => Assert.All(answers.Descriptors, one =>
    {
        Shapes.OneOf("Action Trigger Job Task", one["kind"]);
        Assert.All(one["ports"]!.AsArray(), port => Shapes.OneOf("Flow Embedded", port!["type"]));
    });

    public static void InputsAreVisible(ContractAnswers answers) =>
        Shapes.None(Inputs(answers).Where(one => (bool?)one.Input["isBrowsable"] is not true).Select(one => one.Name));

    public static void EnumerationsAreNumbers(ContractAnswers answers) => Shapes.None(Inputs(answers)
        .Where(one => Members(one.Input["uiSpecifications"], "editorHeight").Any(height => height?.GetValueKind() is not JsonValueKind.Number)).Select(one => one.Name));

    public static void Specifications(ContractAnswers answers) => Shapes.None(Inputs(answers).Where(one => (string?)one.Input["uiHint"] switch
    {
        "dropdown" => !Choices(one.Input, "dropdown", "selectList"),
        "radiolist" => !Choices(one.Input, "radiolist", "radioList"),
        "checklist" => !Choices(one.Input, "checklist", "checkList"),
        "code-editor" => one.Input["uiSpecifications"]?["code-editor"]?["language"] is null,
        _ => one.Input["uiSpecifications"] is not JsonObject,
    }).Select(one => one.Name));

    public static async Task LiteralAndObjectAsync(ContractAnswers answers)
    {
        var types = (await answers.Designer.GetAsync("descriptors/expression-descriptors"))["items"]!.AsArray();
        Assert.Superset(new HashSet<string?> { "Literal", "Object" }, types.Select(type => (string?)type!["type"]).ToHashSet());
        Assert.All(types, type => Assert.IsType<JsonObject>(type!["properties"]));
    }

    public static async Task DefaultsFirstAsync(ContractAnswers answers)
    {
        var activation = await answers.Designer.GetAsync("descriptors/workflow-activation-strategies");
        var persistence = await answers.Designer.GetAsync("descriptors/log-persistence-strategies");
        Assert.Contains("AllowAlways", (string?)activation["items"]![0]!["typeName"], StringComparison.Ordinal);
        Assert.Contains("Inherit", (string?)persistence["items"]![0]!["typeName"], StringComparison.Ordinal);
    }

    public static async Task VariableTypesAsync(ContractAnswers answers)
    {
        var types = (await answers.Designer.GetAsync("descriptors/variables"))["items"]!.AsArray();
        Assert.Equal(types.Count, types.Select(type => (string?)type!["typeName"]).Distinct().Count());
        Assert.All(types, type => Assert.All(["typeName", "displayName", "category"], name => Assert.False(string.IsNullOrEmpty((string?)type![name]))));
    }

    public static void NotFoundActivity(ContractAnswers answers)
    {
        var placeholder = Assert.Single(answers.Descriptors, one => (string?)one["typeName"] == "Elsa.NotFoundActivity");
        Assert.Equal((1, false), ((int)placeholder["version"]!, (bool)placeholder["isBrowsable"]!));
    }

    public static async Task FeaturesAsync(ContractAnswers answers)
    {
        var features = (await answers.Designer.GetAsync("features/installed"))["items"]!.AsArray().Select(feature => (string?)feature!["fullName"]).ToList();
        Assert.Contains("Elsa.RealTimeWorkflowUpdates", features);
        Assert.DoesNotContain("Elsa.Alterations", features);
        Assert.DoesNotContain("Elsa.Resilience", features);
    }

    private static IEnumerable<(string Name, JsonNode Input)> Inputs(ContractAnswers answers) =>
        answers.Descriptors.SelectMany(one => one["inputs"]!.AsArray().Select(input => ($"{one["typeName"]}.{input!["name"]}", input)));

    private static bool Choices(JsonNode input, string hint, string list) =>
        input["uiSpecifications"]?[hint]?[list]?["items"] is JsonArray items && items.All(item => item?["text"] is not null && item["value"] is not null);

    private static IEnumerable<JsonNode?> Members(JsonNode? node, string name) => node switch
    {
        JsonObject owner => owner.SelectMany(member => member.Key == name ? [member.Value] : Members(member.Value, name)),
        JsonArray list => list.SelectMany(item => Members(item, name)),
        _ => [],
    };
}
