using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Summaries;

/// <summary>What the weekly summary promises, stated once and run on every database.</summary>
public abstract class SummariseWeekConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly YearEnd = new(2023, 12, 31);

    [Fact]
    public async Task It_goes_out_once_a_week_on_the_first_working_day()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);

        for (var day = new DateOnly(2024, 1, 1); day <= new DateOnly(2024, 1, 10); day = day.AddDays(1))
        {
            await world.RunAsync(MailWorld.Local(day.Year, day.Month, day.Day), "weekly-summary", "weekly-summary", "outbox");
        }

        Assert.Equal(
            [new(2024, 1, 2), new DateOnly(2024, 1, 8)],   // Monday the 1st is a holiday
            (await world.SentAsync(world.Secretary)).Select(message => DateOnly.FromDateTime(message.Date.DateTime)));
    }

    [Fact]
    public async Task Workers_that_owe_the_same_summaries_at_the_same_moment_owe_each_once()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        await world.ItemAsync(2, YearEnd, world.OtherOfficial);
        world.Clock.SetUtcNow(MailWorld.Local(2024, 1, 2));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => world.RunAsync("weekly-summary"), Cancel)));

        foreach (var reader in new[] { world.Secretary, world.Supervisor, world.Leader, world.Official, world.OtherOfficial })
        {
            Assert.Single(await world.MailsAsync(MailKind.WeeklySummary, reader));
        }
    }

    [Fact]
    public async Task The_week_in_which_the_round_began_owes_none()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 3, 14, 7));   // the day of the feedback
        await world.ItemAsync(1, YearEnd);

        for (var day = new DateOnly(2023, 3, 14); day <= new DateOnly(2023, 3, 21); day = day.AddDays(1))
        {
            await world.RunAsync(MailWorld.Local(day.Year, day.Month, day.Day), "weekly-summary", "outbox");
        }

        Assert.Equal(
            [new DateOnly(2023, 3, 20)],
            (await world.SentAsync(world.Secretary)).Select(message => DateOnly.FromDateTime(message.Date.DateTime)));
    }

    [Fact]
    public async Task Each_reader_gets_one_with_the_widest_part_of_the_round()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        await world.ItemAsync(2, new(2024, 1, 10), world.OtherOfficial);
        await CloseAsync(world, await world.ItemAsync(3, new(2024, 1, 10), world.OtherOfficial));

        await world.RunAsync(MailWorld.Local(2024, 1, 2), "weekly-summary", "outbox");

        Assert.Contains("3项，销号1项，长期0项，逾期1项", await SubjectAsync(world.Secretary), StringComparison.Ordinal);
        Assert.Contains("3项，销号1项", await SubjectAsync(world.Supervisor), StringComparison.Ordinal);
        Assert.Contains("3项，销号1项", await SubjectAsync(world.Leader), StringComparison.Ordinal);
        Assert.Contains("1项，销号0项，长期0项，逾期1项", await SubjectAsync(world.Official), StringComparison.Ordinal);
        Assert.Contains("2项，销号1项，长期0项，逾期0项", await SubjectAsync(world.OtherOfficial), StringComparison.Ordinal);
        Assert.Empty(await world.MailsAsync(MailKind.WeeklySummary, world.LeadLeader));

        async Task<string> SubjectAsync(Guid person) => Assert.Single(await world.SentAsync(person)).Subject ?? "";
    }

    [Fact]
    public async Task The_page_gives_both_readings_of_done_what_is_newly_overdue_and_what_comes()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        await world.ItemAsync(2, new(2024, 1, 10));
        await LongTermAsync(world, await world.ItemAsync(3, YearEnd));
        await CloseAsync(world, await world.ItemAsync(4, YearEnd));

        await world.RunAsync(MailWorld.Local(2024, 1, 2), "weekly-summary", "outbox");

        var text = Assert.Single(await world.SentAsync(world.Secretary)).TextBody;
        string[] expected =
        [
            "完成2项，占50%", "整改到位（销号）1项，占25%", "一周内新逾期（1项）", "逾期2天", "两周内到期（1项）", "还有8天",
            "按方面", "落实惠农政策方面：1/1/2，逾期0",
        ];
        Assert.All(expected, words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_newly_overdue_is_told_however_much_has_been_so_for_longer()
    {
        await using var world = await WorldAsync();
        for (var number = 1; number <= 12; number++)
        {
            await world.ItemAsync(number, new(2023, 12, 21));
        }

        await world.ItemAsync(13, YearEnd);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "weekly-summary", "outbox");

        var text = Assert.Single(await world.SentAsync(world.Secretary)).TextBody;
        Assert.Contains("一周内新逾期（1项）\n- 第13项", text?.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("逾期最久（13项）", text, StringComparison.Ordinal);
        Assert.Contains("另有3项", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_nothing_going_on_gets_none()
    {
        await using var world = await WorldAsync();
        await CloseAsync(world, await world.ItemAsync(1, YearEnd));
        await world.ItemAsync(2, YearEnd, world.OtherOfficial);

        await world.RunAsync(MailWorld.Local(2024, 1, 2), "weekly-summary");

        Assert.Empty(await world.MailsAsync(MailKind.WeeklySummary, world.Official));
        Assert.Single(await world.MailsAsync(MailKind.WeeklySummary, world.OtherOfficial));
    }

    [Fact]
    public async Task A_leader_of_the_town_gets_what_names_the_leader_not_the_whole_town()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        var named = await world.AddPersonAsync("镇纪委书记", world.Town, Roles.UnitLeader);
        var other = await world.AddPersonAsync("分管民政副镇长", world.Town, Roles.UnitLeader);
        await world.ChangeAsync(async db =>
        {
            var item = await db.Items.SingleAsync(row => row.RoundId == world.Round.Id, Cancel);
            item.ChangeDuty(item.Duty with { LeadLeader = new(named) });
        });

        await world.RunAsync(MailWorld.Local(2024, 1, 2), "weekly-summary", "outbox");

        Assert.Contains("您分管的任务", Assert.Single(await world.SentAsync(named)).TextBody, StringComparison.Ordinal);
        Assert.Empty(await world.MailsAsync(MailKind.WeeklySummary, other));
    }

    [Fact]
    public async Task A_round_with_everything_closed_has_no_summary()
    {
        await using var world = await WorldAsync();
        await CloseAsync(world, await world.ItemAsync(1, YearEnd));

        await world.RunAsync(MailWorld.Local(2024, 1, 2), "weekly-summary");

        Assert.Empty(await world.MailsAsync(MailKind.WeeklySummary, world.Secretary));
    }

    [Fact]
    public async Task A_summary_missed_on_Tuesday_comes_on_Thursday_and_one_missed_for_the_week_never()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);

        await world.RunAsync(MailWorld.Local(2024, 1, 4), "weekly-summary");
        await world.RunAsync(MailWorld.Local(2024, 1, 22), "weekly-summary");

        Assert.Equal(
            ["2024-W01", "2024-W04"],
            (await world.MailsAsync(MailKind.WeeklySummary, world.Secretary)).Select(mail => mail.Occasion[^8..]));
    }

    [Fact]
    public async Task A_summary_that_could_not_leave_in_its_week_is_cancelled()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "weekly-summary");

        await world.RunAsync(MailWorld.Local(2024, 1, 8, 7), "outbox");

        Assert.Equal(MailStatus.Cancelled, Assert.Single(await world.MailsAsync(MailKind.WeeklySummary, world.Secretary)).Status);
    }

    private Task<MailWorld> WorldAsync() => MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 20, 7));

    private static Task CloseAsync(MailWorld world, ItemId item) =>
        world.MoveAsync(item, ItemTrigger.Submit, ItemTrigger.Pass, ItemTrigger.Approve);

    private static Task LongTermAsync(MailWorld world, ItemId item) =>
        world.MoveAsync(item, ItemTrigger.Submit, ItemTrigger.Pass, ItemTrigger.ApproveStage);
}

public sealed class SummariseWeekOnSqlite(SqliteDatabase database) : SummariseWeekConformance<SqliteDatabase>(database);

public sealed class SummariseWeekOnPostgres(PostgresDatabase database) : SummariseWeekConformance<PostgresDatabase>(database);
