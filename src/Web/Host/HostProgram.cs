using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Host;

/// <summary>The whole run of the program: read the command line, prepare, serve.</summary>
public static class HostProgram
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs until stopped; the exit code is 0, 1 for a failure, 2 for wrong usage.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var (arguments, error) = HostArguments.Parse(args);
        if (error is not null)
        {
            await Console.Error.WriteLineAsync($"{error}\n\n{HostArguments.Usage}");
            return WrongUsage;
        }

        if (arguments.Help)
        {
            await Console.Out.WriteLineAsync(HostArguments.Usage);
            return 0;
        }

        var database = "?";
        try
        {
            await using var app = RectifyHost.Build(arguments);
            var options = app.Services.GetRequiredService<DatabaseOptions>();
            database = options.Provider is DatabaseProvider.Sqlite ? $"SQLite in {options.DataFolder}" : options.Provider.ToString();
            return await RunAsync(app, arguments, CancellationToken.None);
        }
        catch (Exception failure) when (HostFailure.Explain(failure, database) is { } explained)
        {
            await Console.Error.WriteLineAsync(explained);
            return Failed;
        }
    }

    private static async Task<int> RunAsync(WebApplication app, HostArguments arguments, CancellationToken cancellationToken)
    {
        string? password = null;
        if (!arguments.Demo)
        {
            password = await FirstStart.PrepareAsync(app.Services, cancellationToken);
        }
        else if (await ReplayAsync(app, arguments, cancellationToken) is var code && !arguments.Serve)
        {
            return code;
        }

        if (!ListenAddress.IsConfigured(app.Configuration))
        {
            app.Urls.Add($"http://localhost:{ListenAddress.FreePort()}");
        }

        await app.StartAsync(cancellationToken);
        await AnnounceAsync(app, password);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static async Task<int> ReplayAsync(WebApplication app, HostArguments arguments, CancellationToken cancellationToken)
    {
        var end = await RunDemo.RunAsync(
            app.Services,
            new DemoOptions
            {
                ReportFile = arguments.Report is { } report ? Path.GetFullPath(report) : null,
                OpenAccounts = arguments.Serve,
            },
            cancellationToken);
        return end.Problems.Count == 0 ? 0 : Failed;
    }

    private static async Task AnnounceAsync(WebApplication app, string? password)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var output = Console.Out;
        await output.WriteLineAsync();
        foreach (var address in addresses)
        {
            await output.WriteLineAsync($"  Listening on {address}");
        }

        if (password is not null)
        {
            await output.WriteLineAsync($"""

                  First start: sign in as the administrator and choose a password of your own.
                    user name          {SeedAdministrator.UserName}
                    one-time password  {password}
                  This is the only time it is shown.
                """);
        }

        await output.WriteLineAsync();
    }
}
