using System.Net;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Account;

public sealed class SignInTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/tasks")]
    [InlineData("/items")]
    [InlineData("/mails")]
    [InlineData("/people")]
    [InlineData("/jobs")]
    [InlineData("/account/password")]
    [InlineData("/t/abc")]
    public async Task Nothing_is_open_without_signing_in(string path)
    {
        using var stranger = new Visitor(world.Address);

        using var answer = await stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/sign-in", answer.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_right_one_no_longer_opens_it()
    {
        var name = await AdministratorTests.AddPersonAsync(world, "locked-out", "Reader");
        using var visitor = new Visitor(world.Address);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            using var refused = await visitor.TrySignInAsync(name.UserName, "wrong-password");
            Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        }

        using var answer = await visitor.TrySignInAsync(name.UserName, name.Password);

        Assert.Contains("暂时锁定", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_and_a_wrong_password_get_the_same_answer()
    {
        using var visitor = new Visitor(world.Address);

        using var unknown = await visitor.TrySignInAsync("nobody-of-this-name", "wrong-password");
        using var wrong = await visitor.TrySignInAsync("head-tourism", "wrong-password");

        Assert.Contains("用户名或密码不正确", await ReadAsync(unknown), StringComparison.Ordinal);
        Assert.Contains("用户名或密码不正确", await ReadAsync(wrong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/items?open=true", "/items?open=true")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    public async Task Signing_in_leads_back_into_this_site_only(string wanted, string got)
    {
        using var visitor = new Visitor(world.Address);

        using var answer = await visitor.TrySignInAsync("reader", WebWorld.Password, wanted);

        Assert.Equal(got, answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var visitor = new Visitor(world.Address);

        using var answer = await visitor.TrySignInAsync("reader", WebWorld.Password);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("rectify=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_out_needs_the_form_and_then_nothing_is_open_any_more()
    {
        using var visitor = await world.VisitAsync("reader");

        using var withoutForm = await visitor.Client.PostAsync("/sign-out", new FormUrlEncodedContent([]), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, withoutForm.StatusCode);
        using var stillThere = await visitor.GetAsync("/items");
        Assert.Equal(HttpStatusCode.OK, stillThere.StatusCode);
        using var signedOut = await visitor.PostAsync("/sign-out");
        using var gone = await visitor.GetAsync("/items");

        Assert.Equal("/sign-in", signedOut.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Redirect, gone.StatusCode);
    }

    [Theory]
    [InlineData("head-tourism", "/tasks")]
    [InlineData("supervisor", "/tasks")]
    [InlineData("administrator", "/people")]
    [InlineData("secretary", "/items")]
    [InlineData("reader", "/items")]
    public async Task The_start_page_leads_each_role_to_its_work(string userName, string home)
    {
        using var visitor = await world.VisitAsync(userName);

        using var answer = await visitor.GetAsync("/");

        Assert.Equal(home, answer.Headers.Location?.ToString());
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response) =>
        WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancel));
}
