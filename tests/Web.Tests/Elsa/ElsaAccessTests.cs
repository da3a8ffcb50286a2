using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class ElsaAccessTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("administrator", HttpStatusCode.OK)]
    [InlineData("reader", HttpStatusCode.OK)]
    [InlineData("mayor", HttpStatusCode.Forbidden)]
    [InlineData("supervisor", HttpStatusCode.Forbidden)]
    public async Task Only_administrators_and_readers_look_at_the_designer(string userName, HttpStatusCode expected)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world, userName);

        using var answer = await visitor.SendAsync(HttpMethod.Get, "features/installed");

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_gets_an_error_and_no_page()
    {
        using var stranger = new Visitor(world.Address);

        using var answer = await stranger.GetAsync("/elsa/api/features/installed");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(401, (int?)error?["statusCode"]);
        Assert.NotEmpty((error?["errors"]?["generalErrors"]?.AsArray()) ?? []);
    }

    [Theory]
    [InlineData("GET", "nothing/here", HttpStatusCode.NotFound)]
    [InlineData("POST", "features/installed", HttpStatusCode.NotFound)]
    [InlineData("GET", "features/installed/Elsa.Alterations", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_an_error_in_the_contracts_shape(string method, string path, HttpStatusCode expected)
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);

        Assert.NotEmpty(await visitor.RefusedAsync(expected, new(method), path));
    }

    [Fact]
    public async Task Features_are_a_list_with_its_count()
    {
        using var visitor = await ElsaVisitor.SignInAsync(world);

        var features = await visitor.GetAsync("features/installed");

        Assert.Equal(features["items"]?.AsArray().Count, (int?)features["count"]);
        Assert.DoesNotContain(features["items"]!.AsArray(), feature => (string?)feature?["fullName"] == "Elsa.Alterations");
    }
}
