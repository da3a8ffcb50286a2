using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Weekly;
using SkiaSharp;

namespace Rectify.Workflow.App.Tests.Summaries;

/// <summary>What stands in a summary, on every database: figures against last week, pictures, the sheet, previews, the monthly kind.</summary>
public abstract class SummaryContentConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly YearEnd = new(2023, 12, 31);

    [Theory]
    [InlineData(8, 8)]
    [InlineData(11, 10)]   // the system was down from Monday to Thursday
    public async Task This_week_is_told_against_last_week_whenever_the_mail_leaves(int day, int hour)
    {
        await using var world = await EventfulAsync();

        await world.RunAsync(MailWorld.Local(2024, 1, day, hour, 40), "weekly-summary", "outbox");

        var text = Assert.Single(await world.SentAsync(world.Secretary), message => message.Date.Month == 1 && message.Date.Day == day).TextBody;
        string[] expected =
        [
            "上周的数字截至2024年1月2日", "任务总数：6，5，+1", "完成（含阶段性完成）：3，1，+2", "整改到位（销号）：2，1，+1", "长期坚持：1，0，+1",
            "逾期：1，0，+1", "新启动（含重新整改）：1，5，-4", "新销号：1，1，0", "新逾期：1，0，+1", "两周内到期：1，2，-1",
        ];
        Assert.All(expected, words => Assert.Contains($"{words}", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_pictures_are_in_the_page_and_the_text_says_what_they_show()
    {
        await using var world = await EventfulAsync();
        await world.RunAsync(MailWorld.Local(2024, 1, 8), "weekly-summary", "outbox");

        var message = Assert.Single(await world.SentAsync(world.Secretary));
        var pictures = message.BodyParts.OfType<MimePart>().Where(part => part.ContentType.IsMimeType("image", "png")).ToList();

        Assert.Equal(2, pictures.Count);
        Assert.All(pictures, part => Assert.Contains($"cid:{part.ContentId}", message.HtmlBody, StringComparison.Ordinal));
        Assert.All(pictures, part =>
        {
            using var picture = SKBitmap.Decode(Bytes(part));
            Assert.Equal(1168, picture.Width);
        });
        Assert.Contains("alt=\"状态构成：整改到位（销号） 2、长期坚持 1、核查审批中 0、整改中 2、未启动 0、逾期 1\"", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("- 2024年1月2日 整改到位（销号） 1, 长期坚持 0, 正在整改 4, 逾期 0", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("- 2024年1月8日 整改到位（销号） 2, 长期坚持 1, 正在整改 3, 逾期 1", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sheet_holds_what_the_mail_shows_and_opens_without_a_complaint()
    {
        await using var world = await EventfulAsync();
        await world.ChangeAsync(async db =>
        {
            // A title that a spreadsheet would take for a formula.
            var id = await db.Items.Where(item => item.RoundId == world.Round.Id && item.Number == 1).Select(item => item.Id).SingleAsync(Cancel);
            await db.Items.Where(item => item.Id == id).ExecuteUpdateAsync(set => set.SetProperty(item => item.Title, "=1+1"), Cancel);
        });
        await world.RunAsync(MailWorld.Local(2024, 1, 8), "weekly-summary", "outbox");

        var part = Assert.Single(Assert.Single(await world.SentAsync(world.Secretary)).Attachments.OfType<MimePart>());
        using var sheet = SpreadsheetDocument.Open(new MemoryStream(Bytes(part)), isEditable: false);

        Assert.Equal("某镇2023年巡察整改-每周汇总-2024-01-08.xlsx", part.FileName);
        Assert.Empty(new OpenXmlValidator().Validate(sheet, Cancel).Select(error => error.Description));
        var names = sheet.WorkbookPart?.Workbook?.Sheets?.Elements<Sheet>().Select(one => one.Name?.Value).ToList();
        Assert.Equal(["总体情况", "状态构成", "按方面", "近12周走势", "一周内新逾期", "两周内到期"], names);
        var cells = sheet.WorkbookPart?.WorksheetParts.SelectMany(one => one.Worksheet?.Descendants<Cell>() ?? []).ToList() ?? [];
        Assert.Contains(cells, cell => cell.InnerText == "=1+1" && cell.CellFormula is null);
        Assert.Contains(cells, cell => cell.InnerText.StartsWith("提醒函 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_oldest_overdue_are_told_with_days_late_and_what_was_issued()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 20, 7));
        var item = await world.ItemAsync(1, YearEnd);
        await world.ItemAsync(2, new(2024, 1, 14));
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        await world.RunAsync(MailWorld.Local(2024, 1, 5), "escalations");
        var number = await world.ReadAsync(db => db.Papers.Where(paper => paper.ItemId == item).Select(paper => paper.NumberText).OrderByDescending(text => text).FirstAsync(Cancel));

        await world.RunAsync(MailWorld.Local(2024, 1, 15), "weekly-summary", "outbox");

        var text = Assert.Single(await world.SentAsync(world.Secretary), message => message.Subject?.Contains("汇总", StringComparison.Ordinal) is true).TextBody?.ReplaceLineEndings("\n") ?? "";
        var oldest = text[text.IndexOf("逾期最久（2项）", StringComparison.Ordinal)..];
        Assert.Contains("第1项", oldest.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("逾期15天", oldest, StringComparison.Ordinal);
        Assert.Contains(number, oldest, StringComparison.Ordinal);
        Assert.Contains("已发督办：尚未督办", oldest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_of_a_past_day_is_the_mail_that_was_sent()
    {
        await using var world = await EventfulAsync();
        await world.RunAsync(MailWorld.Local(2024, 1, 8), "weekly-summary", "outbox");
        var sent = Assert.Single(await world.SentAsync(world.Secretary));
        await world.RunAsync(MailWorld.Local(2024, 3, 1), "weekly-summary");
        foreach (var id in await world.ReadAsync(db => db.Items.Where(item => item.RoundId == world.Round.Id && item.Status == ItemStatus.Implementing).Select(item => item.Id).ToListAsync(Cancel)))
        {
            await CloseAsync(world, id);
        }

        var preview = Assert.IsType<PreviewSummary.Outcome.Shown>(await PreviewAsync(world, world.Secretary, world.Secretary, new(2024, 1, 8)));

        Assert.Equal(MailStatus.Accepted, preview.Sent);
        Assert.Equal(sent.Subject, preview.Message.Subject);
        Assert.Equal(sent.MessageId, preview.Message.MessageId);
        Assert.Equal(WithoutLinks(sent.TextBody), WithoutLinks(preview.Message.TextBody));
        Assert.Equal(sent.Attachments.OfType<MimePart>().Select(Bytes), preview.Message.Attachments.OfType<MimePart>().Select(Bytes));
        Assert.Equal(Pictures(sent), Pictures(preview.Message));
    }

    [Fact]
    public async Task Whose_summary_may_be_looked_at_goes_by_office_and_unit()
    {
        await using var world = await EventfulAsync();
        var administrator = await world.AddPersonAsync("管理员", world.Office, Roles.Administrator);
        var day = new DateOnly(2024, 1, 8);

        Assert.IsType<PreviewSummary.Outcome.Shown>(await PreviewAsync(world, world.Official, world.Official, day));
        Assert.IsType<PreviewSummary.Outcome.Shown>(await PreviewAsync(world, world.Supervisor, world.Official, day));
        Assert.IsType<PreviewSummary.Outcome.Shown>(await PreviewAsync(world, world.Secretary, world.Leader, day));
        Assert.IsType<PreviewSummary.Outcome.Shown>(await PreviewAsync(world, administrator, world.Secretary, day));
        Assert.IsType<PreviewSummary.Outcome.NotFound>(await PreviewAsync(world, world.Official, world.Secretary, day));
        Assert.IsType<PreviewSummary.Outcome.NotFound>(await PreviewAsync(world, world.Leader, world.Official, day));
        Assert.IsType<PreviewSummary.Outcome.NotFound>(await PreviewAsync(world, world.Secretary, world.Supervisor, day));
        Assert.IsType<PreviewSummary.Outcome.None>(await PreviewAsync(world, administrator, administrator, day));
    }

    [Fact]
    public async Task Whoever_lost_the_office_before_the_mail_left_is_not_told_the_round()
    {
        await using var world = await EventfulAsync();
        await world.RunAsync(MailWorld.Local(2024, 1, 8), "weekly-summary");
        await world.ChangeAsync(db => db.UserRoles.Where(held => held.UserId == world.Secretary).ExecuteDeleteAsync(Cancel));
        world.Services.GetRequiredService<PeopleDirectory>().Forget();

        await world.RunAsync("outbox");

        Assert.Empty(await world.SentAsync(world.Secretary));
        Assert.Equal(MailStatus.Cancelled, Assert.Single(await world.MailsAsync(MailKind.WeeklySummary, world.Secretary)).Status);
    }

    [Fact]
    public async Task A_round_may_be_told_monthly_weekly_both_or_not_at_all()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 20, 7));
        await world.ItemAsync(1, YearEnd);
        var occasions = new Dictionary<SummaryPlan, string>();
        foreach (var (plan, month) in new[] { (SummaryPlan.None, 1), (SummaryPlan.Monthly, 2), (SummaryPlan.Both, 4), (SummaryPlan.Weekly, 7) })
        {
            await PlanAsync(world, plan);
            for (var day = 1; day <= 9; day++)
            {
                await world.RunAsync(MailWorld.Local(2024, month, day), "weekly-summary", "outbox");
            }

            occasions[plan] = string.Join(' ', (await world.MailsAsync(MailKind.WeeklySummary, world.Secretary))
                .Where(mail => mail.DueAt >= MailWorld.Local(2024, month, 1, 0)).Select(mail => $"{mail.Occasion.Split(':')[0]}:{mail.Occasion.Split(':')[2]}").Order(StringComparer.Ordinal));
        }

        Assert.Equal("", occasions[SummaryPlan.None]);
        Assert.Equal("monthly:2024-02", occasions[SummaryPlan.Monthly]);
        Assert.Equal("monthly:2024-04 weekly:2024-W14 weekly:2024-W15", occasions[SummaryPlan.Both]);
        Assert.Equal("weekly:2024-W27 weekly:2024-W28", occasions[SummaryPlan.Weekly]);
        var monthly = (await world.SentAsync(world.Secretary)).First(message => message.Date.Month == 2);
        Assert.StartsWith("【每月汇总】", monthly.Subject, StringComparison.Ordinal);
        Assert.Contains("上月的数字截至2024年1月2日", monthly.TextBody, StringComparison.Ordinal);
        Assert.Contains("逾期：1，1，0", monthly.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_run_goes_on_where_it_stopped_and_a_finished_one_adds_nobody()
    {
        await using var world = await EventfulAsync();
        world.Clock.SetUtcNow(MailWorld.Local(2024, 1, 8));
        var about = new WeeklyData(world.Round.Id.Value, "2024-W02", new(2024, 1, 8), WeeklyScope.Round);
        await world.ChangeAsync(db =>
        {
            db.Mails.Add(MailPlan.Weekly(world.Secretary, about, world.Clock.GetUtcNow()));   // the only one that was stored
            return Task.CompletedTask;
        });

        await world.RunAsync("weekly-summary");
        await world.RunAsync("weekly-summary");
        var late = await world.AddPersonAsync("督查专员", world.Town, Roles.Supervisor);
        await world.RunAsync(MailWorld.Local(2024, 1, 9), "weekly-summary");

        foreach (var reader in new[] { world.Secretary, world.Supervisor, world.Leader, world.Official })
        {
            Assert.Single(await world.MailsAsync(MailKind.WeeklySummary, reader));
        }

        Assert.Empty(await world.MailsAsync(MailKind.WeeklySummary, late));
    }

    /// <summary>Five items from December, one more in January; two closed, one long-term, one overdue since the 4th.</summary>
    private async Task<MailWorld> EventfulAsync()
    {
        var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 26, 7));
        await world.ItemAsync(1, new(2024, 1, 3));
        var closedEarly = await world.ItemAsync(2, YearEnd);
        var closedLate = await world.ItemAsync(3, new(2024, 2, 28));
        var longTerm = await world.ItemAsync(4, new(2024, 2, 28));
        await world.ItemAsync(5, new(2024, 1, 12));
        world.Clock.SetUtcNow(MailWorld.Local(2023, 12, 29, 15));
        await CloseAsync(world, closedEarly);
        world.Clock.SetUtcNow(MailWorld.Local(2024, 1, 3, 9));
        await CloseAsync(world, closedLate);
        await world.ItemAsync(6, new(2024, 6, 30));
        world.Clock.SetUtcNow(MailWorld.Local(2024, 1, 5, 9));
        await world.MoveAsync(longTerm, ItemTrigger.Submit, ItemTrigger.Pass, ItemTrigger.ApproveStage);
        await world.RunAsync(MailWorld.Local(2024, 1, 5, 10), "escalations");
        return world;
    }

    private static Task PlanAsync(MailWorld world, SummaryPlan plan) => world.ChangeAsync(async db =>
    {
        var round = await db.Rounds.SingleAsync(row => row.Id == world.Round.Id, Cancel);
        round.Change(round.Settings with { Summaries = plan });
    });

    private static async Task<PreviewSummary.Outcome> PreviewAsync(MailWorld world, Guid asker, Guid person, DateOnly day)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var viewer = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(asker, Cancel);
        Assert.NotNull(viewer);
        return await scope.ServiceProvider.GetRequiredService<PreviewSummary>()
            .RunAsync(new(viewer, person, world.Round.Id, SummaryRhythm.Weekly, day), Cancel);
    }

    private static Task CloseAsync(MailWorld world, ItemId item) =>
        world.MoveAsync(item, ItemTrigger.Submit, ItemTrigger.Pass, ItemTrigger.Approve);

    private static string WithoutLinks(string? text) =>
        string.Join('\n', (text ?? "").ReplaceLineEndings("\n").Split('\n').Where(line => !line.Contains("http", StringComparison.Ordinal)));

    private static List<byte[]> Pictures(MimeMessage message) =>
        [.. message.BodyParts.OfType<MimePart>().Where(part => part.ContentType.IsMimeType("image", "png")).Select(Bytes)];

    private static byte[] Bytes(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}

public sealed class SummaryContentOnSqlite(SqliteDatabase database) : SummaryContentConformance<SqliteDatabase>(database);

public sealed class SummaryContentOnPostgres(PostgresDatabase database) : SummaryContentConformance<PostgresDatabase>(database);
