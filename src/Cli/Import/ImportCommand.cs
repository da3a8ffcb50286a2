using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Cli.Import;

/// <summary><c>import FILE [--confirm]</c>: looks at a round file (导入轮次) and, when confirmed, creates what it holds.</summary>
public static class ImportCommand
{
    private const int Problems = 1;
    private const int NoFile = 2;

    /// <summary>The command with its argument and options.</summary>
    public static Command Build()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "轮次文件,格式见ops/samples/README.md。Round file (JSON)." };
        var confirm = new Option<bool>("--confirm") { Description = "确认导入;不加则只预览。Create everything; without it only look." };
        var data = new Option<string?>("--data") { Description = "内置数据库所在文件夹(默认data)。Folder of the embedded database." };
        var command = new Command("import", "导入轮次文件。Import a round file.") { file, confirm, data };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(file), result.GetValue(confirm), result.GetValue(data),
            (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file, bool confirm, string? data, (TextWriter Output, TextWriter Error) say, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = file.Length <= RoundFileReader.LargestFile
                ? await File.ReadAllBytesAsync(file.FullName, cancellationToken)
                : new byte[RoundFileReader.LargestFile + 1];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await say.Error.WriteLineAsync($"读不到文件。The file cannot be read: {error.Message}");
            return NoFile;
        }

        try
        {
            await using var services = Services(data);
            var outcome = await ImportAsync(services, bytes, confirm, cancellationToken);
            await ImportPrinter.PrintAsync(outcome, say.Output, say.Error);
            return outcome is ImportOutcome.Refused ? Problems : 0;
        }
        catch (Exception error) when (error.GetBaseException() is DbException or IOException or UnauthorizedAccessException or SocketException)
        {
            await say.Error.WriteLineAsync($"打不开数据库。The database cannot be opened: {error.GetBaseException().Message}");
            return Problems;
        }
    }

    private static async Task<ImportOutcome> ImportAsync(
        ServiceProvider services, byte[] bytes, bool confirm, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RectifyDb>().Database.MigrateAsync(cancellationToken);
        var import = scope.ServiceProvider.GetRequiredService<ImportRound>();
        return confirm
            ? await import.ConfirmAsync(bytes, by: null, cancellationToken)
            : await import.PreviewAsync(bytes, cancellationToken);
    }

    // The same settings as the host's: appsettings are not needed, environment variables such as Rectify__Database__Provider are.
    private static ServiceProvider Services(string? data)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        configuration["Rectify:Database:DataFolder"] = Path.GetFullPath(data ?? configuration["Rectify:Database:DataFolder"] ?? "data");
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddData(configuration);
        // Identity's password tokens need keys; an import gives out no password, so none is kept.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddPeople();
        services.AddImport(configuration);
        return services.BuildServiceProvider();
    }
}
