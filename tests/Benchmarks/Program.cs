using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Benchmarks;

if (args is [Summaries.Child, var connection, var folder])
{
    await Summaries.RunChildAsync(connection, folder);
    return 0;
}

var cluster = Environment.GetEnvironmentVariable("RECTIFY_TEST_POSTGRES");
if (string.IsNullOrEmpty(cluster))
{
    Console.Error.WriteLine("Run ops/bench.sh, which starts a private PostgreSQL and then this program.");
    return 2;
}

var rounds = args.Select(word => int.TryParse(word, out var number) ? number : 0).FirstOrDefault(number => number > 0, 9);
const string Flush = "flush=";
if (args.FirstOrDefault(word => word.StartsWith(Flush, StringComparison.Ordinal)) is { } flush)
{
    if (!int.TryParse(flush[Flush.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) || microseconds > 100_000)
    {
        Console.Error.WriteLine($"{flush}: give microseconds from 0 to 100000, for example {Flush}2000.");
        return 2;
    }

    BenchDatabase.FlushDelay = microseconds;
}

var parts = args.Where(word => !int.TryParse(word, out _) && !word.StartsWith(Flush, StringComparison.Ordinal)).DefaultIfEmpty("all").ToHashSet();
var report = new Report();
if (parts.Overlaps(["all", "bulk", "steps"]))
{
    await MeasureStepsAsync(cluster, rounds, parts.Overlaps(["all", "steps"]), report);
}

if (parts.Overlaps(["all", "sweeps"]))
{
    await MeasureSweepsAsync(cluster, rounds, report);
}

if (parts.Overlaps(["all", "weekly"]))
{
    await Summaries.MeasureAsync(cluster, report);
}

if (parts.Overlaps(["all", "sweeps", "claims"]))
{
    await MeasureClaimsAsync(cluster, Math.Min(rounds, 5), report);
}

if (parts.Overlaps(["all", "forecast"]))
{
    await MeasureForecastAsync(cluster, rounds, report);
}

if (parts.Overlaps(["all", "designer"]))
{
    await MeasureDesignerAsync(cluster, rounds, report);
}

if (parts.Overlaps(["all", "mail"]))
{
    await MeasureMailAsync(cluster, rounds, report);
}

if (parts.Overlaps(["all", "timers"]))
{
    await MeasureTimersAsync(cluster, rounds, report);
}

Console.WriteLine(report);
return report.AllAimsReached ? 0 : 1;

static async Task MeasureStepsAsync(string cluster, int rounds, bool steps, Report report)
{
    var bulk = new BulkStart();
    for (var round = 1; round < Math.Min(rounds, 3); round++)
    {
        Console.Error.WriteLine("Bulk start");
        await using var empty = await BenchDatabase.CreateAsync(cluster);
        await using var other = await Product.OpenAsync(empty, Crowd.Now);
        await bulk.RunAsync(other);
    }

    // The last stays: its ten thousand instances lie suspended beside those that are stepped through.
    await using var database = await BenchDatabase.CreateAsync(cluster);
    await using var product = await Product.OpenAsync(database, Crowd.Now);
    await bulk.RunAsync(product);
    bulk.Tell(report);
    foreach (var callers in steps ? [1, 8] : Array.Empty<int>())
    {
        Console.Error.WriteLine($"Steps, {callers} at a time");
        await using var floor = await Floor.OpenAsync(database, callers);
        var measured = new Steps(product, callers);
        await measured.RunAsync(floor, rounds, instances: 200);
        measured.Tell(report);
    }
}

static async Task MeasureSweepsAsync(string cluster, int rounds, Report report)
{
    await using var smallDatabase = await BenchDatabase.CreateAsync(cluster);
    await using var largeDatabase = await BenchDatabase.CreateAsync(cluster);
    var small = await OpenAsync(smallDatabase, 100_000);
    var large = await OpenAsync(largeDatabase, 1_000_000);
    // Turn by turn, so that both see the same machine; the first round only warms up.
    for (var round = 0; round <= rounds; round++)
    {
        await small.RoundAsync(keep: round > 0);
        await large.RoundAsync(keep: round > 0);
    }

    small.Tell(report);
    large.Tell(report);
    report.AtMost("Sweep, 1,000,000 items against 100,000", large.Sweep.Over(small.Sweep), 1.3, "times");
    report.Figure("Raw query, 1,000,000 items against 100,000", large.RawQuery.Over(small.RawQuery), "times", 2);

    static async Task<Sweeps> OpenAsync(BenchDatabase database, int items)
    {
        Console.Error.WriteLine($"Sweep: making {items:N0} watched items");
        var product = await Product.OpenAsync(database, Crowd.Now);
        var crowd = new Crowd(database, items);
        await product.InScopeAsync(services => crowd.SeedAsync(services.GetRequiredService<RectifyDb>(), product.World));
        return new(product, crowd);
    }
}

static async Task MeasureClaimsAsync(string cluster, int rounds, Report report)
{
    Console.Error.WriteLine("Claims: making 1,000,000 watched items, 10,000 of them due");
    await using var database = await BenchDatabase.CreateAsync(cluster);
    var product = await Product.OpenAsync(database, Crowd.Now);
    var crowd = new Crowd(database, 1_000_000, due: 10_000);
    await product.InScopeAsync(services => crowd.SeedAsync(services.GetRequiredService<RectifyDb>(), product.World));
    var claims = new Claims(product, crowd);
    for (var round = 0; round <= rounds; round++)
    {
        await claims.RoundAsync(keep: round > 0);
    }

    claims.Tell(report);
}

static async Task MeasureForecastAsync(string cluster, int rounds, Report report)
{
    Console.Error.WriteLine("Forecast: making 100,000 watched items");
    await using var database = await BenchDatabase.CreateAsync(cluster);
    var product = await Product.OpenAsync(database, Crowd.Now);
    var crowd = new Crowd(database, 100_000);
    await product.InScopeAsync(services => crowd.SeedAsync(services.GetRequiredService<RectifyDb>(), product.World));
    var forecasts = new Forecasts(product, crowd);
    await forecasts.PrepareAsync();
    for (var round = 0; round <= rounds; round++)
    {
        await forecasts.RoundAsync(keep: round > 0);
    }

    forecasts.Tell(report);
}

static async Task MeasureDesignerAsync(string cluster, int rounds, Report report)
{
    Console.Error.WriteLine("Designer: making 10,000 instances and one with a long journal");
    await using var database = await BenchDatabase.CreateAsync(cluster);
    await using var host = await DesignerHost.StartAsync([.. OnPostgres(database), "--Rectify:Role=Web"]);
    var designer = new Designer(host);
    await designer.PrepareAsync();
    await designer.RunAsync(rounds);
    designer.Tell(report);
    var (read, review) = await designer.CheckAsync(rounds);
    report.Figure("Definition of 500 activities: read and checked for running", read, "ms", 2);
    report.Figure("Definition of 500 activities: looked over before publishing", review, "ms", 2);
    Interpreting.Run(report, rounds);
}

static async Task MeasureMailAsync(string cluster, int rounds, Report report)
{
    if (!SmtpTools.Exist)
    {
        Console.Error.WriteLine("Mail: no smtp-sink and smtp-source (Debian package postfix); left out.");
        return;
    }

    Console.Error.WriteLine("Mail: claimed, written, sent, marked");
    await using var database = await BenchDatabase.CreateAsync(cluster);
    await using var product = await Product.OpenAsync(database, Crowd.Now);
    using var tools = await SmtpTools.StartAsync();
    var mail = new MailPipeline(product, tools);
    for (var round = 0; round <= rounds; round++)
    {
        await mail.RoundAsync(keep: round > 0);
    }

    mail.Tell(report);
}

static async Task MeasureTimersAsync(string cluster, int rounds, Report report)
{
    await using (var database = await BenchDatabase.CreateAsync(cluster))
    {
        await new Backlog("PostgreSQL", OnPostgres(database)).RunAsync(report, rounds);
    }

    var folder = Directory.CreateTempSubdirectory("rectify-bench-").FullName;
    await new Backlog("SQLite", "--Rectify:Database:Provider=Sqlite", $"--Rectify:Database:ConnectionString=Data Source={Path.Combine(folder, "rectify.db")}").RunAsync(report, rounds);
    Directory.Delete(folder, recursive: true);
}

static string[] OnPostgres(BenchDatabase database) =>
    ["--Rectify:Database:Provider=Postgres", $"--Rectify:Database:ConnectionString={database.ConnectionString}"];
