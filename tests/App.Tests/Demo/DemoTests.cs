using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>The year of the sample, replayed once per database: the acceptance test of everything.</summary>
public abstract class DemoTests<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task The_year_ends_as_the_sample_promises_and_a_second_run_changes_nothing()
    {
        await using var host = new DemoHost(Database);
        var end = await host.RunAsync(Cancel);
        Assert.Equal("", string.Join("\n", end.Problems));
        CheckTotals(end.Report);
        CheckDividends(end.Report.Items.Single(item => item.Number == 5));
        await CheckMailFolderAsync(host.MailFolder);

        var before = await DumpAsync();
        await using var again = new DemoHost(Database);
        Assert.Empty((await again.RunAsync(Cancel)).Problems);
        var after = await DumpAsync();
        Assert.Equal(before.Mails, after.Mails);
        Assert.Equal(before.Journal, after.Journal);
    }

    private static void CheckTotals(DemoReport report)
    {
        Assert.Equal(
            new Dictionary<string, int> { ["Closed"] = 5, ["Implementing"] = 1, ["LongTerm"] = 20 },
            report.ItemsByStatus.ToDictionary());
        Assert.Equal(new Dictionary<string, int> { ["Finished"] = 5, ["Suspended"] = 21 }, report.InstancesByStatus.ToDictionary());
        Assert.Equal([5], report.Overdue);
        Assert.Equal(1, report.Items.Count(item => item is { Status: "Closed", TimeLimit: "AtOnce" }));
        Assert.Equal(4, report.Items.Count(item => item is { Status: "Closed", TimeLimit: "Concentrated" }));
        Assert.Contains(new DateOnly(2024, 1, 2), report.WeeklySummaries);
        Assert.DoesNotContain(new DateOnly(2024, 1, 1), report.WeeklySummaries);
        Assert.Equal(19, report.Items.Count(item => item is { Status: "LongTerm", CleanReviews: 1 }));
        Assert.Equal(12, Assert.Single(report.Items, item => item.Reopened == 1).Number);
        Assert.Equal(4, report.Items.Count(item => item.Returned > 0));
    }

    private static void CheckDividends(ReportedItem item)
    {
        Assert.Equal(("Implementing", true), (item.Status, item.Overdue));
        Assert.Equal((new DateOnly(2023, 9, 14), new DateOnly(2023, 12, 31)), (item.OriginalDueOn, item.DueOn));
        var change = Assert.Single(item.DueDates);
        Assert.Equal(("Extension", new DateOnly(2023, 9, 8), new DateOnly(2023, 9, 12)), (change.Kind, change.AskedOn, change.DecidedOn));
        Assert.Equal(
            [new(2023, 12, 18), new(2023, 12, 25), new(2023, 12, 27), new(2023, 12, 29)],
            item.Reminders.Where(reminder => reminder.DueOn == item.DueOn).Select(reminder => reminder.On));
        Assert.Equal(
            [(new(2024, 1, 2), null), (new(2024, 1, 4), "徐巡改催〔2024〕1号"), (new(2024, 1, 10), "徐巡改督〔2024〕1号"), (new(2024, 1, 22), "徐巡改约〔2024〕1号")],
            item.Rungs.Select(rung => (rung.On, rung.Paper)));
        Assert.All(item.Rungs, rung => Assert.Equal((item.DueOn, false), (rung.DueOn, rung.Late)));
    }

    // One file per accepted mail, named by its id: none missing, none twice.
    private async Task CheckMailFolderAsync(string folder)
    {
        await using var db = Database.Open();
        var accepted = await db.Mails.Where(mail => mail.Status == MailStatus.Accepted).Select(mail => mail.Id).ToListAsync(Cancel);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.Equal(accepted.Select(id => $"{id:N}.eml").Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    private async Task<CanonicalDump> DumpAsync()
    {
        await using var db = Database.Open();
        return await CanonicalDump.ReadAsync(db, Cancel);
    }
}

public sealed class DemoOnSqlite(SqliteDatabase database) : DemoTests<SqliteDatabase>(database);

public sealed class DemoOnPostgres(PostgresDatabase database) : DemoTests<PostgresDatabase>(database);
