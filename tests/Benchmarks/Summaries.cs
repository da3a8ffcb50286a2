using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// A round with 30,000 items, of which 10,000 people get a weekly summary each: owed, written and handed to the mail folder by a
/// process of its own, so that its memory is nobody else's. The floor writes files of the same sizes to the same disk.
/// </summary>
public static partial class Summaries
{
    /// <summary>The word that makes this program measure instead of starting the measurement.</summary>
    public const string Child = "weekly-child";

    private const int Readers = 10_000, Leaders = 200, Supervisors = 20, Officials = Readers - Leaders - Supervisors, Items = 30_000;

    private static readonly DateOnly Monday = new(2023, 12, 18);

    /// <summary>Measures in a process of its own and adds what it tells to the report.</summary>
    public static async Task MeasureAsync(string cluster, Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Console.Error.WriteLine($"Weekly summary: {Readers:N0} readers of a round with {Items:N0} items");
        await using var database = await BenchDatabase.CreateAsync(cluster);
        await using (var product = await Product.OpenAsync(database, Crowd.Now))
        {
            await product.InScopeAsync(services => SeedAsync(services.GetRequiredService<RectifyDb>(), database, product.World));
        }

        var folder = Directory.CreateTempSubdirectory("rectify-bench-").FullName;
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", Arguments(database, folder)) { RedirectStandardOutput = true };
            foreach (var (name, value) in AsWorker())
            {
                start.Environment.TryAdd(name, value);
            }

            using var child = Process.Start(start)
                ?? throw new InvalidOperationException("The measuring process did not start.");
            var told = (await child.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.TrimEntries);
            await child.WaitForExitAsync();
            var floor = Floor(folder);
            report.Figure($"Weekly summary: {Readers:N0} mails owed", Of(told[0]), "s", 1);
            report.Figure($"Weekly summary: {Readers:N0} mails written and handed over", Of(told[1]), "s", 1);
            report.Figure("Floor: files of the same sizes written, renamed", Of(floor), "s", 2);
            report.Figure("Weekly summary: highest heap after a collection's start", Of(told[3]), "MB");
            report.AtMost("Weekly summary: highest working set of the process", Of(told[2]), 300, "MB", 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Owes and sends, and tells seconds and megabytes on one line.</summary>
    public static async Task RunChildAsync(string connection, string folder)
    {
        await using var product = Product.OpenSeeded(connection, Crowd.Now, new() { ["Rectify:Mail:Folder"] = folder });
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(product, done.Token);
        var owing = await TimeAsync(product, "weekly-summary");
        var sending = await TimeAsync(product, "outbox");
        await done.CancelAsync();
        var (memory, heap) = await watching;
        var sent = Directory.GetFiles(folder, "*.eml").Length;
        if (sent != Readers)
        {
            throw new InvalidOperationException($"{sent} mails lie in the folder, expected {Readers}.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{owing} {sending} {memory} {heap}"));
    }

    /// <summary>
    /// How docker-compose.yml sets up .NET and the memory of its workers: they answer no page, so they may trade speed for memory.
    /// What the shell says itself goes first.
    /// </summary>
    private static Dictionary<string, string> AsWorker()
    {
        var settings = File.ReadLines("docker-compose.yml").Select(line => WorkerSetting().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        return settings.Count > 0 ? settings : throw new InvalidOperationException("docker-compose.yml sets up no worker's memory any more.");
    }

    [GeneratedRegex("""^ +(?<name>(DOTNET|MALLOC)_\w+): "(?<value>[^"]*)"$""")]
    private static partial Regex WorkerSetting();

    private static string[] Arguments(BenchDatabase database, string folder) =>
        [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Summaries).Assembly.Location] : Array.Empty<string>(), Child, database.ConnectionString, folder];

    private static async Task<double> TimeAsync(Product product, string job)
    {
        var started = Stopwatch.GetTimestamp();
        await product.InScopeAsync(services => JobSchedule.Find(job).RunAsync(services, CancellationToken.None));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Looks at memory ten times a second, and every two seconds at the progress as the administrators' page shows it.</summary>
    private static async Task<(double Memory, double Heap)> WatchAsync(Product product, CancellationToken until)
    {
        var (memory, heap, looked) = (0.0, 0.0, 0);
        using var process = Process.GetCurrentProcess();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await timer.WaitForNextTickAsync(until))
            {
                process.Refresh();
                memory = Math.Max(memory, process.WorkingSet64 / 1e6);
                heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: false) / 1e6);
                if (++looked % 20 == 0)
                {
                    await product.InScopeAsync(TellAsync);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Everything was sent.
        }

        return (memory, heap);
    }

