using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Tests.Reminding;

/// <summary>What the ladder's sweep promises, stated once and run on every database.</summary>
public abstract class EscalateOverdueConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly YearEnd = new(2023, 12, 31);

    [Fact]
    public async Task The_ladder_of_the_type_case_fires_on_its_four_days_with_its_papers_and_readers()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, YearEnd);

        await EveryDayAsync(world, new(2023, 12, 28), new(2024, 1, 31));

        var notices = await NoticesAsync(world, item);
        Assert.Equal([new(2024, 1, 2), new(2024, 1, 4), new(2024, 1, 10), new DateOnly(2024, 1, 22)], notices.Select(notice => notice.FiredOn));
        Assert.All(notices, notice => Assert.False(notice.Late));
        var body = world.Round.Settings.IssuingBody;
        Assert.Equal(
            [$"{body}提〔2024〕1号", $"{body}催〔2024〕1号", $"{body}督〔2024〕1号", $"{body}约〔2024〕1号"],
            (await PapersAsync(world)).Select(paper => paper.NumberText));
        Assert.Equal(
            [$"【提醒函】{body}提〔2024〕1号 第5项 扶贫项目分红款催收不到位(5)：逾期2天", $"【催办单】{body}催〔2024〕1号 第5项 扶贫项目分红款催收不到位(5)：逾期4天"],
            (await world.SentAsync(world.Official)).Take(2).Select(message => message.Subject));
        Assert.Equal(4, await world.ReadAsync(db => db.Items.Where(row => row.Id == item).Select(row => row.UrgedCount).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task Each_rung_speaks_to_its_audience_and_copies_say_so()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(5, YearEnd);

        await EveryDayAsync(world, new(2024, 1, 2), new(2024, 1, 22));

        Assert.Equal(4, (await world.SentAsync(world.Official)).Count);
        Assert.Equal(4, (await world.SentAsync(world.Leader)).Count);
        Assert.Equal(3, (await world.SentAsync(world.LeadLeader)).Count);
        Assert.Equal(2, (await world.SentAsync(world.Secretary)).Count);
        Assert.Contains("抄送您", (await world.SentAsync(world.Secretary))[0].TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("抄送您", (await world.SentAsync(world.Official))[2].TextBody, StringComparison.Ordinal);
        Assert.Empty(await world.SentAsync(world.OtherOfficial));
    }

    [Fact]
    public async Task Many_late_items_give_each_reader_one_mail_a_day_and_every_item_its_own_number()
    {
        await using var world = await WorldAsync();
        for (var number = 1; number <= 12; number++)
        {
            await world.ItemAsync(number, YearEnd);
        }

        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations", "outbox");
        world.Clock.SetUtcNow(MailWorld.Local(2024, 1, 4));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.RunAsync("escalations"), Cancel)));
        await world.RunAsync("outbox");

        Assert.All((await PapersAsync(world)).GroupBy(paper => paper.Kind), kind =>
            Assert.Equal(Enumerable.Range(1, 12), kind.Select(paper => paper.Number).Order()));
        Assert.Equal(2, (await world.SentAsync(world.Official)).Count);
        Assert.Equal("【催办单】12项整改任务逾期", Assert.Single(await world.SentAsync(world.LeadLeader)).Subject);
    }

    [Fact]
    public async Task A_submitted_item_is_left_alone_and_a_returned_one_goes_on_where_it_stood()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, YearEnd);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        await world.MoveAsync(item, ItemTrigger.Submit);
        await EveryDayAsync(world, new(2024, 1, 3), new(2024, 1, 8));
        Assert.Single(await NoticesAsync(world, item));

        await world.MoveAsync(item, ItemTrigger.Return);
        await EveryDayAsync(world, new(2024, 1, 9), new(2024, 1, 9));

        Assert.Equal([1, 2], (await NoticesAsync(world, item)).Select(notice => notice.Step));
    }

    [Fact]
    public async Task A_granted_extension_stops_the_ladder()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, YearEnd);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        await world.MoveAsync(item, ItemTrigger.RequestExtension, ItemTrigger.GrantExtension);

        await EveryDayAsync(world, new(2024, 1, 3), new(2024, 3, 1));

        Assert.Single(await NoticesAsync(world, item));
    }

    [Fact]
    public async Task Rungs_missed_while_nothing_ran_come_late_one_a_working_day()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, YearEnd);

        await EveryDayAsync(world, new(2024, 1, 11), new(2024, 1, 16));

        var notices = await NoticesAsync(world, item);
        Assert.Equal([new(2024, 1, 11), new(2024, 1, 12), new DateOnly(2024, 1, 15)], notices.Select(notice => notice.FiredOn));
        Assert.All(notices, notice => Assert.True(notice.Late));
        Assert.Contains("系统停机补发，原定2024年1月2日", (await world.SentAsync(world.Official))[0].TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rung_never_fires_again_even_when_the_watch_forgot_it()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, YearEnd);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        await world.ChangeAsync(db => db.Watches.Where(watch => watch.ItemId == item).ExecuteUpdateAsync(set => set
            .SetProperty(watch => watch.RungsDone, 0)
            .SetProperty(watch => watch.LastRungOn, (DateOnly?)null)
            .SetProperty(watch => watch.NextRungAt, MailWorld.Local(2024, 1, 2)), Cancel));

        await EveryDayAsync(world, new(2024, 1, 3), new(2024, 1, 4));

        Assert.Equal([1, 2], (await NoticesAsync(world, item)).Select(notice => notice.Step));
    }

    [Fact]
    public async Task An_items_own_ladder_counts_before_the_rounds()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, YearEnd, change: watch =>
            watch.Ladder = """{"rungs":[{"afterWorkingDays":1,"audience":["Official"],"paper":"TalkNotice"}]}""");

        await EveryDayAsync(world, new(2024, 1, 2), new(2024, 1, 10));

        Assert.Single(await NoticesAsync(world, item));
        Assert.Equal(PaperKind.TalkNotice, Assert.Single(await PapersAsync(world)).Kind);
        Assert.Empty(await world.SentAsync(world.Leader));
    }

    [Fact]
    public async Task The_paper_says_who_what_and_since_when()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(5, YearEnd);
        await EveryDayAsync(world, new(2024, 1, 2), new(2024, 1, 4));

        var text = (await PapersAsync(world))[^1].Text;

        string[] expected = ["经管站", "第5项", "经管站负责人", "2023年12月31日", "逾期4天", "催办", "2024年1月9日前"];
        Assert.All(expected, words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    private Task<MailWorld> WorldAsync() => MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 28, 7));

    private static async Task EveryDayAsync(MailWorld world, DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            await world.RunAsync(MailWorld.Local(day.Year, day.Month, day.Day), "escalations", "outbox");
        }
    }

    private static Task<List<ItemNotice>> NoticesAsync(MailWorld world, ItemId item) => world.ReadAsync(db => db.Notices
        .Where(notice => notice.ItemId == item && notice.Kind == NoticeKind.Rung).OrderBy(notice => notice.Step).ToListAsync(Cancel));

    private static Task<List<Paper>> PapersAsync(MailWorld world) => world.ReadAsync(db => db.Papers
        .Where(paper => paper.IssuingBody == world.Round.Settings.IssuingBody).OrderBy(paper => paper.Kind).ToListAsync(Cancel));
}

public sealed class EscalateOverdueOnSqlite(SqliteDatabase database) : EscalateOverdueConformance<SqliteDatabase>(database);

public sealed class EscalateOverdueOnPostgres(PostgresDatabase database) : EscalateOverdueConformance<PostgresDatabase>(database);
