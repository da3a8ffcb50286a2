using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Calls;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Calls;

/// <summary>Requests of workflows reach what the list allows and nothing else.</summary>
public sealed class CallSenderTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.0.9", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:4136:e378::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Addresses_inside_are_told_from_public_ones(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://api.example.org/a?b=c", true)]
    [InlineData("https://API.EXAMPLE.ORG/", true)]
    [InlineData("http://api.example.org/", true)]
    [InlineData("https://api.example.org:8443/", false)]
    [InlineData("https://other.example.org:9443/", true)]
    [InlineData("https://other.example.org/", false)]
    [InlineData("https://a.b.gov.example/", true)]
    [InlineData("https://gov.example/", false)]
    [InlineData("https://notgov.example/", false)]
    [InlineData("https://api.example.org.evil.example/", false)]
    [InlineData("https://api.example.org@evil.example/", false)]
    [InlineData("https://user:secret@api.example.org/", false)]
    [InlineData("ftp://api.example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("http://2130706433/", false)]
    [InlineData("http://[::1]/", false)]
    public void Only_what_is_listed_may_be_asked(string address, bool allowed)
    {
        var gate = Gate(new() { AllowedHosts = ["api.example.org", "other.example.org:9443", "*.gov.example"] });

        Assert.Equal(allowed, Record.Exception(() => gate.Check(new Uri(address))) is null);
    }

    [Fact]
    public void Nothing_is_allowed_unless_it_is_listed() =>
        Assert.Throws<CallRefusedException>(() => Gate(new()).Check(new Uri("https://example.org/")));

    [Theory]
    [InlineData("https://example.org")]
    [InlineData("example.org/path")]
    [InlineData("*")]
    [InlineData("")]
    public void A_list_that_is_wrong_stops_the_host(string host)
    {
        var options = new CallOptions { AllowedHosts = [host] };

        Assert.NotEmpty(options.Validate(new ValidationContext(options)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:192.168.1.1")]
    [InlineData("fd00::1")]
    public async Task A_listed_name_that_answers_with_an_inner_address_is_refused(string address)
    {
        var options = new CallOptions { AllowedHosts = ["rebound.example.org"] };
        using var sender = new CallSender(Gate(options, IPAddress.Parse(address)), Options.Create(options));

        var answer = await sender.SendAsync(new("GET", "http://rebound.example.org/"), TestContext.Current.CancellationToken);
        Assert.Contains("private network", answer["error"]?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_sent_as_drawn_and_its_answer_read()
    {
        await using var server = new TinyServer(_ => TinyServer.Ok("""{"ok":true}""", "application/json; charset=utf-8"));
        var answer = await SendAsync(server, new("POST", "/a?b=1")
        {
            Content = """{"标题":"甲"}""",
            ContentType = "application/json",
            Headers = [new("Authorization", "Bearer x"), new("X-A", "1"), new("Host", "evil.example")],
        });

        Assert.Equal((200, "application/json", """{"ok":true}"""),
            (answer["status"]!.GetValue<int>(), answer["contentType"]!.GetValue<string>(), answer["content"]!.GetValue<string>()));
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /a?b=1 HTTP/1.1", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer x", request, StringComparison.Ordinal);
        Assert.EndsWith("""{"标题":"甲"}""", request, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_followed_where_the_list_allows_and_without_the_authorization()
    {
        await using var second = new TinyServer(_ => TinyServer.Ok("there"));
        await using var first = new TinyServer(_ => TinyServer.Redirect($"http://localhost:{second.Port}/there"));
        var answer = await SendAsync(first, new("POST", "/") { Content = "x", Headers = [new("Authorization", "Bearer x")] }, second);

        Assert.Equal("there", answer["content"]?.ToString());
        var request = Assert.Single(second.Requests);
        Assert.StartsWith("GET /there", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://localhost/")]
    public async Task A_redirect_elsewhere_is_refused(string target)
    {
        await using var server = new TinyServer(_ => TinyServer.Redirect(target));

        Assert.NotNull((await SendAsync(server, new("GET", "/")))["error"]);
    }

    [Fact]
    public async Task Redirects_end_some_time()
    {
        await using var server = new TinyServer(line => TinyServer.Redirect($"/again{line.Length}"));

        Assert.Equal(HttpExchange.Connect, (await SendAsync(server, new("GET", "/")))["failure"]?.ToString());
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_or_never_comes_ends_the_request()
    {
        await using var chatty = new TinyServer(_ => TinyServer.Ok(new string('x', 5_000)));
        Assert.Contains("longer", (await SendAsync(chatty, new("GET", "/")))["error"]?.ToString(), StringComparison.Ordinal);

        await using var silent = new TinyServer(_ => "");
        Assert.Equal(HttpExchange.Timeout, (await SendAsync(silent, new("GET", "/"), TimeSpan.FromSeconds(1)))["failure"]?.ToString());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure_to_connect()
    {
        var server = new TinyServer(_ => "");
        await server.DisposeAsync();

        Assert.Equal(HttpExchange.Connect, (await SendAsync(server, new("GET", "/")))["failure"]?.ToString());
    }

    private static Task<JsonObject> SendAsync(TinyServer server, HttpCall call, params TinyServer[] others) =>
        SendAsync(server, call, TimeSpan.FromMinutes(1), others);

    private static async Task<JsonObject> SendAsync(TinyServer server, HttpCall call, TimeSpan timeout, params TinyServer[] others)
    {
        var options = new CallOptions
        {
            AllowedPrivateHosts = [.. others.Prepend(server).Select(one => $"localhost:{one.Port}")],
            Timeout = timeout,
            MostBytes = 4_096,
        };
        using var sender = new CallSender(Gate(options, IPAddress.Loopback), Options.Create(options));
        return await sender.SendAsync(call with { Url = $"http://localhost:{server.Port}{call.Url}" }, TestContext.Current.CancellationToken);
    }

    private static CallGate Gate(CallOptions options, params IPAddress[] known) => new(Options.Create(options)) { LookUp = (_, _) => Task.FromResult(known) };
}
