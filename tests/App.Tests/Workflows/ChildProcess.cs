using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>Runs one explicit test of this assembly in a process of its own, on the same database; it may be killed.</summary>
internal static class ChildProcess
{
    // Which database, at which point it dies, what time it is there, and what else it is told.
    private const string Variable = "RECTIFY_CRASH_CHILD";

    /// <summary>Kills itself between the statements before and at that point; true when it came to its end before.</summary>
    public static async Task<bool> RunAsync(Type suite, string test, TestDatabase database, int point, DateTimeOffset? now = null, params string[] words)
    {
        using var child = Start(suite, test, database, point, now, words);
        var cancel = TestContext.Current.CancellationToken;
        var output = await child.StandardOutput.ReadToEndAsync(cancel) + await child.StandardError.ReadToEndAsync(cancel);
        await child.WaitForExitAsync(cancel);

        // 137 is 128 + SIGKILL; anything else but success is the child's own failure and must not pass as a kill.
        Assert.True(child.ExitCode is 0 or 137, $"The child ended with {child.ExitCode}: {output}");
        return child.ExitCode == 0;
    }

    /// <summary>Starts it for a parent that kills it itself. Words such as "Rectify:Mail:Port=25" are settings, "TZ=UTC" and "TMPDIR=…" its surroundings.</summary>
    public static Process Start(Type suite, string test, TestDatabase database, int point = int.MaxValue, DateTimeOffset? now = null, params string[] words)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? throw new InvalidOperationException("No own path."))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        foreach (var word in new[] { "-method", $"{suite.FullName}.{test}", "-explicit", "only", "-noLogo" })
        {
            start.ArgumentList.Add(word);
        }

        foreach (var pair in words.Select(word => word.Split('=', 2)).Where(pair => pair is ["TZ" or "TMPDIR", _]))
        {
            start.Environment[pair[0]] = pair[1];
        }

        start.Environment[Variable] = string.Join('|', [
            database.Provider.ToString(), database.ConnectionString, point.ToString(CultureInfo.InvariantCulture),
            now?.ToString("O", CultureInfo.InvariantCulture) ?? "", .. words]);
        return Process.Start(start) ?? throw new InvalidOperationException("The child does not start.");
    }

    /// <summary>In the child: does that with the product on the parent's database, until it is killed. Skips where no parent is.</summary>
    public static async Task ActAsync(Func<IServiceProvider, string[], Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var provider, var connection, var point, var now, .. var words])
        {
            Assert.Skip("Only the test above starts this.");
            return;
        }

        var services = new ServiceCollection().AddLogging(logging => logging.ClearProviders());
        if (now.Length > 0)
        {
            var clock = new FakeTimeProvider(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
            clock.SetLocalTimeZone(TimeZoneInfo.Local);
            services.AddSingleton<TimeProvider>(clock);
        }

        var settings = new ConfigurationManager
        {
            ["Rectify:Database:Provider"] = provider,
            ["Rectify:Database:ConnectionString"] = connection,
            ["Rectify:Database:DataFolder"] = Path.GetTempPath(),
        };
        foreach (var setting in words.Where(word => word.StartsWith("Rectify:", StringComparison.Ordinal)))
        {
            settings[setting.Split('=', 2)[0]] = setting.Split('=', 2)[1];
        }

        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddRectify(settings);
        KillAt.Install(services, int.Parse(point, CultureInfo.InvariantCulture));
        await using var product = services.BuildServiceProvider();
        await using var scope = product.CreateAsyncScope();
        await act(scope.ServiceProvider, words);
    }
}
