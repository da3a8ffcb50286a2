using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>How saves are refused: always with messages the designer shows, never with a status it cannot bear.</summary>
internal static class Refusals
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every definition was published once: it went through, or came back with the reasons.</summary>
    public static void PublishRefusedWithMessages(ContractAnswers answers)
    {
        Assert.All(answers.Published, one => Assert.True(one.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{one.Name}: {one.Status}"));
        var refused = answers.Published.Where(one => one.Status is HttpStatusCode.BadRequest).ToList();
        Assert.True(refused.Count > 3);
        Assert.All(refused, one => AssertMessages(one.Body, 400));
    }

    public static async Task UnreadableAsync(ContractAnswers answers)
    {
        foreach (var body in new[] { "", "null", "[]", "not json", "{\"model\":[]}", "{\"publish\":true}", "{\"model\":{\"definitionId\":\"a/b\"}}", "{\"model\":{\"name\":\"\\ud800\"}}" })
        {
            using var answer = await answers.Designer.SendTextAsync("workflow-definitions", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            AssertMessages(await BodyAsync(answer), 400);
        }
    }

    public static async Task WithoutTokenAsync(ContractAnswers answers)
    {
        using var client = new HttpClient { BaseAddress = answers.World.Address };
        using var content = new StringContent(Model.Create("无令牌").ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/elsa/api/workflow-definitions", content, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        AssertMessages(await BodyAsync(answer), 401);
    }

    public static async Task ReaderAsync(ContractAnswers answers)
    {
        foreach (var drawn in answers.Definitions)
        {
            using var answer = await answers.Reader.SendAsync(HttpMethod.Post, "workflow-definitions", Model.Again(drawn.Opened));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            AssertMessages(await BodyAsync(answer), 403);
        }
    }

    public static async Task UnknownDefinitionAsync(ContractAnswers answers)
    {
        foreach (var drawn in answers.Definitions)
        {
            var body = Model.Again(drawn.Opened);
            (body["model"]!["id"], body["model"]!["definitionId"]) = ("00000000000000000000000000000001", "contract-elsewhere");
            using var answer = await answers.Designer.SendAsync(HttpMethod.Post, "workflow-definitions", body);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{drawn.Name}: {answer.StatusCode}");
        }
    }

    /// <summary>Of every sixteenth definition each member of the top and of the root, made null, a text, a number and a list, saved and published.</summary>
    public static async Task MangledAsync(ContractAnswers answers)
    {
        foreach (var drawn in answers.Definitions.Where((_, at) => at % 16 == 0))
        {
            foreach (var (owner, member) in Members(drawn.Opened).Where(place => place.Member is not ("id" or "definitionId" or "links")))
            {
                foreach (var odd in new[] { "null", "7", "[ null, { } ]" })
                {
                    var body = Model.Again(drawn.Opened, publish: odd == "7");
                    var model = body["model"]!.AsObject();
                    (model["id"], model["definitionId"]) = (null, null);
                    (owner == "root" ? model["root"]!.AsObject() : model)[member] = JsonNode.Parse(odd);
                    using var answer = await answers.Designer.SendAsync(HttpMethod.Post, "workflow-definitions", body);
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{drawn.Name} {owner}.{member} = {odd}: {answer.StatusCode}");
                }
            }
        }
    }

    public static async Task ConflictAsync(ContractAnswers answers)
    {
        var draft = (await answers.Designer.PostAsync("workflow-definitions", Model.Create($"冲突{Guid.NewGuid():N}")))["workflowDefinition"]!;
        using var other = await SecondAdministrator.SignInAsync(answers.World);
        var opened = await other.GetAsync($"workflow-definitions/by-id/{draft["id"]}");
        draft["description"] = "先保存";
        await answers.Designer.PostAsync("workflow-definitions", Model.Again(draft));

        using var answer = await other.SendAsync(HttpMethod.Post, "workflow-definitions", Model.Again(opened));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        AssertMessages(await BodyAsync(answer), 400);
    }

    private static IEnumerable<(string Owner, string Member)> Members(JsonNode definition) =>
        definition.AsObject().Select(member => ("definition", member.Key)).Concat(definition["root"]!.AsObject().Select(member => ("root", member.Key)));

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel)) ?? throw new System.Text.Json.JsonException("The answer is null.");

    private static void AssertMessages(JsonNode body, int status)
    {
        Assert.Equal(status, (int?)body["statusCode"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)body["message"]));
        Assert.NotEmpty(body["errors"]!["generalErrors"]!.AsArray());
        Assert.All(body["errors"]!["generalErrors"]!.AsArray(), message => Assert.False(string.IsNullOrWhiteSpace((string?)message)));
    }
}
