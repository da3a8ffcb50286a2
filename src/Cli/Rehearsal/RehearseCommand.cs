using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Rehearsal;
using Rectify.Workflow.Cli.Forecast;

namespace Rectify.Workflow.Cli.Rehearsal;

/// <summary><c>rehearse --from DAY --to DAY</c>: a past period once more in a sandbox (预演), compared with what was really sent.</summary>
public static class RehearseCommand
{
    private const int Problems = 1;
    private const int WrongUse = 2;
    private const string Prefix = "rectify-rehearsal-";

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
        if (Wrong(from, to, keep) is { } wrong)
        {
            await say.Error.WriteLineAsync(wrong);
            return WrongUse;
        }

        var (first, last) = (Day(from).GetValueOrDefault(), Day(to).GetValueOrDefault());
        var folder = keep is null ? Directory.CreateTempSubdirectory(Prefix) : new DirectoryInfo(keep);
        try
        {
            await using var services = CliServices.Of(data);
            await using var scope = services.CreateAsyncScope();
            var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
            ThrowAwayOld(now);
            var today = scope.ServiceProvider.GetRequiredService<TownZone>().Usual.ToTownTime().DayOf(now);
            if (last >= today)
            {
                await say.Error.WriteLineAsync($"--to {to}：只能预演过去，最晚到{today.AddDays(-1):yyyy-MM-dd}；今后的请用forecast。Only the past can be rehearsed, up to {today.AddDays(-1):yyyy-MM-dd}; forecast tells what is to come.");
                return WrongUse;
            }

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

    private static string? Wrong(string from, string to, string? keep) =>
        Day(from) is not { } first ? $"--from {from}：日期应如2023-12-01。A day is written 2023-12-01."
        : Day(to) is not { } last ? $"--to {to}：日期应如2023-12-01。A day is written 2023-12-01."
        : last < first ? $"--to {to}：早于--from {from}。It is before --from."
        : keep is not null && (Directory.Exists(keep) || File.Exists(keep)) ? $"--keep {keep}：已存在，请另取名称。It exists; choose another name."
        : null;

    /// <summary>A rehearsal that was killed leaves its copy of the town's data behind: the next one throws it away, a day later.</summary>
    private static void ThrowAwayOld(DateTimeOffset now)
    {
        foreach (var old in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*").Where(old => now.UtcDateTime - old.LastWriteTimeUtc > TimeSpan.FromDays(1)))
        {
            try
            {
                old.Delete(recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or in use; it is no reason not to rehearse.
            }
        }
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

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
