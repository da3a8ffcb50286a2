using System.Security.Claims;
using System.Text.RegularExpressions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Account;

/// <summary>The bar: short for everybody, and whole.</summary>
public sealed partial class NavigationTests(WebWorld world)
{
    public static TheoryData<string> AllRoles => [.. Roles.All];

    [Theory, MemberData(nameof(AllRoles))]
    public void Nobody_sees_more_than_eight_entries_and_nothing_is_lost(string role)
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Role, role)], "test"));

        var bar = Navigation.Bar(user);

        Assert.InRange(bar.Count, 1, 8);
        Assert.Equal(Navigation.For(user).Select(column => column.Path).Order(), bar.SelectMany(entry => entry.Columns).Select(column => column.Path).Order());
        Assert.All(bar, entry => Assert.Equal(entry.Fold is null, entry.Columns.Count == 1));
    }

    [Fact]
    public async Task An_administrators_columns_are_folded_by_subject_and_open_without_a_script()
    {
        using var administrator = await world.VisitAsync("administrator");
        using var official = await world.VisitAsync("head-tourism");

        var page = await administrator.ReadAsync("/jobs");

        Assert.Equal(["提醒与来信", "流程管理", "系统管理"], Summaries().Matches(page).Select(match => match.Groups["text"].Value));
        Assert.Contains("<summary class=\"here\">系统管理</summary>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/jobs\" aria-current=\"page\">", page, StringComparison.Ordinal);
        Assert.Empty(Summaries().Matches(await official.ReadAsync("/items")));
    }

    [GeneratedRegex("<details name=\"nav\">\\s*<summary[^>]*>(?<text>[^<]+)</summary>")]
    private static partial Regex Summaries();
}
