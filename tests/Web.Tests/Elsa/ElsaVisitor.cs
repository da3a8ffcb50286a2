using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>Somebody who calls the designer's contract as the designer does.</summary>
public sealed class ElsaVisitor : IDisposable
{
    private readonly Visitor _visitor;

    private ElsaVisitor(Visitor visitor) => _visitor = visitor;

    /// <summary>What proves the calls.</summary>
    public string Token { get; private init; } = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ElsaVisitor> SignInAsync(WebWorld world, string userName = "administrator")
    {
        ArgumentNullException.ThrowIfNull(world);
        var visitor = await world.VisitAsync(userName);
        var token = JsonNode.Parse(await visitor.ReadAsync("/designer/token"))?["token"]?.GetValue<string>();
        visitor.Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new(visitor) { Token = token ?? "" };
    }

    /// <summary>Switches the pages and the designer to another language.</summary>
    public async Task SpeakAsync(string culture)
    {
        using var switched = await _visitor.GetAsync($"/language/{culture}?return=%2F");
        Assert.Equal(HttpStatusCode.Redirect, switched.StatusCode);
    }

    /// <summary>Any call; a null body sends none.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/elsa/api/{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return await _visitor.Client.SendAsync(request, Cancel);
    }

    /// <summary>Posts a text as it is, JSON or not.</summary>
    public async Task<HttpResponseMessage> SendTextAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _visitor.Client.PostAsync($"/elsa/api/{path}", content, Cancel);
    }

    /// <summary>Uploads what the caller puts together.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, HttpContent content) =>
        _visitor.Client.PostAsync($"/elsa/api/{path}", content, Cancel);

    /// <summary>Uploads files.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string path, params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            form.Add(new ByteArrayContent(content), "file", name);
        }

        return await _visitor.Client.PostAsync($"/elsa/api/{path}", form, Cancel);
    }

    /// <summary>The JSON of a call that must succeed.</summary>
    public async Task<JsonNode> JsonAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path} answered {(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text) ?? throw new JsonException($"{path} answered null.");
    }

    public Task<JsonNode> GetAsync(string path) => JsonAsync(HttpMethod.Get, path);

    public Task<JsonNode> PostAsync(string path, JsonNode? body = null) => JsonAsync(HttpMethod.Post, path, body);

    /// <summary>The messages of a call that must be refused with that status.</summary>
    public async Task<string> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, JsonNode? body = null)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == status, $"{method} {path} answered {(int)answer.StatusCode}: {text}");
        var messages = JsonNode.Parse(text)?["errors"]?["generalErrors"]?.AsArray() ?? throw new JsonException(text);
        Assert.NotEmpty(messages);
        return string.Join('\n', messages.Select(message => (string?)message));
    }

    public void Dispose() => _visitor.Dispose();
}
