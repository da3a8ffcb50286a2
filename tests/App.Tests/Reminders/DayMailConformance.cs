using Microsoft.EntityFrameworkCore;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Reminding;

/// <summary>One mail a person a day, whatever there is to say, also after a standstill; stated once and run on every database.</summary>
public abstract class DayMailConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly string[] AtTheStart = ["escalations", "reminders", "outbox", "reminders", "escalations"];
    private static readonly DateOnly YearEnd = new(2023, 12, 31);

    [Theory]
    [InlineData("reminders", "outbox", "escalations")]
    [InlineData("escalations", "outbox", "reminders")]
    public async Task Whoever_is_reminded_and_chased_on_one_day_gets_one_mail_with_the_paper_first(string first, string between, string second)
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        await world.ItemAsync(2, new(2024, 1, 5));    // three working days after 2 January

        await world.RunAsync(MailWorld.Local(2024, 1, 2), first, between, second, between);

        var mail = Assert.Single(await world.SentAsync(world.Official));
        Assert.StartsWith("【提醒函】", mail.Subject, StringComparison.Ordinal);
        Assert.EndsWith("第1项 扶贫项目分红款催收不到位(1)：逾期2天，另有1项临近时限", mail.Subject, StringComparison.Ordinal);
        InOrder(mail, "提〔2024〕", "第1项", "临近：", "第2项", "规则是逾期第1个工作日", "规则是时限前3个工作日提醒");
        Assert.StartsWith("提醒函", Assert.Single(Files(mail)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_paper_of_the_day_is_in_the_mail_gravest_first_and_so_is_whoever_leads_and_answers()
    {
        await using var world = await WorldAsync();
        var mine = await world.ItemAsync(1, new(2024, 1, 1), world.Leader);     // the leader answers for this one
        await world.ItemAsync(2, new(2023, 12, 28));                            // and leads this one, whose second rung is due
        await world.RunAsync(MailWorld.Local(2023, 12, 29), "escalations", "outbox");

        await world.RunAsync(MailWorld.Local(2024, 1, 3), "escalations", "reminders", "outbox");

        var mail = (await world.SentAsync(world.Leader))[^1];
        Assert.Equal("【催办单】2项整改任务逾期", mail.Subject);
        InOrder(mail, "【催办单】", "第2项", "【提醒函】", "第1项");
        Assert.Equal(["催办单", "提醒函"], Files(mail).Select(name => name[..3]).OrderByDescending(name => name == "催办单"));
        Assert.Equal(1, await world.ReadAsync(db => db.Notices.CountAsync(notice => notice.ItemId == mine && notice.Kind == NoticeKind.Rung, Cancel)));
    }

    [Fact]
    public async Task Three_working_days_down_end_in_one_mail_a_person_and_each_rung_missed_is_caught_up_once()
    {
        await using var world = await WorldAsync();
        for (var number = 1; number <= 30; number++)
        {
            // Late since the year's end, and to be reminded of on days that were missed; two officials, one of whom leads as well.
            await world.ItemAsync(number, number % 3 == 0 ? new(2024, 1, 9) : YearEnd, (number % 4) switch { 0 => world.OtherOfficial, 1 => world.Leader, _ => world.Official });
        }

        // Down from Tuesday 2 January to Thursday 4 January; at the start on Friday every job runs at once, and again.
        world.Clock.SetUtcNow(MailWorld.Local(2024, 1, 5, 9));
        await Task.WhenAll(AtTheStart.Select(job => Task.Run(() => world.RunAsync(job), Cancel)));
        await world.RunAsync(MailWorld.Local(2024, 1, 5, 10), "reminders", "escalations", "outbox");

        Guid[] people = [world.Official, world.OtherOfficial, world.Leader];
        foreach (var person in people)
        {
            Assert.Single(await world.SentAsync(person));
        }

        var rungs = await RungsAsync(world);
        Assert.Equal(20, rungs.Count);
        Assert.All(rungs, rung => Assert.Equal((1, true, new DateOnly(2024, 1, 2)), (rung.Step, rung.Late, rung.PlannedOn)));
        var mail = Assert.Single(await world.SentAsync(world.Official));
        InOrder(mail, "系统停机补发，原定2024年1月2日", "另有");
        Assert.Equal(rungs.Count, await world.ReadAsync(db => db.Papers.CountAsync(paper => paper.IssuingBody == world.Round.Settings.IssuingBody, Cancel)));

        await world.RunAsync(MailWorld.Local(2024, 1, 8), "reminders", "escalations", "outbox");
        Assert.Equal([1, 2], (await RungsAsync(world)).Select(rung => rung.Step).Distinct().Order());
        Assert.All((await RungsAsync(world)).Where(rung => rung.Step == 2), rung => Assert.Equal((true, new DateOnly(2024, 1, 8)), (rung.Late, rung.FiredOn)));
        Assert.Equal(2, (await world.SentAsync(world.Official)).Count);
    }

    [Fact]
    public async Task A_sweep_that_is_broken_holds_the_days_mail_back_for_minutes_and_not_for_ever()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        await world.ItemAsync(2, new(2024, 1, 5));
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "reminders", "outbox");
        Assert.Empty(await world.SentAsync(world.Official));

        await world.RunAsync(MailWorld.Local(2024, 1, 2) + DayMails.Hold, "outbox");

        Assert.Contains("第2项", Assert.Single(await world.SentAsync(world.Official)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rung_after_the_days_mail_has_left_goes_in_one_more_and_a_reminder_waits_for_the_next_day()
    {
        await using var world = await WorldAsync();
        await world.ItemAsync(1, YearEnd);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations", "outbox");
        await world.ItemAsync(2, YearEnd, change: watch => watch.NextRungAt = MailWorld.Local(2024, 1, 2));
        await world.ItemAsync(3, new(2024, 1, 5), change: watch => watch.NextReminderAt = MailWorld.Local(2024, 1, 2));

        await world.RunAsync(MailWorld.Local(2024, 1, 2, 9), "reminders", "escalations", "outbox");
        var today = await world.SentAsync(world.Official);
        await world.RunAsync(MailWorld.Local(2024, 1, 3), "reminders", "escalations", "outbox");

        Assert.Equal(["第1项", "第2项"], today.Select(mail => mail.Subject![mail.Subject!.IndexOf('第', StringComparison.Ordinal)..][..3]));
        Assert.Contains("第3项", (await world.SentAsync(world.Official))[2].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_late_item_was_submitted_meanwhile_the_mail_is_a_plain_reminder()
    {
        await using var world = await WorldAsync();
        var late = await world.ItemAsync(1, YearEnd);
        await world.ItemAsync(2, new(2024, 1, 5));
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "reminders", "escalations");
        await world.MoveAsync(late, ItemTrigger.Submit);

        await world.RunAsync("outbox");

        var mail = Assert.Single(await world.SentAsync(world.Official));
        Assert.StartsWith("【到期提醒】第2项", mail.Subject, StringComparison.Ordinal);
        Assert.Empty(mail.Attachments);
    }

    private Task<MailWorld> WorldAsync() => MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 22, 9));

    private static Task<List<ItemNotice>> RungsAsync(MailWorld world) => world.ReadAsync(db => db.Notices
        .Where(notice => notice.Kind == NoticeKind.Rung && db.Items.Any(item => item.Id == notice.ItemId && item.RoundId == world.Round.Id)).ToListAsync(Cancel));

    private static IEnumerable<string> Files(MimeMessage mail) => mail.Attachments.Select(file => file.ContentDisposition?.FileName ?? "");

    private static void InOrder(MimeMessage mail, params string[] words)
    {
        var text = mail.TextBody ?? "";
        var at = words.Select(word => text.IndexOf(word, StringComparison.Ordinal)).ToList();
        Assert.True(!at.Contains(-1) && at.SequenceEqual(at.Order()), $"{string.Join(", ", words)} should stand in this order in:\n{text}");
    }
}

public sealed class DayMailOnSqlite(SqliteDatabase database) : DayMailConformance<SqliteDatabase>(database);

public sealed class DayMailOnPostgres(PostgresDatabase database) : DayMailConformance<PostgresDatabase>(database);
