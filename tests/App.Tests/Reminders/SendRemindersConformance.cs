using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Reminding;

/// <summary>What the reminders promise, stated once and run on every database.</summary>
public abstract class SendRemindersConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly YearEnd = new(2023, 12, 31);

    [Fact]
    public async Task The_dividend_arrears_are_reminded_of_on_four_days_and_no_other()
    {
        await using var world = await WorldAsync(2023, 11, 30);
        var item = await world.ItemAsync(5, YearEnd);

        for (var day = new DateOnly(2023, 12, 1); day <= new DateOnly(2024, 1, 5); day = day.AddDays(1))
        {
            await world.RunAsync(MailWorld.Local(day.Year, day.Month, day.Day), "reminders", "outbox");
            await world.RunAsync(MailWorld.Local(day.Year, day.Month, day.Day, 9), "reminders", "outbox");
        }

        var sent = await world.SentAsync(world.Official);
        Assert.Equal(
            [new(2023, 12, 18), new(2023, 12, 25), new(2023, 12, 27), new DateOnly(2023, 12, 29)],
            sent.Select(message => DateOnly.FromDateTime(message.Date.DateTime)));
        Assert.Equal("【到期提醒】第5项 扶贫项目分红款催收不到位(5)：还有13天", sent[0].Subject);
        Assert.Equal([10, 5, 3, 1], (await NoticesAsync(world, item)).Select(notice => notice.Step));
    }

    [Fact]
    public async Task A_person_gets_one_mail_a_day_for_all_items_grouped_by_urgency()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        await world.ItemAsync(1, new(2023, 12, 18));   // 1 working day left on the 15th
        await world.ItemAsync(2, new(2023, 12, 22));   // 5
        await world.ItemAsync(3, new(2023, 12, 29));   // 10
        await world.ItemAsync(4, new(2023, 12, 29), world.OtherOfficial);

        await world.RunAsync(MailWorld.Local(2023, 12, 15), "reminders", "outbox");

        var mail = Assert.Single(await world.SentAsync(world.Official));
        Assert.Equal("【到期提醒】3项整改任务临近时限", mail.Subject);
        string[] words = ["紧急", "第1项", "临近：", "第2项", "提前", "第3项"];
        var order = words.Select(word => mail.TextBody?.IndexOf(word, StringComparison.Ordinal) ?? -1).ToList();
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
        Assert.DoesNotContain("第4项", mail.TextBody, StringComparison.Ordinal);
        Assert.Single(await world.SentAsync(world.OtherOfficial));
    }

    [Fact]
    public async Task After_days_down_one_mail_makes_up_for_everything_and_says_it_is_late()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        var first = await world.ItemAsync(1, new(2023, 12, 21));    // missed: 12-18; today: 12-20
        var second = await world.ItemAsync(2, new(2023, 12, 29));   // missed: 12-15
        var third = await world.ItemAsync(3, new(2023, 12, 22));    // missed: 12-15 and 12-19

        // Down from the 15th; back on the afternoon of the 20th.
        await world.RunAsync(MailWorld.Local(2023, 12, 20, 15), "reminders", "outbox");

        var mail = Assert.Single(await world.SentAsync(world.Official));
        Assert.Contains("系统停机补发，原定2023年12月15日", mail.TextBody, StringComparison.Ordinal);
        var notices = new[] { first, second, third }.Select(item => NoticesAsync(world, item));
        Assert.Equal(
            [(1, false), (10, true), (3, true)],
            (await Task.WhenAll(notices)).Select(Assert.Single).Select(notice => (notice.Step, notice.Late)));
    }

    [Fact]
    public async Task Swept_by_several_at_once_and_once_more_nothing_is_said_twice()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        for (var number = 1; number <= 30; number++)
        {
            await world.ItemAsync(number, new(2023, 12, 29), number % 2 == 0 ? world.OtherOfficial : world.Official);
        }

        world.Clock.SetUtcNow(MailWorld.Local(2023, 12, 15));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.RunAsync("reminders"), Cancel)));
        await world.RunAsync("reminders");
        await world.RunAsync("outbox");

        Assert.Equal(30, await world.ReadAsync(db => db.Notices.CountAsync(
            notice => db.Items.Any(item => item.Id == notice.ItemId && item.RoundId == world.Round.Id), Cancel)));
        Assert.Contains("15项", Assert.Single(await world.SentAsync(world.Official)).Subject, StringComparison.Ordinal);
        Assert.Single(await world.SentAsync(world.OtherOfficial));
    }

    [Fact]
    public async Task A_reminder_of_an_item_submitted_meanwhile_is_cancelled()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        var item = await world.ItemAsync(1, new(2023, 12, 29));
        await world.RunAsync(MailWorld.Local(2023, 12, 15), "reminders");
        await world.MoveAsync(item, ItemTrigger.Submit);

        await world.RunAsync("outbox");

        Assert.Equal(MailStatus.Cancelled, Assert.Single(await world.MailsAsync(MailKind.Reminder)).Status);
        Assert.Empty(await world.SentAsync(world.Official));
    }

    [Fact]
    public async Task A_reminder_that_could_not_leave_before_the_due_date_is_cancelled()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        await world.ItemAsync(1, new(2023, 12, 18));
        await world.RunAsync(MailWorld.Local(2023, 12, 15), "reminders");

        await world.RunAsync(MailWorld.Local(2023, 12, 19), "outbox");

        Assert.Equal(MailStatus.Cancelled, Assert.Single(await world.MailsAsync(MailKind.Reminder)).Status);
    }

    [Fact]
    public async Task An_item_without_an_official_is_its_leaders()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        var item = await world.ItemAsync(1, new(2023, 12, 29));
        await world.ChangeAsync(async db =>
        {
            var row = await db.Items.SingleAsync(candidate => candidate.Id == item, Cancel);
            row.ChangeDuty(row.Duty with { ResponsiblePerson = null });
        });

        await world.RunAsync(MailWorld.Local(2023, 12, 15), "reminders", "outbox");

        Assert.Single(await world.SentAsync(world.Leader));
    }

    [Fact]
    public async Task An_item_that_comes_up_later_in_the_day_joins_the_mail_or_waits_for_the_next_working_day()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        await world.ItemAsync(1, new(2023, 12, 29));
        await world.RunAsync(MailWorld.Local(2023, 12, 15), "reminders");
        await world.ItemAsync(2, new(2023, 12, 29), change: DueNow);
        await world.RunAsync("reminders");
        await world.RunAsync("outbox");
        await world.ItemAsync(3, new(2023, 12, 29), change: DueNow);
        await world.RunAsync("reminders");
        await world.RunAsync("outbox");

        Assert.Contains("2项", Assert.Single(await world.SentAsync(world.Official)).Subject, StringComparison.Ordinal);
        await world.RunAsync(MailWorld.Local(2023, 12, 18), "reminders", "outbox");
        Assert.Contains("第3项", (await world.SentAsync(world.Official))[1].Subject, StringComparison.Ordinal);

        static void DueNow(ItemWatch watch) => watch.NextReminderAt = MailWorld.Local(2023, 12, 15);
    }

    [Fact]
    public async Task Nothing_goes_out_on_a_day_off_and_a_made_up_weekend_is_a_working_day()
    {
        await using var world = await WorldAsync(2023, 9, 27);
        await world.ItemAsync(1, new(2023, 10, 12), change: watch => watch.NextReminderAt = MailWorld.Local(2023, 9, 27));

        await world.RunAsync(MailWorld.Local(2023, 10, 6), "reminders");
        Assert.Empty(await world.MailsAsync(MailKind.Reminder));
        await world.RunAsync(MailWorld.Local(2023, 10, 7), "reminders");   // a Saturday that is worked
        Assert.Single(await world.MailsAsync(MailKind.Reminder));
    }

    [Fact]
    public async Task An_items_own_offsets_count_before_the_rounds()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        await world.ItemAsync(1, new(2023, 12, 29), change: watch =>
        {
            watch.ReminderOffsets = [2];
            watch.NextReminderAt = MailWorld.Local(2023, 12, 27);
        });

        await world.RunAsync(MailWorld.Local(2023, 12, 15), "reminders");
        Assert.Empty(await world.MailsAsync(MailKind.Reminder));
        await world.RunAsync(MailWorld.Local(2023, 12, 27), "reminders", "outbox");
        Assert.Contains("还有2天", Assert.Single(await world.SentAsync(world.Official)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_tells_of_each_reminder_and_its_mail()
    {
        await using var world = await WorldAsync(2023, 12, 14);
        var item = await world.ItemAsync(1, new(2023, 12, 29));

        await world.RunAsync(MailWorld.Local(2023, 12, 15), "reminders");

        var entry = Assert.Single(await world.ReadAsync(db => db.Journal.Where(row => row.ItemId == item).ToListAsync(Cancel)));
        Assert.Equal(("item.reminded", SendReminders.Actor), (entry.Kind, entry.Actor));
        Assert.Contains(Assert.Single(await world.MailsAsync(MailKind.Reminder)).Id.ToString(), entry.Data, StringComparison.Ordinal);
    }

    private Task<MailWorld> WorldAsync(int year, int month, int day) => MailWorld.CreateAsync(Database, MailWorld.Local(year, month, day, 9));

    private static Task<List<ItemNotice>> NoticesAsync(MailWorld world, ItemId item) => world.ReadAsync(db => db.Notices
        .Where(notice => notice.ItemId == item && notice.Kind == NoticeKind.Reminder).OrderBy(notice => notice.FiredAt).ToListAsync(Cancel));
}

public sealed class SendRemindersOnSqlite(SqliteDatabase database) : SendRemindersConformance<SqliteDatabase>(database);

public sealed class SendRemindersOnPostgres(PostgresDatabase database) : SendRemindersConformance<PostgresDatabase>(database);
