using System.Globalization;

namespace Rectify.Workflow.App.Demo;

/// <summary>Says in words what happened in the replay: month by month, the end, the accounts.</summary>
internal static class DemoSummary
{
    private static readonly (string Kind, string Name)[] MailKinds =
    [
        ("TaskOpened", "待办"), ("TasksOpened", "批量待办"), ("Reminder", "到期提醒"), ("Rung", "逾期督办"), ("Decision", "结果"),
        ("WeeklySummary", "周汇总"), ("Workflow", "流程"),
    ];

    private static readonly Dictionary<string, string> Statuses = new()
    {
        ["Closed"] = "已销号",
        ["LongTerm"] = "长期坚持",
        ["Implementing"] = "整改中",
        ["Assigning"] = "待分派",
        ["Verifying"] = "待核查",
        ["AwaitingClosure"] = "待审批销号",
    };

    public static async Task WriteAsync(DemoEnd end, TextWriter output)
    {
        var report = end.Report;
        await output.WriteLineAsync($"\n{report.Round},{Day(report.From)}至{Day(report.To)}");
        await WriteMonthsAsync(report, output);
        var statuses = report.ItemsByStatus.Select(status => $"{Statuses.GetValueOrDefault(status.Key, status.Key)}{status.Value}项");
        await output.WriteLineAsync($"\n期末:{string.Join("、", statuses)}");
        foreach (var item in report.Items.Where(item => item.Overdue))
        {
            await WriteLateAsync(item, output);
        }

        foreach (var problem in end.Problems)
        {
            await output.WriteLineAsync($"  与样例不符 (not as promised): {problem}");
        }

        if (end.Accounts.Count > 0)
        {
            await output.WriteLineAsync("\n演示账号 (demo accounts):");
            foreach (var account in end.Accounts)
            {
                await output.WriteLineAsync($"  {account.Role,-14} {account.UserName,-22} {account.Password}  {account.DisplayName}");
            }
        }
    }

    private static async Task WriteMonthsAsync(DemoReport report, TextWriter output)
    {
        var kinds = MailKinds.Where(kind => report.Months.Any(month => month.Mails.ContainsKey(kind.Kind))).ToList();
        await output.WriteLineAsync($"\n  月份     新待办  办结  {string.Join("  ", kinds.Select(kind => $"{kind.Name}邮件"))}  文书");
        foreach (var month in report.Months)
        {
            var mails = kinds.Select(kind => Pad(month.Mails.GetValueOrDefault(kind.Kind), (2 * kind.Name.Length) + 4));
            await output.WriteLineAsync(
                $"  {month.Month}  {Pad(month.TasksOpened, 6)}  {Pad(month.TasksDone, 4)}  {string.Join("  ", mails)}  {string.Join(" ", month.Papers)}");
        }
    }

    private static async Task WriteLateAsync(ReportedItem item, TextWriter output)
    {
        await output.WriteLineAsync($"逾期:第{item.Number}项 {item.Title}");
        foreach (var change in item.DueDates)
        {
            await output.WriteLineAsync($"  期限 {Show(change.From)} 延至 {Day(change.To)}({Day(change.DecidedOn)}批准)");
        }

        await output.WriteLineAsync(
            $"  提醒 {string.Join("、", item.Reminders.Where(reminder => reminder.DueOn == item.DueOn).Select(reminder => Day(reminder.On)))}");
        foreach (var rung in item.Rungs)
        {
            await output.WriteLineAsync($"  催督 {Day(rung.On)} 第{rung.Rung}级 {rung.Paper ?? "提醒"}");
        }
    }

    private static string Pad(int number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width);

    private static string Show(DateOnly? day) => day is { } known ? Day(known) : "无";

    private static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";
}
