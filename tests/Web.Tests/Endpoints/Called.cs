using System.Text;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Endpoints;

/// <summary>Definitions with an endpoint, and whoever calls them.</summary>
internal static class Called
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An endpoint that starts the workflow.</summary>
    public static JsonObject Endpoint(string path, string methods = """["GET"]""", bool authorize = true, string id = "in", bool starts = true)
    {
        var endpoint = Model.Activity(id, "Elsa.HttpEndpoint", ("path", path));
        endpoint["customProperties"] = new JsonObject { ["canStartWorkflow"] = starts };
        endpoint["supportedMethods"] = Wrapped("Object", methods);
        endpoint["authorize"] = Wrapped("Literal", authorize);
        return endpoint;
    }

    /// <summary>An answer whose content is a script.</summary>
    public static JsonObject Answer(string script, int status = 200, string id = "out")
    {
        var answer = Model.Activity(id, "Elsa.WriteHttpResponse");
        answer["content"] = Wrapped("JavaScript", script);
        answer["statusCode"] = Wrapped("Literal", status);
        return answer;
    }

    public static JsonObject Wrapped(string type, JsonNode? value) => new()
    {
        ["typeName"] = "Object",
        ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
    };

    /// <summary>Activities in a row, as the designer publishes them.</summary>
    public static JsonObject Drawn(string name, params JsonObject[] activities)
    {
        var body = Model.Create(name);
        body["publish"] = true;
        body["model"]!["root"]!["type"] = "Elsa.Sequence";
        body["model"]!["root"]!["activities"] = new JsonArray([.. activities]);
        return body;
    }

    /// <summary>Draws and publishes; the definition's id.</summary>
    public static async Task<string> PublishAsync(this ElsaVisitor designer, JsonObject drawn) =>
        (string?)(await designer.PostAsync("workflow-definitions", drawn))["workflowDefinition"]!["definitionId"] ?? "";

    /// <summary>Calls an address; the status and the text of the answer.</summary>
    public static async Task<(int Status, string Text)> CallAsync(
        this HttpClient client, string method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new(method), $"/workflows/{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var answer = await client.SendAsync(request, Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>A program with a person's token.</summary>
    public static async Task<HttpClient> ProgramAsync(this WebWorld world, string userName = "administrator")
    {
        using var visitor = await world.VisitAsync(userName);
        var token = JsonNode.Parse(await visitor.ReadAsync("/designer/token"))?["token"]?.GetValue<string>();
        var client = new HttpClient { BaseAddress = world.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }
}
