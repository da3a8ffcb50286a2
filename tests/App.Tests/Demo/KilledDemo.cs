using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>
/// Runs the real host's demo as a child process, kills it with SIGKILL at seeded random moments of the replay and starts it
/// again, until it ends by itself.
/// </summary>
internal sealed class KilledDemo<TDatabase> : IAsyncDisposable
    where TDatabase : TestDatabase, new()
{
    private const int Seed = 20231231;
    private static readonly DateTimeOffset From = new(2023, 3, 14, 1, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2024, 1, 31, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly string _folder = Directory.CreateTempSubdirectory("rectify-killed-").FullName;
    private readonly TDatabase _database = new();
    private readonly StringBuilder _output = new();

    private static int Kills => Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 20 : 3;

    public string Report => File.ReadAllText(ReportFile);

    private string ReportFile => Path.Combine(_folder, "report.json");

    /// <summary>Kills it some times, lets it end, and wants exit code 0.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var host = HostAssembly();
        await _database.InitializeAsync();
        var random = new Random(Seed);
        // The first kill falls into the opening: import, start of 26 items and their mails.
        var moments = Enumerable.Range(1, Kills - 1).Select(_ => From + ((To - From) * random.NextDouble())).Prepend(From).Order();
        foreach (var moment in moments)
        {
            using var child = Start(host);
            await WaitUntilAsync(child, moment, cancellationToken);
            await Task.Delay(random.Next(moment == From ? 2000 : 60), cancellationToken);
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(cancellationToken);
        }

        using var last = Start(host);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await last.WaitForExitAsync(limit.Token);
        Assert.True(last.ExitCode == 0, $"The last run ended with exit code {last.ExitCode}:\n{_output}");
    }

    public async Task<CanonicalDump> DumpAsync(CancellationToken cancellationToken)
    {
        await using var db = _database.Open();
        return await CanonicalDump.ReadAsync(db, cancellationToken);
    }

    /// <summary>Each accepted mail once; a kill may leave an unfinished file, which is no mail.</summary>
    public async Task CheckMailFolderAsync(CancellationToken cancellationToken)
    {
        await using var db = _database.Open();
        var accepted = await db.Mails.Where(mail => mail.Status == MailStatus.Accepted).Select(mail => mail.Id).ToListAsync(cancellationToken);
        var files = Directory.GetFiles(Path.Combine(_folder, "mail"), "*.eml", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.Equal(accepted.Select(id => $"{id:N}.eml").Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    private Process Start(string host)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
            [
                host, "--demo", "--no-serve", "--report", ReportFile, "--data", _folder,
                $"--Rectify:Database:Provider={_database.Provider}", $"--Rectify:Database:ConnectionString={_database.ConnectionString}",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        var child = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        child.OutputDataReceived += Keep;
        child.ErrorDataReceived += Keep;
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        return child;

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (_output)
            {
                _output.AppendLine(line.Data);
            }
        }
    }

    // The position is what the replay itself stores before it begins an instant.
    private async Task WaitUntilAsync(Process child, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (await PositionAsync(cancellationToken) is not { } at || at < moment)
        {
            Assert.False(child.HasExited, $"The host ended before {moment:O}:\n{_output}");
            Assert.True(waited.Elapsed < Patience, $"The host did not reach {moment:O} in {Patience}:\n{_output}");
            await Task.Delay(10, cancellationToken);
        }
    }

    private async Task<DateTimeOffset?> PositionAsync(CancellationToken cancellationToken)
    {
        await using var db = _database.Open();
        var value = await db.KeyValues.Where(row => row.Id == "demo:position").Select(row => row.Value).SingleOrDefaultAsync(cancellationToken);
        return value is null ? null : JsonDocument.Parse(value).RootElement.GetProperty("At").GetDateTimeOffset();
    }

    private static string HostAssembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Rectify.Workflow.sln")))
        {
            root = root.Parent;
        }

        var configuration = output.Parent?.Parent?.Name ?? "Debug";
        var path = Path.Combine(root?.FullName ?? "", "src", "Web", "bin", configuration, "net10.0", "Rectify.Workflow.Web.dll");
        Assert.True(File.Exists(path), $"{path} is missing. Build the solution (or src/Web) first: this test kills the real host.");
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
