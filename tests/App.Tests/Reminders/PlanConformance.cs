using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Tests.Reminding;

/// <summary>What the plans of rounds, activities and items promise, stated once and run on every database.</summary>
public abstract class PlanConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly YearEnd = new(2023, 12, 31);

    [Fact]
    public async Task On_quiet_days_nothing_goes_out_reminders_come_before_and_rungs_after()
    {
        await using var world = await WorldAsync(new() { QuietDays = [new(new(2023, 12, 25), new(2023, 12, 27)), new(new(2024, 1, 2), new(2024, 1, 5))] });
        var item = await world.ItemAsync(5, YearEnd);

        await EveryDayAsync(world, new(2023, 12, 15), new(2024, 1, 23));

        // The 25th and the 27th are quiet: both reminders meet on Friday the 22nd. The first two rungs wait for the 8th and one more day.
        var notices = await NoticesAsync(world, item);
        Assert.Equal(
            [new(2023, 12, 18), new(2023, 12, 22), new(2023, 12, 29), new(2024, 1, 8), new(2024, 1, 9), new(2024, 1, 10), new DateOnly(2024, 1, 22)],
            notices.Select(notice => notice.FiredOn));
        Assert.All(notices, notice => Assert.False(notice.Late));
    }

    [Fact]
    public async Task An_offset_in_calendar_days_that_falls_on_a_day_off_goes_out_on_the_working_day_before()
    {
        await using var world = await WorldAsync(new() { ReminderOffsets = [1], CalendarReminderOffsets = [7, 4] });
        var item = await world.ItemAsync(5, YearEnd);

        await EveryDayAsync(world, new(2023, 12, 15), new(2023, 12, 31));

        // Seven days before is Sunday the 24th, four days before Wednesday the 27th.
        Assert.Equal([new(2023, 12, 22), new(2023, 12, 27), new DateOnly(2023, 12, 29)], (await NoticesAsync(world, item)).Select(notice => notice.FiredOn));
        Assert.Contains("规则是时限前7天提醒", (await world.SentAsync(world.Official))[0].TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activitys_plan_counts_before_the_rounds_and_an_items_before_both()
    {
        await using var world = await WorldAsync(new());
        var activity = await world.ItemAsync(1, YearEnd, change: Plan("""{"workingDays":[2],"sendingHour":"10:00"}"""));
        var item = await world.ItemAsync(2, YearEnd, change: Plan("""{"workingDays":[2],"sendingHour":"10:00"}"""));
        await ScopeAsync(world, item);

        Assert.IsType<ChangeItemPlan.Outcome.Done>(await ChangeAsync(world, item, new() { CalendarDays = [3], SendingHour = new(14, 0) }));
        var watches = await world.ReadAsync(db => db.Watches.ToDictionaryAsync(watch => watch.ItemId, Cancel));

        Assert.Equal(MailWorld.Local(2023, 12, 28, 10, 0), watches[activity].NextReminderAt);
        Assert.Equal(MailWorld.Local(2023, 12, 28, 14, 0), watches[item].NextReminderAt);
        Assert.Equal(MailWorld.Local(2024, 1, 2, 14, 0), watches[item].NextRungAt);

        Action<ItemWatch> Plan(string json) => watch =>
        {
            watch.ReminderPlan = json;
            (watch.NextReminderAt, watch.NextReminderStep) = WatchPlan.NextReminder(watch, world.Round, WorkingCalendars.Shipped, world.Clock.GetUtcNow());
        };
    }

    [Fact]
    public async Task An_items_plan_is_in_the_journal_swallows_nothing_owed_and_can_be_taken_back()
    {
        await using var world = await WorldAsync(new());
        var (item, owed) = (await world.ItemAsync(1, YearEnd), await world.ItemAsync(2, YearEnd, change: watch => watch.NextReminderAt = MailWorld.Local(2023, 12, 14)));
        await ScopeAsync(world, item, owed);
        var before = await WatchAsync(world, item);

        Assert.IsType<ChangeItemPlan.Outcome.Done>(await ChangeAsync(world, item, new() { WorkingDays = [] }));
        Assert.Null((await WatchAsync(world, item)).NextReminderAt);
        Assert.IsType<ChangeItemPlan.Outcome.Done>(await ChangeAsync(world, owed, new() { WorkingDays = [] }));
        Assert.Equal(MailWorld.Local(2023, 12, 14), (await WatchAsync(world, owed)).NextReminderAt);
        Assert.IsType<ChangeItemPlan.Outcome.Done>(await ChangeAsync(world, item, new()));

        var after = await WatchAsync(world, item);
        Assert.Equal((before.NextReminderAt, before.NextReminderStep, before.NextRungAt, null), (after.NextReminderAt, after.NextReminderStep, after.NextRungAt, after.ItemPlan));
        Assert.Equal(2, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "item.plan.changed" && entry.ItemId == item && entry.By == world.Supervisor, Cancel)));
        Assert.IsType<ChangeItemPlan.Outcome.NotAllowed>(await ChangeAsync(world, item, new(), world.Leader));
        Assert.Equal("WorkingDays", Assert.IsType<ChangeItemPlan.Outcome.Wrong>(await ChangeAsync(world, item, new() { WorkingDays = [-1] })).Problem.Setting);
        Assert.Equal("SendingHour", Assert.IsType<ChangeItemPlan.Outcome.Wrong>(await ChangeAsync(world, item, new() { SendingHour = new(19, 0) })).Problem.Setting);
    }

    [Fact]
    public async Task A_rounds_new_plan_moves_all_its_items_at_once_and_names_what_is_wrong()
    {
        await using var world = await WorldAsync(new());
        var items = new List<ItemId>();
        for (var number = 1; number <= 5; number++)
        {
            items.Add(await world.ItemAsync(number, YearEnd));
        }

        var own = await world.ItemAsync(6, YearEnd, change: watch => watch.ItemPlan = """{"workingDays":[2]}""");
        var seen = ChangeRoundPlan.MarkOf(world.Round.Settings);
        var wrong = await ChangeAsync(world, seen, settings => settings with { QuietDays = [new(new(2024, 2, 2), new(2024, 2, 1))], CalendarReminderOffsets = [366] });
        var done = await ChangeAsync(world, seen, settings => settings with { ReminderOffsets = [4], SendingHour = new(9, 30), QuietDays = [new(new(2024, 1, 2), new(2024, 1, 2))] });
        var late = await ChangeAsync(world, seen, settings => settings with { SendingHour = new(10, 0) });

        Assert.Equal(["CalendarReminderOffsets", "QuietDays"], Assert.IsType<ChangeRoundPlan.Outcome.Wrong>(wrong).Problems.Select(problem => problem.Setting));
        Assert.Equal(6, Assert.IsType<ChangeRoundPlan.Outcome.Done>(done).Items);
        Assert.IsType<ChangeRoundPlan.Outcome.ChangedMeanwhile>(late);
        foreach (var item in items)
        {
            var watch = await WatchAsync(world, item);
            Assert.Equal((MailWorld.Local(2023, 12, 26, 9), MailWorld.Local(2024, 1, 3, 9)), (watch.NextReminderAt, watch.NextRungAt));
        }

        Assert.Equal(MailWorld.Local(2024, 1, 3, 9), (await WatchAsync(world, own)).NextRungAt);
        Assert.Equal(1, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "round.plan.changed" && entry.By == world.Supervisor, Cancel)));
    }

    [Theory]
    [InlineData(8, 20, "2023-12-28")]
    [InlineData(8, 40, "2023-12-18 2023-12-28")]
    public async Task A_plan_changed_after_a_reminders_instant_and_before_the_sweep_still_sends_it_and_one_changed_before_drops_it(int hour, int minute, string days)
    {
        foreach (var change in (Func<RoundSettings, RoundSettings>[])[
            settings => settings with { ReminderOffsets = [2] },
            settings => settings with { ReminderOffsets = [], CalendarReminderOffsets = [3] }])
        {
            await using var world = await WorldAsync(new());
            var item = await world.ItemAsync(1, YearEnd);
            world.Clock.SetUtcNow(MailWorld.Local(2023, 12, 18, hour, minute));
            Assert.IsType<ChangeRoundPlan.Outcome.Done>(await ChangeAsync(world, ChangeRoundPlan.MarkOf(world.Round.Settings), change));

            await world.RunAsync(MailWorld.Local(2023, 12, 18, 9), "reminders");
            await EveryDayAsync(world, new(2023, 12, 19), new(2023, 12, 31));

            var notices = await NoticesAsync(world, item);
            Assert.Equal(days, string.Join(' ', notices.Select(notice => notice.FiredOn.ToString("O", CultureInfo.InvariantCulture))));
            Assert.All(notices, notice => Assert.False(notice.Late));
        }
    }

    [Fact]
    public async Task A_reminder_owed_on_a_day_that_then_becomes_quiet_goes_out_late_once_the_quiet_days_are_over()
    {
        await using var world = await WorldAsync(new());
        var item = await world.ItemAsync(1, YearEnd);
        world.Clock.SetUtcNow(MailWorld.Local(2023, 12, 18, 8, 40));
        var quiet = new QuietSpan(new(2023, 12, 18), new(2023, 12, 19));
        Assert.IsType<ChangeRoundPlan.Outcome.Done>(await ChangeAsync(
            world, ChangeRoundPlan.MarkOf(world.Round.Settings), settings => settings with { ReminderOffsets = [10, 2], QuietDays = [quiet] }));

        await world.RunAsync(MailWorld.Local(2023, 12, 18, 9), "reminders");
        await EveryDayAsync(world, new(2023, 12, 19), new(2023, 12, 31));

        Assert.Equal(
            [(new(2023, 12, 20), true), (new DateOnly(2023, 12, 28), false)],
            (await NoticesAsync(world, item)).Select(notice => (notice.FiredOn, notice.Late)));
    }

    private Task<MailWorld> WorldAsync(RoundSettings settings) => MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 15, 7), settings);

    private static async Task EveryDayAsync(MailWorld world, DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            await world.RunAsync(MailWorld.Local(day.Year, day.Month, day.Day), "reminders", "escalations", "outbox");
        }
    }

    private static async Task ScopeAsync(MailWorld world, params ItemId[] items) => await world.ChangeAsync(db =>
    {
        db.ItemUnits.AddRange(items.Select(item => new App.Items.ItemUnit { ItemId = item, UnitId = world.Office }));
        return Task.CompletedTask;
    });

    private static async Task<ChangeItemPlan.Outcome> ChangeAsync(MailWorld world, ItemId item, OwnPlan plan, Guid? by = null)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ChangeItemPlan>().RunAsync(item, plan, await ViewerAsync(scope, by ?? world.Supervisor), Cancel);
    }

    private static async Task<ChangeRoundPlan.Outcome> ChangeAsync(MailWorld world, string seen, Func<RoundSettings, RoundSettings> change)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ChangeRoundPlan>().RunAsync(world.Round.Id, seen, change, await ViewerAsync(scope, world.Supervisor), Cancel);
    }

    private static async Task<Viewer> ViewerAsync(AsyncServiceScope scope, Guid person) =>
        await scope.ServiceProvider.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel) ?? throw new InvalidOperationException("No such person.");

    private static Task<ItemWatch> WatchAsync(MailWorld world, ItemId item) => world.ReadAsync(db => db.Watches.AsNoTracking().SingleAsync(watch => watch.ItemId == item, Cancel));

    private static Task<List<ItemNotice>> NoticesAsync(MailWorld world, ItemId item) => world.ReadAsync(db => db.Notices
        .Where(notice => notice.ItemId == item).OrderBy(notice => notice.FiredAt).ToListAsync(Cancel));
}

public sealed class PlanOnSqlite(SqliteDatabase database) : PlanConformance<SqliteDatabase>(database);

public sealed class PlanOnPostgres(PostgresDatabase database) : PlanConformance<PostgresDatabase>(database);