    private static async Task TellAsync(IServiceProvider services)
    {
        var round = services.GetRequiredService<RectifyDb>().Rounds.Select(row => row.Id).Single();
        if (await services.GetRequiredService<SummaryQueries>().RunAsync(round, SummaryRhythm.Weekly, Monday, CancellationToken.None) is { Expected: { } expected } run)
        {
            Console.Error.WriteLine($"  {run.Owed:N0} of {expected:N0} owed, {run.Accepted:N0} accepted");
        }
    }

    private static async Task SeedAsync(RectifyDb db, BenchDatabase database, World world)
    {
        var first = world.NewItem(1, Monday);
        var march = new ItemMove(null, Crowd.Now.AddDays(-270), Monday.AddDays(-270));
        first.Start(march);
        first.Assign(march);
        db.Add(first);
        await db.SaveChangesAsync();
        await Crowd.CopyPeopleAsync(database, "official0", "own", Officials);
        await Crowd.CopyPeopleAsync(database, "leader", "head", Leaders - 1);   // the one there is, is a reader too
        await Crowd.CopyPeopleAsync(database, "supervisor", "chief", Supervisors - 1);
        await Crowd.CopyItemsAsync(database, "own%", Items);
        await database.ExecuteAsync("UPDATE items SET responsible_person_id = (SELECT id FROM people WHERE user_name = 'own1') WHERE number = 1");
        // The first ten thousand go on, so nobody is left without something going on.
        await database.ExecuteAsync(
            """
            UPDATE items SET due_on = date '2023-12-01' + number % 60,
              responsible_leader_id = heads.ids[1 + number % cardinality(heads.ids)],
              status = CASE WHEN number <= 10000 THEN 2 WHEN number % 5 = 0 THEN 8 WHEN number % 5 = 1 THEN 7 ELSE 2 END,
              status_changes = status_changes || CASE WHEN number <= 10000 THEN '' WHEN number % 5 = 0 THEN ';2023-12-13T01:00:00.0000000Z Closed' WHEN number % 5 = 1 THEN ';2023-12-06T01:00:00.0000000Z LongTerm' ELSE '' END
            FROM (SELECT array_agg(id ORDER BY user_name) AS ids FROM people WHERE user_name LIKE 'head%' OR user_name = 'leader') AS heads
            """);
        await database.ExecuteAsync("VACUUM ANALYZE");
    }

    /// <summary>Seconds to write as many files as there are mails, each as long, the way the folder transport does.</summary>
    private static double Floor(string folder)
    {
        var sizes = new DirectoryInfo(folder).GetFiles("*.eml").Select(file => (int)file.Length).ToList();
        var floor = Directory.CreateDirectory(Path.Combine(folder, "floor")).FullName;
        var bytes = new byte[sizes.Max()];
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < sizes.Count; at++)
        {
            var path = Path.Combine(floor, $"{at}.eml");
            using (var file = File.Create(path + ".tmp"))
            {
                file.Write(bytes, 0, sizes[at]);
            }

            File.Move(path + ".tmp", path);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Samples Of(double value)
    {
        var samples = new Samples();
        samples.Add(value);
        return samples;
    }

    private static Samples Of(string value) => Of(double.Parse(value, CultureInfo.InvariantCulture));
}
