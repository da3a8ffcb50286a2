using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;

namespace Rectify.Workflow.App.Tests.Reminding;

/// <summary>A round's plan is changed over one connection while the sweep is at work over another: PostgreSQL only, SQLite has one writer.</summary>
public sealed class PlanChangedMidSweepTests(PostgresDatabase database) : OnDatabase<PostgresDatabase>(database)
{
    [Fact]
    public async Task A_plan_changed_while_the_sweep_runs_loses_no_reminder_doubles_none_and_counts_from_the_next_sweep_on()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 15, 7));
        var item = await world.ItemAsync(1, new(2023, 12, 31));
        world.Clock.SetUtcNow(MailWorld.Local(2023, 12, 18));

        // The sweep has read the plan and cannot write its notices yet; the change comes in between.
        await using var other = new NpgsqlConnection(Database.ConnectionString);
        await other.OpenAsync(Cancel);
        var held = await other.BeginTransactionAsync(Cancel);
        await ExecuteAsync(other, "LOCK TABLE item_notices IN EXCLUSIVE MODE");
        var sweep = Task.Run(() => world.RunAsync("reminders"), Cancel);
        await UntilAsync(1, sweep);
        var change = Task.Run(() => ChangeAsync(world), Cancel);
        await UntilAsync(2, change);
        await held.CommitAsync(Cancel);
        await sweep;
        Assert.IsType<ChangeRoundPlan.Outcome.Done>(await change);

        for (var day = new DateOnly(2023, 12, 18); day <= new DateOnly(2023, 12, 30); day = day.AddDays(1))
        {
            await world.RunAsync(MailWorld.Local(day.Year, day.Month, day.Day), "reminders", "outbox");
        }

        // The 18th by the old plan, whose sweep it was; the 21st and the 28th by the new one; the 25th and the 27th by neither.
        var notices = await world.ReadAsync(db => db.Notices.AsNoTracking().Where(notice => notice.ItemId == item).OrderBy(notice => notice.FiredAt).ToListAsync(Cancel));
        Assert.Equal([(10, new(2023, 12, 18)), (7, new(2023, 12, 21)), (2, new DateOnly(2023, 12, 28))], notices.Select(notice => (notice.Step, notice.FiredOn)));
        Assert.Equal(3, (await world.SentAsync(world.Official)).Count);
    }

    /// <summary>Waits until so many wait for a lock, or that work is done.</summary>
    private async Task UntilAsync(int waiting, Task work)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);   // in no transaction: it would see its first moment for ever
        await connection.OpenAsync(Cancel);
        while (!work.IsCompleted)
        {
            await using var command = new NpgsqlCommand(
                "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())", connection);
            if ((long)(await command.ExecuteScalarAsync(Cancel) ?? 0L) >= waiting)
            {
                return;
            }

            await Task.Delay(20, Cancel);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The test's own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<ChangeRoundPlan.Outcome> ChangeAsync(MailWorld world)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var by = await scope.ServiceProvider.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Supervisor, Cancel) ?? throw new InvalidOperationException("Nobody.");
        return await scope.ServiceProvider.GetRequiredService<ChangeRoundPlan>().RunAsync(
            world.Round.Id, ChangeRoundPlan.MarkOf(world.Round.Settings), settings => settings with { ReminderOffsets = [7, 2] }, by, Cancel);
    }
}
