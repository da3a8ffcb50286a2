using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

public sealed class StudioTokenTests(WebWorld world)
{
    private const string Call = "/elsa/api/features/installed";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cookie_alone_opens_nothing_and_the_token_alone_does()
    {
        using var administrator = await world.VisitAsync("administrator");
        using var elsewhere = new Visitor(world.Address);

        using var byCookie = await administrator.GetAsync(Call);
        using var byToken = await CallAsync(elsewhere, await TokenAsync(administrator));

        Assert.Equal(HttpStatusCode.Unauthorized, byCookie.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byToken.StatusCode);
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_gets_no_token_and_no_page()
    {
        using var stranger = new Visitor(world.Address);

        using var token = await stranger.GetAsync("/designer/token");
        using var page = await stranger.GetAsync("/designer/definitions");

        Assert.Equal(HttpStatusCode.Unauthorized, token.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task A_token_ends_with_the_session_it_came_from_and_another_session_goes_on()
    {
        using var here = await world.VisitAsync("administrator");
        using var there = await world.VisitAsync("administrator");
        var (mine, other) = (await TokenAsync(here), await TokenAsync(there));

        using var signOut = await here.PostAsync("/sign-out");
        using var after = await CallAsync(here, mine);
        using var elsewhere = await CallAsync(there, other);

        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_ends_when_the_account_is_closed_or_its_password_replaced(bool closed)
    {
        var userName = $"token-{(closed ? "closed" : "replaced")}";
        await using var scope = world.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var unit = (await users.FindByNameAsync("reader"))?.UnitId ?? Guid.Empty;
        var person = new Person { UserName = userName, DisplayName = userName, UnitId = unit };
        Assert.True((await users.CreateAsync(person, WebWorld.Password)).Succeeded);
        Assert.True((await users.AddToRoleAsync(person, Roles.Reader)).Succeeded);
        scope.ServiceProvider.GetRequiredService<PeopleDirectory>().Forget();
        using var visitor = await world.VisitAsync(userName);
        var token = await TokenAsync(visitor);
        using var before = await CallAsync(visitor, token);

        person.Active = !closed;
        Assert.True((await users.UpdateAsync(person)).Succeeded);
        Assert.True(closed || (await users.ChangePasswordAsync(person, WebWorld.Password, "another-password-2")).Succeeded);
        using var after = await CallAsync(visitor, token);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_we_did_not_write_is_no_token(string token)
    {
        using var stranger = new Visitor(world.Address);

        using var answer = await CallAsync(stranger, token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public void A_token_is_good_until_its_time_and_not_after()
    {
        var tokens = world.Services.GetRequiredService<StudioToken>();
        var now = world.Clock.GetUtcNow();
        var grant = new StudioGrant(Guid.CreateVersion7(now), "stamp", "session", now + StudioToken.Lifetime);

        Assert.Equal(grant, tokens.Read(tokens.Write(grant)));
        Assert.Null(tokens.Read(tokens.Write(grant with { Until = now })));
    }

    private static async Task<string> TokenAsync(Visitor visitor) =>
        (string?)JsonNode.Parse(await visitor.ReadAsync("/designer/token"))?["token"] ?? "";

    private static async Task<HttpResponseMessage> CallAsync(Visitor visitor, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Call);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await visitor.Client.SendAsync(request, Cancel);
    }
}
