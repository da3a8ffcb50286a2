using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Rehearsal;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Cli.Rehearsal;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Forecasts;

/// <summary>A past period is rehearsed beside the real ledger: the same comes out, and the real one is not touched.</summary>
public abstract class RehearsalConformance<TDatabase>(TDatabase database) : RehearsedTown<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task What_really_happened_comes_out_again_and_the_source_is_not_touched()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 11, 7));
        var handedIn = await world.ItemAsync(1, new(2023, 12, 29));
        await world.ItemAsync(2, new(2023, 12, 15));
        await world.ItemAsync(3, new(2024, 1, 5), world.OtherOfficial);
        var left = await world.ItemAsync(4, new(2023, 12, 29));
        await LiveAsync(world, new(2023, 12, 11), new(2023, 12, 19));
        await world.MoveAsync(handedIn, ItemTrigger.Submit);
        await LiveAsync(world, new(2023, 12, 20), new(2024, 1, 5));
        var (folder, before) = (Directory.CreateTempSubdirectory("rectify-rehearsal-"), await FingerprintAsync());
        try
        {
            // The town's own mail server is set up as ever: nobody may call it.
            await using var server = new SmtpSink();
            var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Rectify:Mail:Transport"] = "Smtp",
                ["Rectify:Mail:Host"] = "127.0.0.1",
                ["Rectify:Mail:Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Rectify:Mail:Security"] = "None",
            }).Build();
            await using var db = Database.Open();
            var rehearse = new Rehearse(db, settings, TownZone.Read(settings));
            await StopAsync(rehearse, Path.Combine(folder.FullName, "stopped"));
            Assert.Equal(before, await FingerprintAsync());
            var report = await rehearse.RunAsync(new(2023, 12, 14), new(2024, 1, 5), Path.Combine(folder.FullName, "sandbox"), null, Cancel);

            Assert.Equal("", string.Join('\n', report.Missing.Concat(report.Extra).Select(one => $"{one.English}: {one.Mail.Occasion} {one.Mail.Name} {string.Join(',', one.Mail.Items)}")));
            Assert.Contains(report.Mails, mail => mail.Kind is MailKind.Rung && mail.Papers.Count > 0);
            Assert.DoesNotContain(report.Mails, mail => mail.Recipient == world.Official && mail.Occasion == "day:2023-12-28" && mail.Items.Contains("1/-1"));
            Assert.Contains(report.Mails, mail => mail.Occasion == "day:2023-12-28" && mail.Items.Contains("4/-1"));
            Assert.True(report.Letters > 0);
            Assert.Equal(0, server.Connections);
            Assert.Equal(before, await FingerprintAsync());

            // A mail that never was and one that should have been are told, with a reason.
            await world.ChangeAsync(one => one.Mails.Where(mail => mail.Occasion == "day:2023-12-28" && mail.RecipientId == world.Official).ExecuteDeleteAsync(Cancel));
            await world.ChangeAsync(one => one.Items.Where(item => item.Id == left).ExecuteUpdateAsync(set => set.SetProperty(item => item.UrgedCount, 0), Cancel));
            await using var again = Database.Open();
            var other = await new Rehearse(again, new ConfigurationBuilder().Build(), TownZone.Read(new ConfigurationBuilder().Build()))
                .RunAsync(new(2023, 12, 14), new(2024, 1, 5), Path.Combine(folder.FullName, "again"), null, Cancel);
            Assert.Contains(other.Missing, one => one.Mail.Occasion == "day:2023-12-28" && one.Chinese.Length > 0);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A rehearsal that is stopped in the middle of a day.</summary>
    private static async Task StopAsync(Rehearse rehearse, string folder)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var days = new StopAfter(new(2023, 12, 22), stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rehearse.RunAsync(new(2023, 12, 14), new(2024, 1, 5), folder, days, stop.Token));
        Assert.Equal(new(2023, 12, 22), days.Last);
    }

    private sealed class StopAfter(DateOnly day, CancellationTokenSource stop) : IProgress<DateOnly>
    {
        public DateOnly Last { get; private set; }

        public void Report(DateOnly value)
        {
            Last = value;
            if (value >= day)
            {
                stop.Cancel();
            }
        }
    }
}

