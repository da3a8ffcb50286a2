using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Calendars;

/// <summary>What the import of a day table promises (导入节假日安排), on every database.</summary>
/// <remarks>Each test has a year of its own that begins on a Friday, so that the days below are the same for all.</remarks>
public abstract class CalendarConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Everything_planned_with_plain_weekends_moves_and_the_journal_keeps_both_instants()
    {
        const int Year = 2027;
        await using var world = await WorldAsync(Year);
        var (early, late) = (await AssignedAsync(world, new(Year, 1, 8)), await AssignedAsync(world, new(Year - 1, 12, 31)));
        await world.ReadAsync(db => db.Watches.Where(watch => watch.ItemId == late).ExecuteUpdateAsync(
            set => set.SetProperty(watch => watch.NextReminderAt, (DateTimeOffset?)null), Cancel));
        var (timers, tasks) = (new DelayedInstances(world), new DelayedInstances(world));
        await timers.PublishAsync($$"""{"id":"w","type":"Rectify.WaitUntil","version":1,"date":{{Text($"{Year}-01-01")}},"workingDays":{{Text("1")}} }""");
        await timers.StartAsync(1);
        await tasks.PublishAsync(
            $$"""{"id":"t","type":"Rectify.HumanTask","version":1,"title":{{Text("办理")}},"assignee":{{Text("role:Supervisor")}},"dueInWorkingDays":{{Text("24")}} }""");
        await tasks.StartAsync(1);
        var task = await TaskOfAsync(world, tasks.Definition);
        Assert.Equal(new DateOnly(Year, 1, 4), task.DueOn);

        await ImportAsync(world, Table(Year));
        await RecomputeAsync(world);

        Assert.Equal(Morning(Year - 1, 12, 21), (await WatchAsync(world, early)).NextReminderAt);
        Assert.Equal(Morning(Year, 1, 7), (await WatchAsync(world, late)).NextRungAt);
        Assert.Equal(Morning(Year, 1, 7), Assert.Single(await timers.TimersAsync()).DueAt);
        Assert.Equal(new DateOnly(Year, 1, 8), (await TaskOfAsync(world, tasks.Definition)).DueOn);
        Assert.Contains($$""""from":"{{Year - 1}}-12-25T00:30:00.0000000+00:00","to":"{{Year - 1}}-12-21T00:30:00.0000000+00:00"""", Assert.Single(await EntriesAsync(world, early)), StringComparison.Ordinal);
        Assert.Contains("\"what\":\"rung\"", Assert.Single(await EntriesAsync(world, late)), StringComparison.Ordinal);
        Assert.Contains($$""""from":"{{Year}}-01-04","to":"{{Year}}-01-08"""",
            Assert.Single(await world.ReadAsync(db => db.Journal.Where(entry => entry.TaskId == task.Id && entry.Kind == RecomputeDays.Entry).Select(entry => entry.Data).ToListAsync(Cancel))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reminder_whose_new_day_has_passed_goes_out_late_and_once()
    {
        const int Year = 2038;
        await using var world = await WorldAsync(Year);
        var item = await AssignedAsync(world, new(Year, 1, 8));
        world.Clock.SetUtcNow(Morning(Year - 1, 12, 23).AddHours(1));

        await ImportAsync(world, Table(Year));
        await RecomputeAsync(world);
        Assert.Equal(Morning(Year - 1, 12, 21), (await WatchAsync(world, item)).NextReminderAt);
        await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));
        await RecomputeAsync(world);
        await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));

        var notice = Assert.Single(await world.ReadAsync(db => db.Notices.AsNoTracking().Where(notice => notice.ItemId == item).ToListAsync(Cancel)));
        Assert.Equal((10, new(Year - 1, 12, 21), new(Year - 1, 12, 23), true), (notice.Step, notice.PlannedOn, notice.FiredOn, notice.Late));
        Assert.Equal(Morning(Year - 1, 12, 28), (await WatchAsync(world, item)).NextReminderAt);
    }

    [Fact]
    public async Task What_is_owed_already_is_not_taken_back()
    {
        const int Year = 2049;
        await using var world = await WorldAsync(Year);
        var item = await AssignedAsync(world, new(Year, 1, 8));
        // Nothing ran on the day of the first reminder.
        world.Clock.SetUtcNow(Morning(Year - 1, 12, 25).AddHours(1));

        await ImportAsync(world, Table(Year));
        await RecomputeAsync(world);

        Assert.Equal(Morning(Year - 1, 12, 25), (await WatchAsync(world, item)).NextReminderAt);
        Assert.Empty(await EntriesAsync(world, item));
    }

    [Fact]
    public async Task Two_workers_and_a_second_look_record_each_change_once_and_the_second_look_finds_what_came_between()
    {
        const int Year = 2055;
        await using var world = await WorldAsync(Year);
        await using var other = await World.BuildAsync(Database);
        other.Clock.SetUtcNow(world.Clock.GetUtcNow());
        var item = await AssignedAsync(world, new(Year, 1, 8));
        await ImportAsync(world, Table(Year));
        // Of two that begin at once one may give up; the next minute's run goes on.
        await Task.WhenAll(QuietlyAsync(world), QuietlyAsync(other));
        await RecomputeAsync(world);
        Assert.Single(await EntriesAsync(world, item));

        // A process that had not read the table yet planned by the old calendar.
        await world.ReadAsync(db => db.Watches.Where(watch => watch.ItemId == item)
            .ExecuteUpdateAsync(set => set.SetProperty(watch => watch.NextReminderAt, Morning(Year - 1, 12, 25)), Cancel));
        await RecomputeAsync(world);
        Assert.Equal(Morning(Year - 1, 12, 25), (await WatchAsync(world, item)).NextReminderAt);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await RecomputeAsync(world);

        Assert.Equal(Morning(Year - 1, 12, 21), (await WatchAsync(world, item)).NextReminderAt);
        Assert.Equal(2, (await EntriesAsync(world, item)).Count);
        Assert.Equal(world.Services.GetRequiredService<CalendarBook>().Revision, other.Services.GetRequiredService<CalendarBook>().Revision);

        static async Task QuietlyAsync(World world)
        {
            try
            {
                await RecomputeAsync(world);
            }
            catch (DbUpdateException)
            {
                // Both wrote down how far they are.
            }
        }
    }

    [Fact]
    public async Task An_import_is_looked_at_first_named_by_its_paper_and_refused_when_it_was_overtaken()
    {
        const int Year = 2066;
        await using var world = await WorldAsync(Year);
        var viewer = await ViewerAsync(world, world.Administrator);
        await using var scope = world.Services.CreateAsyncScope();
        var import = scope.ServiceProvider.GetRequiredService<ImportCalendar>();

        Assert.IsType<ImportCalendar.Outcome.NotAllowed>(await import.PreviewAsync(Table(Year), await ViewerAsync(world, world.Supervisor), Cancel));
        var refused = Assert.IsType<ImportCalendar.Outcome.Refused>(await import.PreviewAsync(Table(Year) + $"班,{Year}-01-02\n", viewer, Cancel));
        Assert.Equal(5, Assert.Single(refused.Problems).Line);
        var seen = Assert.IsType<ImportCalendar.Outcome.Preview>(await import.PreviewAsync(Table(Year), viewer, Cancel)).What;
        Assert.Equal([(new(Year, 1, 1), false), (new(Year, 1, 4), false), (new(Year, 1, 5), false), (new DateOnly(Year, 1, 6), false)],
            seen.Changes.Select(change => (change.Day, change.Worked)));
        Assert.Null(seen.Known);

        var race = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var own = world.Services.CreateAsyncScope();
            return await own.ServiceProvider.GetRequiredService<ImportCalendar>().ConfirmAsync(Table(Year), seen.Revision, viewer, Cancel);
        }));

        var done = Assert.IsType<ImportCalendar.Outcome.Done>(Assert.Single(race, outcome => outcome is ImportCalendar.Outcome.Done));
        Assert.Equal($"{Year}年样例文件", done.Table.Paper);
        Assert.All(race.Where(outcome => outcome != (object)done), outcome =>
            Assert.True(outcome is ImportCalendar.Outcome.Overtaken or ImportCalendar.Outcome.Known, outcome.ToString()));
        Assert.IsType<ImportCalendar.Outcome.Known>(await import.PreviewAsync(Table(Year), viewer, Cancel));
        var correction = Table(Year).Replace("01-06", "01-05", StringComparison.Ordinal);
        Assert.IsType<ImportCalendar.Outcome.Overtaken>(await import.ConfirmAsync(correction, seen.Revision, viewer, Cancel));
        Assert.IsType<ImportCalendar.Outcome.Done>(await import.ConfirmAsync(correction, done.Table.Revision, viewer, Cancel));
        Assert.True(world.Services.GetRequiredService<CalendarBook>().Calendar.IsWorked(new(Year, 1, 6)));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("GB18030")]
    public void Whatever_a_spreadsheet_saved_it_as_the_text_is_read(string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);

        Assert.Equal("年份,2027 休 班", CalendarText.Of([.. encoding.GetPreamble(), .. encoding.GetBytes("年份,2027 休 班")]));
    }

    private async Task<World> WorldAsync(int year)
    {
        var world = await World.BuildAsync(Database);
        world.Clock.SetUtcNow(Morning(year - 1, 12, 1).AddHours(1));
        return world;
    }

    /// <summary>An item of the round on which its official works.</summary>
    private static async Task<ItemId> AssignedAsync(World world, DateOnly dueOn)
    {
        var item = await world.StartAsync(dueOn);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Leader, "Assigned"));
        return item;
    }

    // The first three working days of the year become days off.
    private static string Table(int year) => $"年份,{year}\n文件,{year}年样例文件\n公布日期,{year - 1}-12-01\n休,{year}-01-01,{year}-01-06,元旦\n";

    private static string Text(string value) => $$"""{"typeName":"String","expression":{"type":"Literal","value":"{{value}}"} }""";

    /// <summary>Half past eight in the town, when the day's mails go out.</summary>
    private static DateTimeOffset Morning(int year, int month, int day) => new(year, month, day, 0, 30, 0, TimeSpan.Zero);

    private static async Task ImportAsync(World world, string text)
    {
        var viewer = await ViewerAsync(world, world.Administrator);
        await world.RunAsync<ImportCalendar>(async import =>
        {
            var seen = Assert.IsType<ImportCalendar.Outcome.Preview>(await import.PreviewAsync(text, viewer, Cancel)).What;
            Assert.IsType<ImportCalendar.Outcome.Done>(await import.ConfirmAsync(text, seen.Revision, viewer, Cancel));
        });
    }

    private static Task RecomputeAsync(World world) => world.RunAsync<RecomputeDays>(job => job.RunAsync(Cancel));

    private static async Task<Viewer> ViewerAsync(World world, Guid person) =>
        await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel) ?? throw new InvalidOperationException("Nobody of that id.");

    private static Task<ItemWatch> WatchAsync(World world, ItemId item) =>
        world.ReadAsync(db => db.Watches.AsNoTracking().SingleAsync(watch => watch.ItemId == item, Cancel));

    private static Task<WorkTask> TaskOfAsync(World world, string definition) => world.ReadAsync(db => db.Tasks.AsNoTracking()
        .SingleAsync(task => db.Instances.Any(row => row.Id == task.InstanceId && row.DefinitionId == definition), Cancel));

    private static Task<List<string>> EntriesAsync(World world, ItemId item) => world.ReadAsync(db => db.Journal.AsNoTracking()
        .Where(entry => entry.ItemId == item && entry.Kind == RecomputeDays.Entry).Select(entry => entry.Data).ToListAsync(Cancel));
}

public sealed class CalendarOnSqlite(SqliteDatabase database) : CalendarConformance<SqliteDatabase>(database);

public sealed class CalendarOnPostgres(PostgresDatabase database) : CalendarConformance<PostgresDatabase>(database);
