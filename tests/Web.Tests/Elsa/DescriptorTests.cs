using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class DescriptorTests(WebWorld world)
{
    private static readonly string[] Hints =
    [
        "singleline", "multiline", "checkbox", "checklist", "radiolist", "dropdown", "multitext", "code-editor", "json-editor", "expression-editor",
        "datetime-picker", "dictionary", "variable-picker", "input-picker", "output-picker", "outcome-picker", "type-picker",
        "workflow-definition-picker", "dynamic-outcomes", "switch-editor", "flow-switch-editor", "http-status-codes", "secret-picker",
    ];

    private static readonly string[] Kinds = ["Action", "Trigger", "Job", "Task"];
    private static readonly string[] PortTypes = ["Flow", "Embedded"];

    [Fact]
    public async Task Every_descriptor_can_be_borne_by_the_designer()
    {
        using var designer = await ElsaVisitor.SignInAsync(world, "reader");

        var answer = await designer.GetAsync("descriptors/activities?Refresh=True");
        var items = answer["items"]!.AsArray().Select(item => item!.AsObject()).ToList();

        Assert.Equal(items.Count, (int)answer["count"]!);
        Assert.Equal(items.Count, items.Select(item => ((string?)item["typeName"], (int)item["version"]!)).Distinct().Count());
        Assert.Contains(items, item => (string?)item["typeName"] == "Elsa.NotFoundActivity" && !(bool)item["isBrowsable"]!);
        Assert.All(items, item =>
        {
            Assert.All(["typeName", "name", "category", "displayName", "description", "kind"], name => Assert.NotNull((string?)item[name]));
            Assert.DoesNotContain("/", (string?)item["category"], StringComparison.Ordinal);
            Assert.All(["inputs", "outputs", "ports"], name => Assert.IsType<JsonArray>(item[name]));
            Assert.All(["customProperties", "constructionProperties"], name => Assert.IsType<JsonObject>(item[name]));
            Assert.All(["isBrowsable", "isContainer", "isStart", "isTerminal"], name => Assert.NotNull(item[name]));
            Assert.Contains((string?)item["kind"], Kinds);
            Assert.All(item["ports"]!.AsArray(), port => Assert.Contains((string?)port!["type"], PortTypes));
        });
    }

    [Fact]
    public async Task Every_input_has_an_editor_and_says_what_it_is_for()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        var items = (await designer.GetAsync("descriptors/activities"))["items"]!.AsArray();

        foreach (var (item, input) in items.SelectMany(item => item!["inputs"]!.AsArray().Select(input => (item!, input!))))
        {
            var name = $"{item["typeName"]}.{input["name"]}";
            Assert.True((bool)input["isBrowsable"]!, name);
            Assert.Contains((string?)input["uiHint"], Hints);
            // The inputs of a workflow used as an activity are described by whoever drew it.
            Assert.False(Ours(item) && string.IsNullOrWhiteSpace((string?)input["description"]), name);
            Assert.False(string.IsNullOrWhiteSpace((string?)input["typeName"]), name);
            Assert.IsType<JsonObject>(input["uiSpecifications"]);
            Assert.All(Heights(input["uiSpecifications"]!), height => Assert.Equal(System.Text.Json.JsonValueKind.Number, height.GetValueKind()));
        }

        static bool Ours(JsonNode item) => (string?)item["typeName"] is { } type
            && (type.StartsWith("Elsa.", StringComparison.Ordinal) || type.StartsWith("Rectify.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_does_a_task_is_chosen_from_the_roles_units_and_people_of_the_moment()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        var items = (await designer.GetAsync("descriptors/activities"))["items"]!.AsArray();
        var assignee = items.Single(item => (string?)item!["typeName"] == "Rectify.VerifyItem")!["inputs"]!.AsArray()
            .Single(input => (string?)input!["name"] == "Assignee")!;
        var options = await designer.PostAsync("descriptors/activities/Rectify.VerifyItem/options/Assignee", new JsonObject { ["context"] = new JsonObject() });
        var values = options["items"]!["dropdown"]!["selectList"]!["items"]!.AsArray().Select(item => (string?)item!["value"]).ToList();

        Assert.Equal("dropdown", (string?)assignee["uiHint"]);
        Assert.True((bool)assignee["uiSpecifications"]!["Refresh"]!);
        Assert.Contains("role:Verifier", values);
        Assert.Contains("role:ResponsibleOfficial", values);
        Assert.Contains("person:mayor", values);
        Assert.Contains(values, value => value!.StartsWith("unit:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("expression-descriptors")]
    [InlineData("workflow-activation-strategies")]
    [InlineData("log-persistence-strategies")]
    [InlineData("incident-strategies")]
    [InlineData("commit-strategies/workflows")]
    [InlineData("commit-strategies/activities")]
    [InlineData("storage-drivers")]
    [InlineData("variables")]
    [InlineData("output-converters?sourceType=String&destinationType=Object")]
    [InlineData("something-of-a-later-version/with/parts")]
    public async Task Every_list_is_a_list_known_or_not(string path)
    {
        using var designer = await ElsaVisitor.SignInAsync(world, "reader");

        var answer = await designer.GetAsync($"descriptors/{path}");

        Assert.Equal(answer["items"]!.AsArray().Count, (int)answer["count"]!);
        Assert.All(answer["items"]!.AsArray(), item => Assert.DoesNotContain(item!.AsObject(), member => member.Value is null));
    }

    [Fact]
    public async Task Literal_and_object_expressions_exist_and_type_names_are_unique()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        var expressions = (await designer.GetAsync("descriptors/expression-descriptors"))["items"]!.AsArray().Select(item => (string?)item!["type"]).ToList();
        var types = (await designer.GetAsync("descriptors/variables"))["items"]!.AsArray().Select(item => (string?)item!["typeName"]).ToList();

        Assert.Superset(new HashSet<string?> { "Literal", "Object", "Variable", "Input", "JavaScript", "Liquid" }, expressions.ToHashSet());
        Assert.Equal(types.Count, types.Distinct().Count());
    }

    private static IEnumerable<JsonNode> Heights(JsonNode node) => node switch
    {
        JsonObject owner => owner.SelectMany(member => member.Key == "editorHeight" ? [member.Value!] : member.Value is null ? [] : Heights(member.Value)),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Heights),
        _ => [],
    };
}
