using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Rehearsal;
using Rectify.Workflow.Cli.Forecast;

namespace Rectify.Workflow.Cli.Rehearsal;

/// <summary><c>rehearse --from DAY --to DAY</c>: a past period once more in a sandbox (预演), compared with what was really sent.</summary>
public static class RehearseCommand
{
    private const int Problems = 1;
    private const int WrongDays = 2;

    /// <summary>The command with its options.</summary>
    public static Command Build()
    {
        var from = new Option<string>("--from") { Description = "第一天，如2023-12-01。The first day.", Required = true };
        var to = new Option<string>("--to") { Description = "最后一天。The last day.", Required = true };
        var keep = new Option<string?>("--keep") { Description = "保留沙箱的文件夹（须不存在）。Keep the sandbox in this new folder." };
        var data = new Option<string?>("--data") { Description = "内置数据库所在文件夹(默认data)。Folder of the embedded database." };
        var command = new Command("rehearse", "在沙箱里预演过去一段时间，列出邮件和文书，并与真实台账比较；不发出任何东西。Replay a past period in a sandbox; nothing is sent.")
        {
            from, to, keep, data,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(from), result.GetRequiredValue(to), result.GetValue(keep), result.GetValue(data),
            (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string from, string to, string? keep, string? data, (TextWriter Output, TextWriter Error) say, CancellationToken cancellationToken)
    {
        if (!Day(from, out var first) || !Day(to, out var last) || last < first || (keep is not null && Directory.Exists(keep)))
        {
            await say.Error.WriteLineAsync("日期应如2023-12-01，且结束不早于开始；--keep须是新文件夹。Days are written 2023-12-01, the last not before the first; --keep names a new folder.");
            return WrongDays;
        }

        var folder = keep is null ? Directory.CreateTempSubdirectory("rectify-rehearsal-") : new DirectoryInfo(keep);
        try
        {
            await using var services = CliServices.Of(data);
            await using var scope = services.CreateAsyncScope();
            var report = await scope.ServiceProvider.GetRequiredService<Rehearse>()
                .RunAsync(first, last, Path.Combine(folder.FullName, "sandbox"), progress: null, cancellationToken);
            await PrintAsync(report, say.Output);
            return 0;
        }
        catch (Exception error) when (error.GetBaseException() is DbException or IOException or UnauthorizedAccessException or SocketException)
        {
            await say.Error.WriteLineAsync($"预演不能进行。The rehearsal cannot go on: {error.GetBaseException().Message}");
            return Problems;
        }
        finally
        {
            if (keep is null)
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                folder.Delete(recursive: true);
            }
        }
    }

    private static bool Day(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static async Task PrintAsync(RehearsalReport report, TextWriter output)
    {
        foreach (var mail in report.Mails)
        {
            await output.WriteLineAsync(Line(mail));
        }

        await output.WriteLineAsync(
            $"预演{report.Mails.Count}封，写出{report.Letters}封，文书{report.Mails.SelectMany(mail => mail.Papers).Distinct().Count()}件。 {report.Mails.Count} mails rehearsed.");
        await output.WriteLineAsync($"真实台账缺{report.Missing.Count}封，多{report.Extra.Count}封。 {report.Missing.Count} were not sent then, {report.Extra.Count} were sent besides.");
        foreach (var (sign, differences) in new[] { ('-', report.Missing), ('+', report.Extra) })
        {
            foreach (var one in differences)
            {
                await output.WriteLineAsync($"{sign} {Line(one.Mail)}：{one.Chinese} ({one.English})");
            }
        }
    }

    private static string Line(RehearsedMail mail) =>
        $"{mail.Occasion} {mail.Name} {mail.Kind} {string.Join(' ', mail.Items)} {string.Join(' ', mail.Papers)}".TrimEnd();
}
