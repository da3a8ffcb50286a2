using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>Runs one explicit test of this assembly in a process of its own, on the same database; it may be killed.</summary>
internal static class ChildProcess
{
    /// <summary>True when the child came to its end, false when it was killed.</summary>
    public static async Task<bool> RunAsync(Type suite, string test, string variable, TestDatabase database, params string[] words)
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

        start.Environment[variable] = string.Join('|', [database.Provider.ToString(), database.ConnectionString, .. words]);
        var cancel = TestContext.Current.CancellationToken;
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The child does not start.");
        var output = await child.StandardOutput.ReadToEndAsync(cancel) + await child.StandardError.ReadToEndAsync(cancel);
        await child.WaitForExitAsync(cancel);

        // 137 is 128 + SIGKILL; anything else but success is the child's own failure and must not pass as a kill.
        Assert.True(child.ExitCode is 0 or 137, $"The child ended with {child.ExitCode}: {output}");
        return child.ExitCode == 0;
    }

    /// <summary>In the child: provider, connection string and what else it was told; empty where nobody started it.</summary>
    public static string[] Words(string variable) => (Environment.GetEnvironmentVariable(variable) ?? "").Split('|');

    /// <summary>In the child: the settings of the database it was told.</summary>
    public static IConfiguration Configuration(string[] words) => new ConfigurationManager
    {
        ["Rectify:Database:Provider"] = words[0],
        ["Rectify:Database:ConnectionString"] = words[1],
        ["Rectify:Database:DataFolder"] = Path.GetTempPath(),
    };
}
