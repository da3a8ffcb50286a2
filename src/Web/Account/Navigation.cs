using System.Security.Claims;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Account;

/// <summary>The columns of the site that a person's roles open.</summary>
public static class Navigation
{
    private static readonly (string Path, string Text, string[] Roles)[] Columns =
    [
        ("/tasks", "我的待办", [Roles.Official, Roles.UnitLeader, Roles.Verifier, Roles.Supervisor, Roles.Secretary, Roles.Administrator]),
        ("/items", "整改台账", []),
        ("/papers", "督办文书", []),
        ("/mails", "邮件", []),
        ("/rounds", "提醒计划", [Roles.Supervisor, Roles.Administrator]),
        ("/weekly", "汇总", []),
        ("/inbox", "来信", [Roles.Supervisor, Roles.Administrator]),
        ("/forecast", "邮件预告", [Roles.Administrator]),
        ("/people", "人员", [Roles.Administrator]),
        ("/calendar", "工作日历", [Roles.Administrator]),
        ("/designer", "流程设计", [Roles.Administrator, Roles.Reader]),
        ("/incidents", "流程异常", [Roles.Administrator]),
        ("/journal", "工作日志", [Roles.Administrator]),
        ("/jobs", "后台作业", [Roles.Administrator]),
    ];

    /// <summary>What the person sees in the bar.</summary>
    public static IEnumerable<(string Path, string Text)> For(ClaimsPrincipal user) => Columns
        .Where(column => column.Roles.Length == 0 || column.Roles.Any(user.IsInRole))
        .Select(column => (column.Path, column.Text));

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
