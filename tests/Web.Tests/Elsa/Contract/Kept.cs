using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>What a save must take and keep as it came.</summary>
internal static class Kept
{
    /// <summary>Every input of every generated definition with text that no language understands, as it stands there while somebody types.</summary>
    public static async Task MalformedExpressionsAsync(ContractAnswers answers)
    {
        foreach (var drawn in answers.Definitions.Where(drawn => drawn.Name.StartsWith("contract-", StringComparison.Ordinal)))
        {
            foreach (var language in new[] { "Variable", "Input", "JavaScript", "Liquid", "Object" })
            {
                var model = (JsonObject)drawn.Original.DeepClone();
                model["definitionId"] = "contract-malformed";
                Assert.All(Expressions(model["root"]).ToList(), expression => (expression["type"], expression["value"]) = (language, "free {{ text ("));
                var saved = await answers.Designer.PostAsync("workflow-definitions/import", model);
                Assert.All(Expressions(saved["root"]), expression => Assert.Equal("free {{ text (", (string?)expression["value"]));
            }
        }
    }

    /// <summary>Expressions and raw values come back as they were sent, from every definition at hand.</summary>
    public static void Values(ContractAnswers answers) => Shapes.None(
        from drawn in answers.Definitions
        where drawn.Name.StartsWith("contract-", StringComparison.Ordinal)
        let sent = Expressions(drawn.Original["root"]).Select(expression => $"{expression["type"]} {expression["value"]?.ToJsonString()}").Order(StringComparer.Ordinal)
        let kept = Expressions(drawn.Exported["root"]).Select(expression => $"{expression["type"]} {expression["value"]?.ToJsonString()}").Order(StringComparer.Ordinal)
        where !sent.SequenceEqual(kept)
        select drawn.Name);

    public static async Task LinesAsync(ContractAnswers answers)
    {
        var body = Model.Create($"连线{Guid.NewGuid():N}");
        var lines = JsonNode.Parse("""
            [ { "source": { "activity": "w1", "port": "NoSuchPort" }, "target": { "activity": "w2", "port": "In" }, "vertices": [] },
              { "source": { "activity": "w1" }, "target": { "activity": "w2" } },
              { "source": { "activity": "w1", "port": "Done" }, "target": { "activity": "nobody", "port": "In" }, "vertices": [ { "x": 1, "y": 2.5 } ] } ]
            """)!;
        body["model"]!["root"]!["activities"] = new JsonArray(Model.Activity("w1", "Elsa.WriteLine"), Model.Activity("w2", "Elsa.WriteLine"));
        body["model"]!["root"]!["connections"] = lines.DeepClone();

        var saved = await answers.Designer.PostAsync("workflow-definitions", body);

        Assert.True(JsonNode.DeepEquals(lines, saved["workflowDefinition"]!["root"]!["connections"]));
    }

    /// <summary>Activities without metadata or custom properties, in the canvas's order.</summary>
    public static void Sparse(ContractAnswers answers) => Assert.All(answers.Definitions, drawn => Assert.Equal(
        Ids(drawn.Original["root"]!), Ids(drawn.Exported["root"]!)));

    public static async Task UnknownMembersAsync(ContractAnswers answers)
    {
        foreach (var drawn in answers.Definitions)
        {
            var model = (JsonObject)drawn.Original.DeepClone();
            model["definitionId"] = "contract-future";
            model["future"] = JsonNode.Parse("""{ "a": [ 1, 2.50, null, true ] }""");
            model["root"]!["future"] = "文";
            foreach (var activity in Model.Activities(model["root"]).Where(activity => (string?)activity["type"] != "Elsa.NotFoundActivity").ToList())
            {
                activity["futureMember"] = new JsonObject { ["deep"] = new JsonArray(1, "x") };
            }

            await answers.Designer.PostAsync("workflow-definitions/import", model);
            var file = await answers.Designer.GetAsync("workflow-definitions/contract-future/export?versionOptions=Latest");
            Assert.True(JsonNode.DeepEquals(model["future"], file["future"]), drawn.Name);
            Assert.Equal("文", (string?)file["root"]!["future"]);
            Assert.Equal(
                Model.Activities(model["root"]).Count(activity => activity["futureMember"] is not null),
                Model.Activities(file["root"]).Count(activity => JsonNode.DeepEquals(activity["futureMember"], new JsonObject { ["deep"] = new JsonArray(1, "x") })));
        }
    }

    public static async Task BulkAnswersAsync(ContractAnswers answers)
    {
        var ids = new JsonArray([.. answers.Definitions.Take(5).Select(drawn => (JsonNode?)(string?)drawn.Opened["definitionId"]), "nobody"]);
        var retracted = await answers.Designer.PostAsync("bulk-actions/retract/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = ids.DeepClone() });
        var published = await answers.Designer.PostAsync("bulk-actions/publish/workflow-definitions/by-definition-ids", new JsonObject { ["definitionIds"] = ids.DeepClone() });

        Assert.All(["published", "alreadyPublished", "notFound", "updatedConsumers"], list => Assert.IsType<JsonArray>(published[list]));
        Assert.All(["retracted", "alreadyRetracted", "notFound"], list => Assert.IsType<JsonArray>(retracted[list]));
        Assert.Contains("nobody", published["notFound"]!.AsArray().Select(id => (string?)id));
    }

    public static async Task WaysToAskAsync(ContractAnswers answers)
    {
        var id = (string?)answers.Definitions[0].Opened["definitionId"];
        foreach (var query in new[]
        {
            $"versionOptions=Latest&DefinitionIds={id}&IsSystem=False&SearchTerm=", $"VERSIONOPTIONS=latest&definitionids={id}&issystem=false", $"versionOptions=&DefinitionIds={id}&OrderBy=&OrderDirection=",
        })
        {
            Assert.NotEmpty((await answers.Reader.GetAsync($"workflow-definitions?{query}"))["items"]!.AsArray());
        }

        var created = await answers.Designer.PostAsync("workflow-definitions", Model.Create($"空值{Guid.NewGuid():N}"));
        Assert.IsType<JsonObject>(created["workflowDefinition"]!["options"]);
    }

    private static IEnumerable<JsonObject> Expressions(JsonNode? node) => node switch
    {
        JsonObject owner => owner.SelectMany(member => member is { Key: "expression", Value: JsonObject expression } ? [expression]
            : member.Key is "metadata" or "customProperties" ? [] : Expressions(member.Value)),
        JsonArray list => list.SelectMany(Expressions),
        _ => [],
    };

    private static IEnumerable<string> Ids(JsonNode root) => Model.Activities(root).Select(activity => (string?)activity["id"] ?? "");
}
