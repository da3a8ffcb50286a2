using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Tests.Elsa;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Endpoints;

/// <summary>Workflows answer requests, on the real host.</summary>
public sealed class WorkflowEndpointTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_starts_the_workflow_and_gets_its_answer_right_after_the_publication()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var program = await world.ProgramAsync();
        var endpoint = Called.Endpoint("答复/{who}/{page:int?}", """["POST"]""");
        var answer = Called.Answer("({ who: getOutputFrom('in', 'RouteData').who, q: getOutputFrom('in', 'QueryStringData').q, "
            + "sum: getOutputFrom('in', 'ParsedContent').sum, key: getOutputFrom('in', 'Headers').Authorization ?? 'none', x: getOutputFrom('in', 'Headers')['X-Test'] })", 201);
        answer["responseHeaders"] = Called.Wrapped("Object", """{"X-Own":"1","Set-Cookie":"rectify=1","Content-Security-Policy":"default-src *"}""");
        var id = await designer.PublishAsync(Called.Drawn("答复流程", endpoint, answer));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/workflows/答复/张三/7?q=1&q=2") { Content = new StringContent("""{"sum":42}""", null, "application/json") };
        request.Headers.Add("X-Test", "ja");
        using var response = await program.SendAsync(request, Cancel);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("""{"who":"张三","q":["1","2"],"sum":42,"key":"none","x":"ja"}""", json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("1", response.Headers.GetValues("X-Own").Single());
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.StartsWith("sandbox;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var instance = await world.ReadAsync(db => db.Instances.SingleAsync(row => row.DefinitionId == id, Cancel));
        Assert.Equal((instance.Id.ToString("N"), InstanceSubStatus.Finished), (response.Headers.GetValues("x-elsa-workflow-instance-id").Single(), instance.SubStatus));
    }

    [Fact]
    public async Task What_nobody_listens_to_is_refused_by_its_name()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var program = await world.ProgramAsync();
        var id = await designer.PublishAsync(Called.Drawn("只读流程", Called.Endpoint("only/{id:int}", """["GET","PUT"]"""), Called.Answer("'好'")));

        Assert.Equal((200, "好"), await program.CallAsync("GET", "ONLY/3"));
        Assert.Equal(404, (await program.CallAsync("GET", "only/three")).Status);
        Assert.Equal(404, (await program.CallAsync("GET", "only/3/more")).Status);
        using var wrong = await program.DeleteAsync(new Uri("/workflows/only/3", UriKind.Relative), Cancel);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, PUT"), (wrong.StatusCode, string.Join(", ", wrong.Content.Headers.Allow)));
        await designer.PostAsync($"workflow-definitions/{id}/retract", new JsonObject());
        Assert.Equal(404, (await program.CallAsync("GET", "only/3")).Status);
    }

    [Fact]
    public async Task Only_who_is_signed_in_and_holds_the_role_may_call()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var administrator = await world.ProgramAsync();
        using var reader = await world.ProgramAsync("reader");
        using var stranger = new HttpClient { BaseAddress = world.Address };
        using var person = await world.VisitAsync("administrator");
        var endpoint = Called.Endpoint("guarded");
        endpoint["policy"] = Called.Wrapped("Literal", "Administrator");
        var id = await designer.PublishAsync(Called.Drawn("有门卫的流程", endpoint));

        Assert.Equal(401, (await stranger.CallAsync("GET", "guarded")).Status);
        Assert.Equal(403, (await reader.CallAsync("GET", "guarded")).Status);
        Assert.Equal(401, (await person.Client.CallAsync("GET", "guarded")).Status);
        Assert.Equal(0, await world.ReadAsync(db => db.Instances.CountAsync(row => row.DefinitionId == id, Cancel)));
        person.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(200, (await person.Client.CallAsync("GET", "guarded")).Status);
        Assert.Equal(200, (await administrator.CallAsync("GET", "guarded")).Status);
        Assert.Equal(2, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "workflow.started" && entry.By != null
            && db.Instances.Any(row => row.Id == entry.InstanceId && row.DefinitionId == id), Cancel)));
    }

    [Fact]
    public async Task What_may_not_be_published_is_refused_by_name()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        await designer.PublishAsync(Called.Drawn("占用地址的流程", Called.Endpoint("taken/{id}", """["POST"]""")));
        var bad = Called.Endpoint("bad-role");
        bad["policy"] = Called.Wrapped("Literal", "Mayor");

        Assert.Contains("须登录", await RefusedAsync(Called.Drawn("匿名流程", Called.Endpoint("open", authorize: false))), StringComparison.Ordinal);
        Assert.Contains("占用地址的流程", await RefusedAsync(Called.Drawn("后来的流程", Called.Endpoint("taken/{number}", """["GET","POST"]"""))), StringComparison.Ordinal);
        Assert.Contains("另一个活动", await RefusedAsync(Called.Drawn("自相冲突的流程", Called.Endpoint("twice"), Called.Endpoint("twice", id: "in2"))), StringComparison.Ordinal);
        Assert.Contains("{", await RefusedAsync(Called.Drawn("坏路径的流程", Called.Endpoint("a/{id"))), StringComparison.Ordinal);
        Assert.Contains("definitions", await RefusedAsync(Called.Drawn("占用设计器的流程", Called.Endpoint("definitions"))), StringComparison.Ordinal);
        Assert.Contains("Mayor", await RefusedAsync(Called.Drawn("坏角色的流程", bad)), StringComparison.Ordinal);
        Assert.Equal(0, await world.ReadAsync(db => db.Definitions.CountAsync(row => row.Name == "匿名流程" || row.Name == "后来的流程", Cancel)));

        Task<string> RefusedAsync(JsonObject drawn) => designer.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "workflow-definitions", drawn);
    }

    [Fact]
    public async Task A_waiting_instance_goes_on_with_the_next_request_and_is_told_apart_by_its_correlation()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var program = await world.ProgramAsync();
        var id = await designer.PublishAsync(Called.Drawn("两步流程", Called.Endpoint("steps/begin", """["POST"]"""), Called.Answer("'第一步'"),
            Called.Endpoint("steps/{step}/finish", """["POST"]""", id: "second", starts: false), Called.Answer("'第二步 ' + getOutputFrom('second', 'RouteData').step", id: "out2")));

        Assert.Equal((200, "第一步"), await program.CallAsync("POST", "steps/begin?correlationId=甲"));
        Assert.Equal((200, "第一步"), await program.CallAsync("POST", "steps/begin?correlationId=乙"));
        Assert.Equal(409, (await program.CallAsync("POST", "steps/2/finish")).Status);
        Assert.Equal((200, "第二步 2"), await program.CallAsync("POST", "steps/2/finish?correlationId=乙"));
        Assert.Equal(404, (await program.CallAsync("POST", "steps/2/finish?correlationId=乙")).Status);
        var left = await world.ReadAsync(db => db.Instances.Where(row => row.DefinitionId == id && row.Status == InstanceStatus.Running).Select(row => row.Id).SingleAsync(Cancel));
        Assert.Equal((200, "第二步 3"), await program.CallAsync("POST", $"steps/3/finish?workflowInstanceId={left:N}"));
        Assert.Equal(0, await world.ReadAsync(db => db.HttpListeners.CountAsync(row => row.DefinitionId == id && row.InstanceId != null, Cancel)));
    }

    [Fact]
    public async Task Of_many_requests_for_one_waiting_instance_one_is_answered()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var program = await world.ProgramAsync();
        var id = await designer.PublishAsync(Called.Drawn("抢答流程", Called.Endpoint("race/begin"), Called.Endpoint("race/end", id: "second", starts: false), Called.Answer("'抢到'")));
        Assert.Equal(202, (await program.CallAsync("GET", "race/begin")).Status);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => program.CallAsync("GET", "race/end")));

        Assert.Equal(1, answers.Count(answer => answer == (200, "抢到")));
        Assert.Equal(5, answers.Count(answer => answer.Status == 404));
        Assert.Equal(1, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "workflow.resumed"
            && db.Instances.Any(row => row.Id == entry.InstanceId && row.DefinitionId == id), Cancel)));
    }

    [Fact]
    public async Task A_fault_is_a_readable_answer_and_an_incident()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var program = await world.ProgramAsync();
        var id = await designer.PublishAsync(Called.Drawn("出错流程", Called.Endpoint("broken"), Called.Answer("nobody.there")));

        var (status, text) = await program.CallAsync("GET", "broken");

        Assert.Equal(500, status);
        Assert.Contains("异常", (string?)JsonNode.Parse(text)!["message"], StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", text, StringComparison.Ordinal);
        Assert.Equal(1, await world.ReadAsync(db => db.Instances.CountAsync(row => row.DefinitionId == id && row.IncidentCount == 1, Cancel)));
    }

    [Fact]
    public async Task Forms_and_files_reach_the_workflow_and_limits_are_kept_before_anything_starts()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var program = await world.ProgramAsync();
        var endpoint = Called.Endpoint("files", """["POST"]""");
        endpoint["requestSizeLimit"] = Called.Wrapped("Literal", 2000);
        endpoint["fileSizeLimit"] = Called.Wrapped("Literal", 10);
        endpoint["allowedFileExtensions"] = Called.Wrapped("Object", """[".txt"]""");
        endpoint["exposeFileTooLargeOutcome"] = true;
        var flow = Called.Drawn("收文件的流程", endpoint, Called.Answer(
            "getOutputFrom('in', 'File') ? getOutputFrom('in', 'ParsedContent').note + ':' + getOutputFrom('in', 'File').FileName + ':' + getOutputFrom('in', 'File').Content : 'no file'"));
        var id = await designer.PublishAsync(flow);

        Assert.Equal((200, "便笺:a.txt:5L2Q6K+B"), await UploadAsync("a.txt", "佐证"u8.ToArray()));
        Assert.Equal((200, "no file"), await UploadAsync("a.txt", new byte[11]));
        Assert.Equal(415, (await UploadAsync("a.exe", [1])).Status);
        Assert.Equal(413, (await UploadAsync("a.txt", new byte[3000])).Status);
        Assert.Equal(400, (await program.CallAsync("POST", "files", "{ no json")).Status);
        Assert.Equal(415, await StatusAsync(new ByteArrayContent([0xff, 0xfe, 0x00]) { Headers = { ContentType = new("application/octet-stream") } }));
        Assert.Equal((200, "no file"), await program.CallAsync("POST", "files", "a=1&b=2", "application/x-www-form-urlencoded"));
        Assert.Equal(3, await world.ReadAsync(db => db.Instances.CountAsync(row => row.DefinitionId == id, Cancel)));

        async Task<(int Status, string Text)> UploadAsync(string name, byte[] content)
        {
            using var form = new MultipartFormDataContent { { new StringContent("便笺"), "note" }, { new ByteArrayContent(content), "file", name } };
            using var answer = await program.PostAsync(new Uri("/workflows/files", UriKind.Relative), form, Cancel);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }

        async Task<int> StatusAsync(HttpContent content)
        {
            using (content)
            {
                using var answer = await program.PostAsync(new Uri("/workflows/files", UriKind.Relative), content, Cancel);
                return (int)answer.StatusCode;
            }
        }
    }

    [Fact]
    public async Task Where_the_host_allows_it_anybody_may_call_and_too_many_are_told_to_wait()
    {
        await using var app = world.Build("--Rectify:Role=Web", "--Rectify:Http:AllowAnonymousEndpoints=true", "--Rectify:Http:MaxPerMinute=3");
        await app.StartAsync(Cancel);
        using var stranger = new HttpClient { BaseAddress = WebWorld.AddressOf(app) };
        using var visitor = new Visitor(WebWorld.AddressOf(app));
        await visitor.SignInAsync("administrator", WebWorld.Password);
        visitor.Client.DefaultRequestHeaders.Authorization = new("Bearer", JsonNode.Parse(await visitor.ReadAsync("/designer/token"))!["token"]!.GetValue<string>());
        using var published = await visitor.Client.PostAsync(new Uri("/elsa/api/workflow-definitions", UriKind.Relative), new StringContent(
            Called.Drawn("公开流程", Called.Endpoint("public", authorize: false), Called.Answer("'欢迎'")).ToJsonString(), null, "application/json"), Cancel);
        Assert.True(published.IsSuccessStatusCode);

        Assert.Equal((200, "欢迎"), await stranger.CallAsync("GET", "public"));
        Assert.Equal(404, (await stranger.CallAsync("GET", "nothing")).Status);
        Assert.Equal(200, (await stranger.CallAsync("GET", "public")).Status);
        using var refused = await stranger.GetAsync(new Uri("/workflows/public", UriKind.Relative), Cancel);
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));
        using var elsewhere = new HttpClient { BaseAddress = world.Address };
        Assert.Equal(401, (await elsewhere.CallAsync("GET", "public")).Status);
        await app.StopAsync(Cancel);
    }
}
