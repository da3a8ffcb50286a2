using System.Globalization;
using Cronos;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Tests.Reminding;

/// <summary>The zone of the machine (TZ) decides nothing: only the town's clock does. On every database.</summary>
public abstract class ElsewhereConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly YearEnd = new(2023, 12, 31);
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 23, 0, 0);
    private static readonly DateTimeOffset End = MailWorld.Local(2024, 1, 9, 0, 0);

    [Fact]
    public async Task A_machine_in_another_time_zone_reminds_chases_and_summarises_at_the_same_instants()
    {
        var atHome = await PlayedAsync("Asia/Shanghai");
        var elsewhere = await PlayedAsync("America/New_York");

        Assert.Equal(atHome, elsewhere);
        Assert.Equal(
            [At(12, 26), At(12, 29), At(1, 2), At(1, 4)],
            elsewhere.Where(line => line.StartsWith("notice", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));
        Assert.Equal(
            [At(12, 25, 8), At(1, 2, 8), At(1, 8, 8)],
            elsewhere.Where(line => line.StartsWith($"{MailKind.WeeklySummary} 镇党委书记", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
        Assert.Contains($"watch  {At(1, 10)}", elsewhere);

        static string At(int month, int day, int hour = 9) => Text(MailWorld.Local(month == 12 ? 2023 : 2024, month, day, hour));
    }

    /// <summary>Not a test: the process in another zone. It plans the round anew, then runs the jobs whenever their schedule says so.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync(async (product, words) =>
    {
        Assert.Equal($"TZ={TimeZoneInfo.Local.Id}", words[0]);
        Assert.IsType<ChangeRoundPlan.Outcome.Done>(await PlanAnewAsync(product, new(Guid.Parse(words[1])), Guid.Parse(words[2])));
        var clock = (FakeTimeProvider)product.GetRequiredService<TimeProvider>();
        var town = product.GetRequiredService<TownZone>().Zone;
        var runs = from job in JobSchedule.Entries
                   where job.Id is "reminders" or "escalations" or "weekly-summary"
                   from at in CronExpression.Parse(job.Cron).GetOccurrences(Start, End, town)
                   orderby at
                   select (Job: job, At: at);
        foreach (var run in runs)
        {
            clock.SetUtcNow(run.At.ToUniversalTime());
            await using var scope = product.CreateAsyncScope();
            await run.Job.RunAsync(scope.ServiceProvider, Cancel);
        }
    });

    private async Task<List<string>> PlayedAsync(string zone)
    {
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var item = await world.ItemAsync(5, YearEnd);
        Assert.True(await ChildProcess.RunAsync(
            GetType(), nameof(Child), Database, int.MaxValue, Start, $"TZ={zone}", world.Round.Id.Value.ToString(), world.Supervisor.ToString()));
        return await world.ReadAsync(db => TracesAsync(db, world, item));
    }

    /// <summary>All that was planned, with its instants, and without what differs between two worlds.</summary>
    private static async Task<List<string>> TracesAsync(RectifyDb db, MailWorld world, ItemId item)
    {
        var watch = await db.Watches.AsNoTracking().SingleAsync(row => row.ItemId == item, Cancel);
        var notices = await db.Notices.AsNoTracking().Where(row => row.ItemId == item).OrderBy(row => row.FiredAt).ToListAsync(Cancel);
        var mails = await (from mail in db.Mails.AsNoTracking()
                           join person in db.Users on mail.RecipientId equals person.Id
                           where person.UnitId == world.Town || person.UnitId == world.Office || person.Id == world.Supervisor
                           select new { Mail = mail, person.DisplayName }).ToListAsync(Cancel);
        return
        [
            $"watch {Text(watch.NextReminderAt)} {Text(watch.NextRungAt)}",
            .. notices.Select(row => $"notice {Text(row.FiredAt)} {row.Kind} {row.Step} {row.PlannedOn:O} {row.FiredOn:O}"),
            .. mails.Select(row => $"{row.Mail.Kind} {row.DisplayName} {Text(row.Mail.PlannedAt)} {Text(row.Mail.DueAt)}").Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<ChangeRoundPlan.Outcome> PlanAnewAsync(IServiceProvider product, RoundId round, Guid by)
    {
        var settings = await product.GetRequiredService<RectifyDb>().Rounds.Where(row => row.Id == round).Select(row => row.Settings).SingleAsync(Cancel);
        var viewer = await product.GetRequiredService<PeopleDirectory>().ViewerAsync(by, Cancel) ?? throw new InvalidOperationException("No such person.");
        return await product.GetRequiredService<ChangeRoundPlan>().RunAsync(
            round, ChangeRoundPlan.MarkOf(settings), was => was with { ReminderOffsets = [4, 1], SendingHour = new(9, 30) }, viewer, Cancel);
    }

    private static string Text(DateTimeOffset? instant) => instant?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) ?? "";
}

public sealed class ElsewhereOnSqlite(SqliteDatabase database) : ElsewhereConformance<SqliteDatabase>(database);

public sealed class ElsewhereOnPostgres(PostgresDatabase database) : ElsewhereConformance<PostgresDatabase>(database);
