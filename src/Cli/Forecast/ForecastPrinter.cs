using System.Globalization;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.Cli.Forecast;

/// <summary>Writes a forecast or a difference as lines of text: one for each mail.</summary>
internal static class ForecastPrinter
{
    private const int AtOnce = 500;

    /// <summary>The mails as they come, then the totals of each person.</summary>
    public static async Task PrintAsync(
        ForecastQueries forecast, ForecastRange range, string? only, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync("假定无人办理、任务保持现状。Nobody acts; items stay as they are.");
        var totals = new Dictionary<string, (int Mails, int Papers)>(StringComparer.Ordinal);
        var batch = new List<ForecastMail>(AtOnce);
        await foreach (var mail in forecast.MailsAsync(range, null, cancellationToken))
        {
            batch.Add(mail);
            if (batch.Count == AtOnce)
            {
                await WriteAsync();
            }
        }

        await WriteAsync();
        await output.WriteLineAsync($"合计{totals.Values.Sum(total => total.Mails)}封，{totals.Count}人。{totals.Values.Sum(total => total.Mails)} mails to {totals.Count} people.");
        foreach (var (name, total) in totals.OrderByDescending(total => total.Value.Mails).ThenBy(total => total.Key, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"  {name}: {total.Mails}封，文书{total.Papers}件");
        }

        async Task WriteAsync()
        {
            var words = await forecast.WordsAsync(batch, cancellationToken);
            foreach (var mail in batch)
            {
                var name = words.People.GetValueOrDefault(mail.Recipient, "?");
                if (only is null || name == only)
                {
                    await output.WriteLineAsync(Line(mail, words));
                    var total = totals.GetValueOrDefault(name);
                    totals[name] = (total.Mails + 1, total.Papers + mail.Papers);
                }
            }

            batch.Clear();
        }
    }

    /// <summary>What a change adds and drops.</summary>
    public static async Task PrintAsync(ForecastDiff diff, TextWriter output)
    {
        await output.WriteLineAsync(
            $"这一变更增加{diff.Adds}封，减少{diff.Drops}封，{diff.Changes}封内容有变。This change adds {diff.Adds} mails, drops {diff.Drops}, and alters {diff.Changes}.");
        foreach (var (sign, mails, count) in new[] { ('+', diff.Added, diff.Adds), ('-', diff.Dropped, diff.Drops), ('~', diff.Changed, diff.Changes) })
        {
            foreach (var mail in mails)
            {
                await output.WriteLineAsync($"{sign} {Line(mail, diff.Words)}");
            }

            if (count > mails.Count)
            {
                await output.WriteLineAsync($"{sign} …另有{count - mails.Count}封。{count - mails.Count} more.");
            }
        }
    }

    private static string Line(ForecastMail mail, ForecastWords words) => string.Create(CultureInfo.InvariantCulture,
        $"{mail.Day:yyyy-MM-dd}{(mail.Provisional ? "（暂定）" : "")} {words.People.GetValueOrDefault(mail.Recipient, "?")} {Kind(mail.Kind)}{What(mail)}");

    private static string What(ForecastMail mail) => mail.Lines.Count == 0 ? "" : "：" + string.Join("；", mail.Lines.Take(20).Select(What))
        + (mail.Lines.Count > 20 ? string.Create(CultureInfo.InvariantCulture, $"；等{mail.Lines.Count}项") : "");

    private static string What(ForecastLine line) => line.Kind switch
    {
        NoticeKind.Reminder => string.Create(CultureInfo.InvariantCulture,
            $"第{line.Number}项{line.DueOn:yyyy-MM-dd}到期（提前{(ReminderStep.Read(line.Step) is (var days, var plain) ? days : 0)}{(plain ? "天" : "个工作日")}）"),
        null => string.Create(CultureInfo.InvariantCulture, $"第{line.Number}项回头看"),
        _ => string.Create(CultureInfo.InvariantCulture,
            $"第{line.Number}项第{line.Step}级{(line.Paper is { } paper ? "，" + paper.ChineseName : "")}{(line.Copy ? "（抄送）" : "")}"),
    };

    private static string Kind(MailKind kind) => kind switch
    {
        MailKind.Reminder => "到期提醒",
        MailKind.Rung => "逾期督办",
        MailKind.WeeklySummary => "汇总",
        MailKind.TaskOpened => "待办通知",
        _ => kind.ToString(),
    };
}