/// <summary>A town that lives for some days, and a look at all its database holds.</summary>
public abstract class RehearsedTown<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private protected static async Task LiveAsync(MailWorld world, DateOnly from, DateOnly to)
    {
        var town = world.Round.Settings.ToTownTime();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            foreach (var hour in new[] { 8, 9 })
            {
                var at = town.InstantOf(day, new(hour, 30));
                await world.RunAsync(at, hour == 8 ? ["reminders", "escalations", "weekly-summary"] : ["reminders", "escalations"]);
                world.Clock.SetUtcNow(at.AddMinutes(20));
                await world.RunAsync("outbox");
            }
        }
    }

    /// <summary>Everything the database holds, table by table.</summary>
    protected async Task<string> FingerprintAsync()
    {
        await using var db = Database.Open();
        var prints = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            await db.Database.OpenConnectionAsync(Cancel);
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The names of the model's own tables.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            var rows = new List<string>();
            while (await reader.ReadAsync(Cancel))
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) switch
                {
                    byte[] bytes => Convert.ToHexString(SHA256.HashData(bytes)),
                    Array list => string.Join(',', list.Cast<object>()),
                    var value => value.ToString(),
                })));
            }

            prints.Add($"{table}: {string.Join('\n', rows.Order(StringComparer.Ordinal))}");
        }

        return string.Join('\n', prints);
    }
}

public sealed class RehearsalOnSqlite(SqliteDatabase database) : RehearsalConformance<SqliteDatabase>(database);

public sealed class RehearsalOnPostgres(PostgresDatabase database) : RehearsalConformance<PostgresDatabase>(database);

