using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Tasks;

/// <summary>What the person has to do, the most urgent first (我的待办).</summary>
public sealed class TasksModel(MyTasks tasks, NameQueries names, Show show) : RectifyPage
{
    private const int PageSize = 50;

    public int Total { get; private set; }

    public int Overdue { get; private set; }

    public Pager Pager { get; private set; } = null!;

    public IReadOnlyList<IGrouping<Urgency, TaskRow>> Groups { get; private set; } = [];

    /// <summary>Who stands in for the reader; null when nobody does.</summary>
    public (string Name, DateOnly Until, bool Only)? StoodInBy { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (Viewer.StoodInBy is { } standIn)
        {
            var known = await names.PeopleAsync([standIn.Deputy], cancellationToken);
            StoodInBy = (known.GetValueOrDefault(standIn.Deputy, "—"), standIn.ToOn, standIn.Mode is DeputyMode.DeputyOnly);
        }

        Total = await tasks.CountAsync(Viewer, cancellationToken);
        Overdue = await tasks.OverdueAsync(Viewer, show.Today, cancellationToken);
        Pager = Pager.For(Request, Total, PageSize);
        var rows = await tasks.ListAsync(Viewer, (Pager.Number - 1) * PageSize, PageSize, cancellationToken);
        Groups = [.. rows.GroupBy(row => UrgencyWords.Of(row.DueOn, show.Today))];
    }
}

/// <summary>How pressing a date is.</summary>
public enum Urgency
{
    Overdue,
    Soon,
    Later,
    Undated,
}

/// <summary>Sorts dates by urgency and names it.</summary>
public static class UrgencyWords
{
    /// <summary>Calendar days ahead that count as soon.</summary>
    private const int SoonDays = 14;

    public static Urgency Of(DateOnly? dueOn, DateOnly today) => dueOn is not { } due ? Urgency.Undated
        : due < today ? Urgency.Overdue
        : due <= today.AddDays(SoonDays) ? Urgency.Soon
        : Urgency.Later;

    public static string Title(Urgency urgency) => urgency switch
    {
        Urgency.Overdue => "已逾期",
        Urgency.Soon => "两周内到期",
        Urgency.Later => "两周以后到期",
        _ => "未设时限",
    };
}
