using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// Ten thousand timers overdue after downtime among a hundred thousand that wait: how long until the last has fired, how much memory that
/// takes, what those that wait cost a look at what is due, and how long a host takes to start beside them.
/// </summary>
public sealed class Backlog(string name, params string[] settings)
{
    private const int Overdue = 10_000;
    private const int Asleep = 100_000;

    public async Task RunAsync(Report report, int rounds)
    {
        ArgumentNullException.ThrowIfNull(report);
        var (fired, processor, memory) = (new Samples(), new Samples(), new Samples());
        var (idleBefore, idleAfter, startBefore, startAfter) = (new Samples(), new Samples(), new Samples(), new Samples());
        await StartTimeAsync();
        await RepeatAsync(5, async () => startBefore.Add(await StartTimeAsync()));
        await using (var host = await OpenAsync())
        {
            await RepeatAsync(20, async () => idleBefore.Add(await SweepAsync(host)));
            Console.Error.WriteLine($"{name}: making {Asleep:N0} timers");
            await Waiting.StartAsync(host.Services, Drawn.Sleeps("bench-asleep", 400), Asleep);
            await RepeatAsync(20, async () => idleAfter.Add(await SweepAsync(host)));
            for (var round = 0; round < Math.Min(rounds, 3); round++)
            {
                await MakeOverdueAsync(host, round);
                var (held, before) = (ForgetPeak(), Environment.CpuUsage.TotalTime);
                fired.Add(await SweepAsync(host) / 1000);
                processor.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
                memory.Add(Megabytes("VmHWM") - held);
                await CheckAsync(host, round);
            }
        }

        await RepeatAsync(5, async () => startAfter.Add(await StartTimeAsync()));
        report.AtMost($"{name}: {Overdue:N0} overdue timers, {Asleep:N0} waiting", fired, 10, "s");
        report.Figure("- of it processor time of this process", processor, "s", 2);
        report.Figure("- memory it took at most, beyond what the process held before", memory, "MB");
        report.Figure($"{name}: a look when nothing is due, no timers", idleBefore, "ms", 2);
        report.Figure($"{name}: a look when nothing is due, {Asleep:N0} waiting", idleAfter, "ms", 2);
        report.Figure($"{name}: start of a host until it answers, no timers", startBefore, "ms");
        report.Figure($"{name}: start of a host until it answers, {Asleep:N0} waiting", startAfter, "ms");
    }

    private Task<DesignerHost> OpenAsync() => DesignerHost.StartAsync([.. settings, "--Rectify:Role=Web"]);

    private async Task<double> StartTimeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var host = await OpenAsync();
        await host.GetAsync("/health/live");
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> SweepAsync(DesignerHost host)
    {
        var started = Stopwatch.GetTimestamp();
        await host.Services.GetRequiredService<WakeTimers>().RunAsync(CancellationToken.None);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    // They fell due while nothing ran: the clock of the host is the real one, so the rows are put back instead.
    private static async Task MakeOverdueAsync(DesignerHost host, int round)
    {
        var ids = await Waiting.StartAsync(host.Services, Drawn.Sleeps($"bench-due-{round}", 1), Overdue);
        await using var scope = host.Services.CreateAsyncScope();
        var past = host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(-3);
        var definition = $"bench-due-{round}";
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var changed = await db.Timers.Where(timer => db.Instances.Any(row => row.Id == timer.InstanceId && row.DefinitionId == definition))
            .ExecuteUpdateAsync(row => row.SetProperty(timer => timer.DueAt, past));
        if (changed != ids.Count)
        {
            throw new InvalidOperationException($"{changed} timers of {ids.Count} are due.");
        }
    }

    private static async Task CheckAsync(DesignerHost host, int round)
    {
        var definition = $"bench-due-{round}";
        await using var scope = host.Services.CreateAsyncScope();
        var ended = await scope.ServiceProvider.GetRequiredService<RectifyDb>().Instances.CountAsync(row => row.DefinitionId == definition && row.Version == 2 && row.FinishedAt != null);
        if (ended != Overdue)
        {
            throw new InvalidOperationException($"{ended} of {Overdue} fired once.");
        }
    }

    private static async Task RepeatAsync(int times, Func<Task> work)
    {
        for (var done = 0; done < times; done++)
        {
            await work();
        }
    }

    /// <summary>Resets the kernel's note of the largest resident size; answers what is resident now.</summary>
    private static double ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Megabytes("VmRSS");
    }

    private static double Megabytes(string what) => double.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(what, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