/// <summary>The command line of the rehearsal. A database of its own: the conformance compares a whole ledger with a world's.</summary>
public sealed class RehearseCommandOnSqlite(SqliteDatabase database) : RehearsedTown<SqliteDatabase>(database)
{
    [Fact]
    public async Task The_command_lists_mails_and_papers_and_says_what_is_wrong_with_a_wish()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 25, 7));
        await world.ItemAsync(1, new(2023, 12, 29));
        await LiveAsync(world, new(2023, 12, 25), new(2024, 1, 5));
        var before = await FingerprintAsync();

        var (exit, output, error) = await CommandAsync("--from", "2023-12-27", "--to", "2024-01-05");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("day:2023-12-28 经管站负责人 Reminder", output, StringComparison.Ordinal);
        Assert.Contains("提〔2024〕1号", output, StringComparison.Ordinal);
        Assert.Matches("预演[1-9][0-9]*封，写出[1-9][0-9]*封，文书[1-9][0-9]*件。", output);
        Assert.Equal(before, await FingerprintAsync());

        Assert.Equal((2, "--from 昨天："), await WrongAsync("--from", "昨天", "--to", "2024-01-05"));
        Assert.Equal((2, "--to 2024-13-01："), await WrongAsync("--from", "2024-01-01", "--to", "2024-13-01"));
        Assert.Equal((2, "--to 2023-12-31："), await WrongAsync("--from", "2024-01-01", "--to", "2023-12-31"));
        Assert.Equal((2, "--to 2099-01-01："), await WrongAsync("--from", "2024-01-01", "--to", "2099-01-01"));
        Assert.Equal((2, $"--keep {Folder}："), await WrongAsync("--from", "2024-01-01", "--to", "2024-01-05", "--keep", Folder));
        var nowhere = Path.Combine(Folder, "nothing");
        (exit, _, error) = await CommandAsync("--from", "2024-01-01", "--to", "2024-01-05", "--data", nowhere);
        Assert.Equal(1, exit);
        Assert.Contains("There is no rectify.db; name its folder with --data.", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(nowhere), "Looking for a database made one.");
    }

    [Fact]
    public async Task A_command_killed_in_the_middle_leaves_its_copy_which_the_next_one_throws_away_and_the_source_is_untouched()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 25, 7));
        await world.ItemAsync(1, new(2023, 12, 29));
        var before = await FingerprintAsync();
        var temp = Directory.CreateTempSubdirectory("rectify-killed-");
        try
        {
            // A long period, so that it is killed while days are replayed.
            using var child = Start("2023-01-01", "2026-01-01");
            string? left;
            while ((left = Left().FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "sandbox")))) is null)
            {
                Assert.False(child.HasExited, "It ended before it could be killed.");
                await Task.Delay(5, Cancel);
            }

            child.Kill();
            await child.WaitForExitAsync(Cancel);
            Assert.Equal(137, child.ExitCode);
            Assert.Equal(before, await FingerprintAsync());

            // Of today it could still be at work; a day later it is thrown away.
            await AgainAsync();
            Assert.Equal([left], Left());
            Directory.SetLastWriteTimeUtc(left, Directory.GetLastWriteTimeUtc(left).AddDays(-2));
            await AgainAsync();
            Assert.Empty(Left());
            Assert.Equal(before, await FingerprintAsync());
        }
        finally
        {
            temp.Delete(recursive: true);
        }

        string[] Left() => Directory.GetDirectories(temp.FullName, "rectify-rehearsal-*");
        System.Diagnostics.Process Start(string from, string to) =>
            ChildProcess.Start(GetType(), nameof(Child), Database, int.MaxValue, null, from, to, Folder, $"TMPDIR={temp.FullName}");
        async Task AgainAsync() => Assert.True(await ChildProcess.RunAsync(
            GetType(), nameof(Child), Database, int.MaxValue, null, "2023-12-27", "2023-12-28", Folder, $"TMPDIR={temp.FullName}"));
    }

    /// <summary>Not a test: the command that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync(async (_, words) =>
        Assert.Equal(0, await RehearseCommand.Build().Parse(["--from", words[0], "--to", words[1], "--data", words[2]]).InvokeAsync(cancellationToken: Cancel)));

    private string Folder => Path.GetDirectoryName(new SqliteConnectionStringBuilder(Database.ConnectionString).DataSource)!;

    private async Task<(int Exit, string Begins)> WrongAsync(params string[] arguments)
    {
        var (exit, output, error) = await CommandAsync(arguments);
        Assert.Equal("", output);
        return (exit, error[..(error.IndexOf('：', StringComparison.Ordinal) + 1)]);
    }

    private async Task<(int Exit, string Output, string Error)> CommandAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] all = arguments.Contains("--data") ? arguments : [.. arguments, "--data", Folder];
        var exit = await RehearseCommand.Build().Parse(all).InvokeAsync(new() { Output = output, Error = error }, Cancel);
        return (exit, output.ToString(), error.ToString());
    }
}

/// <summary>The same on a PostgreSQL that the environment names.</summary>
public sealed class RehearseCommandOnPostgres(PostgresDatabase database) : RehearsedTown<PostgresDatabase>(database)
{
    [Fact]
    public async Task The_commands_find_a_PostgreSQL_by_the_environment_and_only_read_it()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 25, 7));
        await world.ItemAsync(1, new(2023, 12, 29));
        await LiveAsync(world, new(2023, 12, 25), new(2024, 1, 5));
        var before = await FingerprintAsync();

        Assert.True(await ChildProcess.RunAsync(GetType(), nameof(Child), Database, int.MaxValue, null, Database.ConnectionString));
        Assert.Equal(before, await FingerprintAsync());
    }

    /// <summary>Not a test: a process whose environment names the database, as that of a town's shell does.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync(async (_, words) =>
    {
        Environment.SetEnvironmentVariable("Rectify__Database__Provider", "Postgres");
        Environment.SetEnvironmentVariable("Rectify__Database__ConnectionString", words[0]);
        using var output = new StringWriter();
        var say = new System.CommandLine.InvocationConfiguration { Output = output, Error = output };
        Assert.Equal(0, await RehearseCommand.Build().Parse(["--from", "2023-12-27", "--to", "2024-01-05"]).InvokeAsync(say, Cancel));
        Assert.Contains("day:2023-12-28 经管站负责人 Reminder", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Cli.Forecast.ForecastCommand.Build().Parse(["--weeks", "1"]).InvokeAsync(say, Cancel));
        Assert.Contains("假定无人办理", output.ToString(), StringComparison.Ordinal);
    });
}
