using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>The year of the sample, replayed once per database: the acceptance test of everything.</summary>
public abstract class DemoTests<TDatabase> : IClassFixture<ReplayedYear<TDatabase>>
    where TDatabase : TestDatabase, new()
{
    private readonly ReplayedYear<TDatabase> _year;

    protected DemoTests(ReplayedYear<TDatabase> year)
    {
        ArgumentNullException.ThrowIfNull(year);
        year.Database.Require();
        _year = year;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_year_ends_as_the_sample_promises()
    {
        Assert.Equal("", string.Join("\n", _year.End.Problems));
        CheckTotals(_year.End.Report);
        CheckDividends(_year.End.Report.Items.Single(item => item.Number == 5));
    }

    [Fact]
    public async Task Each_accepted_mail_lies_in_the_folder_once()
    {
        await using var db = _year.Database.Open();
        var accepted = await db.Mails.Where(mail => mail.Status == MailStatus.Accepted).Select(mail => mail.Id).ToListAsync(Cancel);
        var files = Directory.GetFiles(_year.MailFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.Equal(accepted.Select(id => $"{id:N}.eml").Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_run_finds_everything_done_and_changes_nothing()
    {
        await using var again = new DemoHost(_year.Database);
        Assert.Empty((await again.RunAsync(Cancel)).Problems);
        Assert.Equal(_year.Dump.Text, (await _year.DumpAsync(Cancel)).Text);
    }

    [Fact]
    public async Task Killed_at_random_moments_it_ends_with_the_same_ledger_and_journal()
    {
        await using var killed = new KilledDemo<TDatabase>();
        await killed.RunAsync(Cancel);
        Assert.Equal(_year.Dump.Text, (await killed.DumpAsync(Cancel)).Text);
        Assert.Equal(await ReportTextAsync(_year.End.Report), killed.Report);
        await killed.CheckMailFolderAsync(Cancel);
    }

    private static async Task<string> ReportTextAsync(DemoReport report)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.json");
        await report.WriteAsync(file, Cancel);
        var text = await File.ReadAllTextAsync(file, Cancel);
        File.Delete(file);
        return text;
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
            [(new(2024, 1, 2), "徐巡改提〔2024〕1号"), (new(2024, 1, 4), "徐巡改催〔2024〕1号"), (new(2024, 1, 10), "徐巡改督〔2024〕1号"), (new(2024, 1, 22), "徐巡改约〔2024〕1号")],
            item.Rungs.Select(rung => (rung.On, rung.Paper)));
        Assert.All(item.Rungs, rung => Assert.Equal((item.DueOn, false), (rung.DueOn, rung.Late)));
    }
}

public sealed class DemoOnSqlite(ReplayedYear<SqliteDatabase> year) : DemoTests<SqliteDatabase>(year);

public sealed class DemoOnPostgres(ReplayedYear<PostgresDatabase> year) : DemoTests<PostgresDatabase>(year);
