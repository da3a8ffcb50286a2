using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Reminding;

/// <summary>What urging by hand promises (催办), stated once and run on every database.</summary>
public abstract class UrgeItemsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Each_item_gets_its_numbered_paper_and_each_person_one_mail()
    {
        await using var world = await WorldAsync();
        var (late, early, others) = (await ItemAsync(world, 1, new(2023, 12, 20)), await ItemAsync(world, 2, new(2024, 1, 10)), await ItemAsync(world, 3, new(2023, 12, 20), world.OtherOfficial));

        var done = Assert.IsType<UrgeItems.Outcome.Done>(await UrgeAsync(world, [late, early, others], "请于1月5日前书面说明原因。"));
        await world.RunAsync("outbox");

        var body = world.Round.Settings.IssuingBody;
        Assert.Equal([$"{body}催〔2023〕1号", $"{body}催〔2023〕2号", $"{body}催〔2023〕3号"], done.Papers);
        var papers = await PapersAsync(world);
        Assert.Contains("已逾期8天", papers[0].Text, StringComparison.Ordinal);
        Assert.Contains("距时限还有13天", papers[1].Text, StringComparison.Ordinal);
        Assert.All(papers, paper => Assert.EndsWith("现予第1次催办。请于1月5日前书面说明原因。", paper.Text, StringComparison.Ordinal));
        var mail = Assert.Single(await world.SentAsync(world.Official));
        Assert.Equal("【催办单】2项整改任务未完成", mail.Subject);
        Assert.Contains("区委巡察办副主任于2023年12月28日催办以上任务", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("还有13天", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal(papers.Take(2).Select(PaperFile.NameOf), mail.Attachments.Select(file => file.ContentDisposition?.FileName));
        Assert.Contains("第1次催办", papers[0].Sheet, StringComparison.Ordinal);
        Assert.Single(await world.SentAsync(world.OtherOfficial));
        Assert.Contains("抄送您", Assert.Single(await world.SentAsync(world.LeadLeader)).TextBody, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1], await world.ReadAsync(db => db.Items.Where(item => item.RoundId == world.Round.Id).Select(item => item.UrgedCount).ToListAsync(Cancel)));
        Assert.Equal(3, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "item.urged.byhand" && entry.By == world.Supervisor, Cancel)));
    }

    [Fact]
    public async Task The_ladder_goes_on_as_if_nobody_had_urged_and_the_count_goes_on_too()
    {
        await using var world = await WorldAsync();
        var item = await ItemAsync(world, 1, new(2023, 12, 28));
        Assert.IsType<UrgeItems.Outcome.Done>(await UrgeAsync(world, [item]));

        await world.RunAsync(MailWorld.Local(2023, 12, 29), "escalations");
        await world.RunAsync(MailWorld.Local(2024, 1, 3), "escalations");
        Assert.IsType<UrgeItems.Outcome.Done>(await UrgeAsync(world, [item]));

        Assert.Equal([1, 2], (await world.ReadAsync(db => db.Notices.Where(notice => notice.ItemId == item && notice.Kind == NoticeKind.Rung).ToListAsync(Cancel))).Select(notice => notice.Step).Order());
        Assert.Contains("第4次催办", (await PapersAsync(world))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_click_and_two_supervisors_at_once_urge_an_item_once_a_day()
    {
        await using var world = await WorldAsync();
        var item = await ItemAsync(world, 1, new(2023, 12, 20));

        var race = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => UrgeAsync(world, [item])));
        var again = await UrgeAsync(world, [item]);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var tomorrow = await UrgeAsync(world, [item]);

        Assert.Single(race, outcome => outcome is UrgeItems.Outcome.Done);
        Assert.All(race.Append(again).Where(outcome => outcome is not UrgeItems.Outcome.Done), outcome =>
            Assert.Equal([(1, UrgeObstacle.UrgedToday)], Assert.IsType<UrgeItems.Outcome.NotNow>(outcome).Items));
        Assert.IsType<UrgeItems.Outcome.Done>(tomorrow);
        Assert.Equal([1, 2], (await PapersAsync(world)).Select(paper => paper.Number));
        Assert.Equal(2, await world.ReadAsync(db => db.Items.Where(row => row.Id == item).Select(row => row.UrgedCount).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task One_item_that_cannot_be_urged_keeps_back_all_and_is_named()
    {
        await using var world = await WorldAsync();
        var (open, submitted) = (await ItemAsync(world, 1, new(2023, 12, 20)), await ItemAsync(world, 7, new(2023, 12, 20)));
        await world.MoveAsync(submitted, ItemTrigger.Submit);

        Assert.Equal([(7, UrgeObstacle.OwesNothing)], Assert.IsType<UrgeItems.Outcome.NotNow>(await UrgeAsync(world, [open, submitted])).Items);
        Assert.IsType<UrgeItems.Outcome.NoSuchItem>(await UrgeAsync(world, [open, ItemId.New(world.Clock.GetUtcNow())]));
        Assert.IsType<UrgeItems.Outcome.NotAllowed>(await UrgeAsync(world, [open], by: world.Leader));
        Assert.IsType<UrgeItems.Outcome.BadChoice>(await UrgeAsync(world, []));
        Assert.IsType<UrgeItems.Outcome.BadDemand>(await UrgeAsync(world, [open], new string('长', UrgeItems.LongestDemand + 1)));

        Assert.Empty(await PapersAsync(world));
        Assert.Empty(await world.MailsAsync(Mail.MailKind.Rung));
    }

    [Fact]
    public async Task What_was_submitted_before_the_mail_left_is_not_mailed()
    {
        await using var world = await WorldAsync();
        var item = await ItemAsync(world, 1, new(2023, 12, 20));
        Assert.IsType<UrgeItems.Outcome.Done>(await UrgeAsync(world, [item]));

        await world.MoveAsync(item, ItemTrigger.Submit);
        await world.RunAsync("outbox");

        Assert.Empty(await world.SentAsync(world.Official));
        Assert.Equal(Mail.MailStatus.Cancelled, Assert.Single(await world.MailsAsync(Mail.MailKind.Rung)).Status);
    }

    private Task<MailWorld> WorldAsync() => MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 28, 10));

    private static async Task<ItemId> ItemAsync(MailWorld world, int number, DateOnly dueOn, Guid? official = null)
    {
        var item = await world.ItemAsync(number, dueOn, official);
        await world.ChangeAsync(db => Task.FromResult(db.ItemUnits.Add(new() { ItemId = item, UnitId = world.Office })));
        return item;
    }

    private static async Task<UrgeItems.Outcome> UrgeAsync(MailWorld world, ItemId[] items, string? demand = null, Guid? by = null)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var viewer = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(by ?? world.Supervisor, Cancel)
            ?? throw new InvalidOperationException("Nobody of that id.");
        return await scope.ServiceProvider.GetRequiredService<UrgeItems>().RunAsync(new(items, demand, viewer), Cancel);
    }

    private static Task<List<Paper>> PapersAsync(MailWorld world) => world.ReadAsync(db => db.Papers
        .Where(paper => paper.IssuingBody == world.Round.Settings.IssuingBody && paper.Kind == Domain.Papers.PaperKind.UrgeNote)
        .OrderBy(paper => paper.Year).ThenBy(paper => paper.Number).ToListAsync(Cancel));
}

public sealed class UrgeItemsOnSqlite(SqliteDatabase database) : UrgeItemsConformance<SqliteDatabase>(database);

public sealed class UrgeItemsOnPostgres(PostgresDatabase database) : UrgeItemsConformance<PostgresDatabase>(database);
