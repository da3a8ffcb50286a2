using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Account;

public sealed partial class AdministratorTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_person_must_replace_the_one_time_password_before_anything_else()
    {
        var added = await AddPersonAsync(world, "newcomer", "Official");
        using var visitor = new Visitor(world.Address);
        await visitor.SignInAsync(added.UserName, added.Password);

        using var elsewhere = await visitor.GetAsync("/items");
        Assert.Equal("/account/password", elsewhere.Headers.Location?.ToString());
        using var same = await visitor.PostAsync("/account/password", ("old", added.Password), ("new", added.Password), ("again", added.Password));
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        using var changed = await visitor.PostAsync("/account/password", ("old", added.Password), ("new", "我的新密码2023年春"), ("again", "我的新密码2023年春"));
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);

        using var open = await visitor.GetAsync("/items");
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    public async Task A_reset_password_is_shown_once_and_ends_the_old_one()
    {
        var added = await AddPersonAsync(world, "forgetful", "Reader");
        using var administrator = await world.VisitAsync("administrator");

        using var reset = await administrator.PostAsync($"/people/{added.Id}?handler=Password");
        var shown = Secret().Match(await reset.Content.ReadAsStringAsync(Cancel)).Groups["password"].Value;
        var later = await administrator.ReadAsync($"/people/{added.Id}");

        Assert.NotEmpty(shown);
        Assert.DoesNotContain(shown, later, StringComparison.Ordinal);
        using var visitor = new Visitor(world.Address);
        using var old = await visitor.TrySignInAsync(added.UserName, added.Password);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        await visitor.SignInAsync(added.UserName, shown);
    }

    [Fact]
    public async Task A_closed_account_cannot_sign_in_until_it_is_opened_again()
    {
        var added = await AddPersonAsync(world, "left-the-post", "Reader");
        using var administrator = await world.VisitAsync("administrator");
        using var visitor = new Visitor(world.Address);

        using var closed = await administrator.PostAsync($"/people/{added.Id}?handler=Close");
        using var refused = await visitor.TrySignInAsync(added.UserName, added.Password);
        using var opened = await administrator.PostAsync($"/people/{added.Id}?handler=Open");

        Assert.Equal(HttpStatusCode.Redirect, closed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        await visitor.SignInAsync(added.UserName, added.Password);
    }

    [Fact]
    public async Task An_administrator_cannot_close_the_own_account()
    {
        using var administrator = await world.VisitAsync("administrator");
        var me = await world.ReadAsync(db => db.Users.SingleAsync(person => person.UserName == "administrator", Cancel));

        using var answer = await administrator.PostAsync($"/people/{me.Id}?handler=Close");

        Assert.Contains("不能停用自己的账号", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
        Assert.True(await world.ReadAsync(db => db.Users.AnyAsync(person => person.Id == me.Id && person.Active, Cancel)));
    }

    [Fact]
    public async Task Every_problem_of_a_form_is_told_at_once()
    {
        using var administrator = await world.VisitAsync("administrator");

        using var answer = await administrator.PostAsync("/people/new", ("userName", ""), ("displayName", ""), ("email", "no address"));
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.All(["请填写用户名", "请填写姓名与职务", "电子邮箱格式不正确", "请至少选择一个角色", "请选择单位"],
            problem => Assert.Contains(problem, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_taken_user_name_is_refused()
    {
        using var administrator = await world.VisitAsync("administrator");
        var unit = await world.ReadAsync(db => db.Units.Select(each => each.Id).FirstAsync(Cancel));

        using var answer = await administrator.PostAsync("/people/new",
            ("userName", "HEAD-TOURISM"), ("displayName", "重名"), ("unitId", unit.ToString()), ("roles", "Reader"));

        Assert.Contains("此用户名已被使用", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_changes_people_whatever_the_form_says()
    {
        using var official = await world.VisitAsync("head-tourism");
        var me = await world.ReadAsync(db => db.Users.SingleAsync(person => person.UserName == "head-tourism", Cancel));

        using var promoted = await official.PostAsync($"/people/{me.Id}",
            ("displayName", "文旅岗负责人"), ("unitId", me.UnitId.ToString()), ("roles", "Administrator"));

        Assert.Equal(HttpStatusCode.Forbidden, promoted.StatusCode);
        Assert.False(await world.ReadAsync(db => db.UserRoles.AnyAsync(
            held => held.UserId == me.Id && db.Roles.Any(role => role.Id == held.RoleId && role.Name == "Administrator"), Cancel)));
    }

    /// <summary>Adds a person through the page and reads the one-time password off it.</summary>
    internal static async Task<(Guid Id, string UserName, string Password)> AddPersonAsync(WebWorld world, string userName, string role)
    {
        using var administrator = await world.VisitAsync("administrator");
        var unit = await world.ReadAsync(db => db.Units.Where(each => each.ParentId == null).Select(each => each.Id).SingleAsync(Cancel));
        using var answer = await administrator.PostAsync("/people/new",
            ("userName", userName), ("displayName", userName), ("unitId", unit.ToString()), ("roles", role));
        var password = Secret().Match(await answer.Content.ReadAsStringAsync(Cancel)).Groups["password"].Value;
        Assert.NotEmpty(password);
        return (await world.ReadAsync(db => db.Users.Where(person => person.UserName == userName).Select(person => person.Id).SingleAsync(Cancel)),
            userName, password);
    }

    [GeneratedRegex("id=\"one-time-password\">(?<password>[^<]+)<")]
    private static partial Regex Secret();
}
