using System.Globalization;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Cli.Import;

/// <summary>Says how an import ended, in words for a shell.</summary>
internal static class ImportPrinter
{
    public static async Task PrintAsync(ImportOutcome outcome, TextWriter output, TextWriter error)
    {
        switch (outcome)
        {
            case ImportOutcome.Refused refused:
                foreach (var problem in refused.Problems)
                {
                    await error.WriteLineAsync($"{problem.Path}: {problem.Message}");
                }

                await error.WriteLineAsync($"\n{refused.Problems.Count}处问题,没有导入。{refused.Problems.Count} problem(s); nothing was imported.");
                break;
            case ImportOutcome.AlreadyImported already:
                await output.WriteLineAsync("这一轮已经导入过,没有改动。Already imported; nothing was changed." + (already.SameFile
                    ? "" : "\n注意:文件与当时导入的不同。The file differs from the one that was imported."));
                break;
            case ImportOutcome.Preview preview:
                await PrintAsync(preview.Plan, output);
                await output.WriteLineAsync("\n以上为预览,尚未改动;加--confirm导入。This was a preview; add --confirm to import.");
                break;
            case ImportOutcome.Imported imported:
                await PrintAsync(imported.Plan, output);
                await output.WriteLineAsync("\n已导入。Imported.");
                break;
        }
    }

    private static async Task PrintAsync(ImportPlan plan, TextWriter output)
    {
        await output.WriteLineAsync($"{plan.Round}  反馈{Day(plan.FeedbackOn)}  集中整改期至{Day(plan.PeriodEnd)}");
        await output.WriteLineAsync(
            $"  方面{plan.Counts.Sections}个、问题{plan.Counts.Headings}个、任务{plan.Counts.Items}项、措施{plan.Counts.Measures}条、金额{plan.Counts.Amounts}笔");
        await output.WriteLineAsync($"  单位:新增{plan.NewUnits.Count}个,已有{plan.KnownUnits.Count}个");
        await output.WriteLineAsync($"  人员:新增{plan.NewPeople.Count}人,已有{plan.KnownPeople.Count}人(无密码,由管理员发放)");
        if (plan.Declared.Count > 0)
        {
            var figures = plan.Declared.Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value}"));
            await output.WriteLineAsync($"  原文自述(照录):{string.Join(", ", figures)}");
        }

        await output.WriteLineAsync();
        foreach (var item in plan.Items)
        {
            var due = item.DueOn is { } day ? Day(day) : "无期限";
            await output.WriteLineAsync($"  {item.Number,3}  {Limit(item.TimeLimit)}  {due}  措施{item.Measures}条  {item.Title}");
        }
    }

    private static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";

    private static string Limit(TimeLimitKind limit) => limit switch
    {
        TimeLimitKind.AtOnce => "立行立改",
        TimeLimitKind.Concentrated => "集中整改",
        TimeLimitKind.FixedDate => "定期完成",
        _ => "长期坚持",
    };
}
