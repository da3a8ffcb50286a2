using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Activities;

/// <summary>The HTTP activities only ask; a host sends, listens and answers.</summary>
public sealed class HttpTests
{
    [Fact]
    public void An_endpoint_that_triggered_the_start_hands_on_the_request_and_is_answered()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.HttpEndpoint", "in", ("path", Literal("/hello/{who}/")), ("routeData", To("n"))),
            Activity("Elsa.WriteHttpResponse", "out", ("content", Script("'Hello ' + getN().who")), ("statusCode", Literal("Created")),
                ("responseHeaders", Json("""{"X-A":["1","2"]}""")))), Variable("N")));
        run.Apply(new Stimulus.Start(run.Now, TriggerActivityId: "in")
        {
            CanRespond = true,
            TriggerPayload = HttpExchange.Request("GET", new() { ["who"] = "world" }, [], [], null, null),
        });

        var answer = Assert.Single(run.Effects.OfType<Effect.RespondHttp>()).Answer;
        Assert.Equal((201, "Hello world", "text/plain"), (answer.StatusCode, answer.Content, answer.ContentType));
        Assert.Equal(["1", "2"], answer.Headers.Select(header => header.Value));
    }

    [Fact]
    public void An_endpoint_inside_a_workflow_waits_for_its_address()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.HttpEndpoint", "in", ("path", Literal("a/b")), ("supportedMethods", Json("""["POST"]""")), ("parsedContent", To("n"))),
            LineOf("say", "getN().sum")), Variable("N"))).Start();
        Assert.Equal(("a/b", "POST"), run.Effects.OfType<Effect.AwaitHttp>().Select(e => (e.Route.Path, Assert.Single(e.Route.Methods))).Single());
        run.Resume("in", HttpExchange.Request("POST", [], [], [], "application/json; charset=utf-8", """{"sum":7}"""));

        Assert.Equal(["7"], run.Lines);
    }

    [Fact]
    public void An_answer_without_a_request_is_an_incident() => Assert.Equal(InstanceSubStatus.Faulted,
        new Runner(Definition(Activity("Elsa.WriteHttpResponse", "out"))).Start().State.SubStatus);

    [Theory]
    [InlineData(200, "200")]
    [InlineData(404, "Unmatched status code")]
    public void The_flow_request_leaves_by_the_status(int status, string expected)
    {
        var run = FlowRequest();
        run.Resume("call", HttpExchange.Answer(status, [], "application/json", """{"a":1}"""));

        Assert.Equal([expected, "Done"], Left(run));
        Assert.Equal("""{"a":1}""", run.State.LastResult?["content"]?.ToString());
    }

    [Theory]
    [InlineData(HttpExchange.Connect, "Failed to connect")]
    [InlineData(HttpExchange.Timeout, "Timeout")]
    public void The_flow_request_leaves_by_what_went_wrong(string failure, string expected)
    {
        var run = FlowRequest();
        run.Resume("call", HttpExchange.Failure(failure, "no"));

        Assert.Equal([expected], Left(run));
    }

    [Fact]
    public void A_request_the_host_refuses_is_an_incident()
    {
        var run = FlowRequest();
        run.Resume("call", HttpExchange.Refused("not on the list"));

        Assert.Equal("not on the list", Assert.Single(run.State.Incidents).Message);
    }

    [Theory]
    [InlineData(201, "created")]
    [InlineData(500, "other")]
    [InlineData(null, "unreachable")]
    public void The_request_runs_the_activity_for_the_status(int? status, string expected)
    {
        var run = new Runner(Definition(Activity("Elsa.SendHttpRequest", "call", ("url", Literal("https://example.org/")),
            ("expectedStatusCodes", new JsonArray(new JsonObject { ["statusCode"] = 201, ["activity"] = Line("created") })),
            ("unmatchedStatusCode", Line("other")), ("failedToConnect", Line("unreachable")))))
        { StoresState = true }.Start();
        run.Resume("call", status is { } known ? HttpExchange.Answer(known, [], null, null) : HttpExchange.Failure(HttpExchange.Connect, "no"));

        Assert.Equal([expected], run.Lines);
        Assert.Equal(InstanceSubStatus.Finished, run.State.SubStatus);
    }

    [Theory]
    [InlineData("ftp://example.org/", "{}")]
    [InlineData("/relative", "{}")]
    [InlineData("https://example.org/", """{"X":"a\r\nEvil: 1"}""")]
    public void What_cannot_be_sent_is_an_incident(string url, string headers) => Assert.Equal(InstanceSubStatus.Faulted,
        new Runner(Definition(Activity("Elsa.FlowSendHttpRequest", "call", ("url", Literal(url)), ("requestHeaders", Json(headers))))).Start().State.SubStatus);

    private static Runner FlowRequest()
    {
        var run = new Runner(Definition(Activity("Elsa.FlowSendHttpRequest", "call", ("url", Literal("https://example.org/a")), ("method", Literal("post")),
            ("content", Json("""{"b":2}""")), ("authorization", Literal("Bearer x"))))).Start();
        var call = Assert.Single(run.Effects.OfType<Effect.SendHttp>()).Call;
        Assert.Equal(("POST", "https://example.org/a", """{"b":2}""", "application/json"), (call.Method, call.Url, call.Content, call.ContentType));
        Assert.Equal(KeyValuePair.Create("Authorization", "Bearer x"), Assert.Single(call.Headers));
        return run;
    }

    private static IEnumerable<string> Left(Runner run) =>
        run.Log.Single(entry => entry is { Event: "Completed", ActivityId: "call" }).Data!["outcomes"]!.AsArray().Select(name => name!.GetValue<string>());
}
