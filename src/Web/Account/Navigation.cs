using System.Security.Claims;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Account;

/// <summary>The columns of the site that a person's roles open.</summary>
public static class Navigation
{
    // So many fit into one line of a wide screen and two of a phone's; more are folded by subject.
    private const int MostUnfolded = 8;

    private static readonly (string Path, string Text, string[] Roles)[] Columns =
    [
        ("/tasks", "我的待办", [Roles.Official, Roles.UnitLeader, Roles.Verifier, Roles.Supervisor, Roles.Secretary, Roles.Administrator]),
        ("/items", "整改台账", []),
        ("/papers", "督办文书", []),
        ("/mails", "邮件", []),
        ("/weekly", "汇总", []),
        ("/rounds", "提醒计划", [Roles.Supervisor, Roles.Administrator]),
        ("/inbox", "来信", [Roles.Supervisor, Roles.Administrator]),
        ("/forecast", "邮件预告", [Roles.Administrator]),
        ("/calendar", "工作日历", [Roles.Administrator]),
        ("/designer", "流程设计", [Roles.Administrator, Roles.Reader]),
        ("/incidents", "流程异常", [Roles.Administrator]),
        ("/people", "人员", [Roles.Administrator]),
        ("/journal", "工作日志", [Roles.Administrator]),
        ("/jobs", "后台作业", [Roles.Administrator]),
        ("/about", "关于", [Roles.Administrator]),
    ];

    private static readonly (string Text, string[] Paths)[] Folds =
    [
        ("提醒与来信", ["/rounds", "/inbox", "/forecast", "/calendar"]),
        ("流程管理", ["/designer", "/incidents"]),
        ("系统管理", ["/people", "/journal", "/jobs", "/about"]),
    ];

    /// <summary>What the person sees in the bar.</summary>
    public static IEnumerable<(string Path, string Text)> For(ClaimsPrincipal user) => Columns
        .Where(column => column.Roles.Length == 0 || column.Roles.Any(user.IsInRole))
        .Select(column => (column.Path, column.Text));

    /// <summary>The bar: columns, and folds of columns when there are too many; a column by itself has no fold's name.</summary>
    public static IReadOnlyList<(string? Fold, IReadOnlyList<(string Path, string Text)> Columns)> Bar(ClaimsPrincipal user)
    {
        var all = For(user).ToList();
        return [.. all
            .GroupBy(column => all.Count > MostUnfolded && Folds.FirstOrDefault(fold => fold.Paths.Contains(column.Path)).Text is { } fold ? fold : column.Path)
            .Select(group => (group.Key.StartsWith('/') ? null : group.Key, (IReadOnlyList<(string, string)>)[.. group]))];
    }

    /// <summary>Where somebody starts: those who act see their tasks, all others the ledger.</summary>
    public static string Home(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new[] { Roles.Official, Roles.UnitLeader, Roles.Verifier, Roles.Supervisor }.Any(user.IsInRole) ? "/tasks"
            : user.IsInRole(Roles.Administrator) ? "/people" : "/items";
    }

    /// <summary>True when the page belongs to the column.</summary>
    public static bool IsAt(string here, string column) => new PathString(here).StartsWithSegments(column, StringComparison.OrdinalIgnoreCase);
}
