using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Cli.Forecast;

/// <summary><c>forecast [--weeks N] […]</c>: who will get what on which day (邮件预告), or what a change would add and drop. Writes nothing.</summary>
public static class ForecastCommand
{
    private const int Problems = 1;
    private const int NoFile = 2;

    /// <summary>The command with its options.</summary>
    public static Command Build()
    {
        var weeks = new Option<int>("--weeks") { Description = "预告几周，1至53。How many weeks ahead.", DefaultValueFactory = _ => 8 };
        var round = new Option<string?>("--round") { Description = "轮次名称或编号。A round, by name or id." };
        var person = new Option<string?>("--to") { Description = "只列某人（用户名或姓名）。Only this person's mails." };
        var with = new Option<string[]>("--with") { Description = "calendar=文件：启用一份节假日安排。calendar=FILE: if this day table were imported." };
        var due = new Option<string[]>("--due") { Description = "序号=日期：改期。NUMBER=DATE: if an item were due then." };
        var offsets = new Option<string?>("--offsets") { Description = "提前几个工作日提醒，如10,5,3,1。Working days before the due date." };
        var ladder = new Option<string?>("--ladder") { Description = "各级逾期工作日数，如1,3,7,15。Working days of the rungs." };
        var hour = new Option<string?>("--hour") { Description = "发送时刻，如08:30。The sending hour." };
        var quiet = new Option<string[]>("--quiet") { Description = "静默日，如2024-02-01..2024-02-05。Quiet days." };
        var people = new Option<string[]>("--person") { Description = "甲=乙：交接；甲=：离岗。A=B hands over, A= leaves." };
        var data = new Option<string?>("--data") { Description = "内置数据库所在文件夹(默认data)。Folder of the embedded database." };
        var command = new Command("forecast", "邮件预告：谁将在哪天收到什么；加上设想的变更则列出增减。Who will get what when; with a change, what it adds and drops.")
        {
            weeks, round, person, with, due, offsets, ladder, hour, quiet, people, data,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            new(result.GetValue(weeks), result.GetValue(round), result.GetValue(person), result.GetValue(with) ?? [], result.GetValue(data)),
            new()
            {
                DueOn = result.GetValue(due) ?? [],
                Offsets = result.GetValue(offsets),
                Ladder = result.GetValue(ladder),
                Hour = result.GetValue(hour),
                Quiet = result.GetValue(quiet) ?? [],
                People = result.GetValue(people) ?? [],
            },
            (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Asked asked, ForecastWish wish, (TextWriter Output, TextWriter Error) say, CancellationToken cancellationToken)
    {
        if (asked.Weeks is < 1 or > ForecastRange.MostWeeks)
        {
            await say.Error.WriteLineAsync($"--weeks：应在1至{ForecastRange.MostWeeks}之间。Between 1 and {ForecastRange.MostWeeks}.");
            return NoFile;
        }

        foreach (var text in asked.With)
        {
            if (text.Split('=', 2) is not ["calendar", var file])
            {
                await say.Error.WriteLineAsync($"--with {text}：应写作 calendar=文件。Write calendar=FILE.");
                return NoFile;
            }

            try
            {
                wish = wish with { Calendar = CalendarText.Of(await File.ReadAllBytesAsync(file, cancellationToken)) };
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await say.Error.WriteLineAsync($"读不到文件。The file cannot be read: {error.Message}");
                return NoFile;
            }
        }

        try
        {
            await using var services = CliServices.Of(asked.Data);
            await using var scope = services.CreateAsyncScope();
            return await AnswerAsync(scope.ServiceProvider, asked, wish, say, cancellationToken);
        }
        catch (Exception error) when (error.GetBaseException() is DbException or IOException or UnauthorizedAccessException or SocketException)
        {
            await say.Error.WriteLineAsync($"打不开数据库。The database cannot be opened: {error.GetBaseException().Message}");
            return Problems;
        }
    }

    private static async Task<int> AnswerAsync(
        IServiceProvider services, Asked asked, ForecastWish wish, (TextWriter Output, TextWriter Error) say, CancellationToken cancellationToken)
    {
        var forecast = services.GetRequiredService<ForecastQueries>();
        RoundId? round = null;
        if (asked.Round is { } name)
        {
            var found = (await forecast.RoundsAsync(cancellationToken))
                .Where(one => one.Name == name || string.Equals(one.Id.ToString(), name.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)).ToList();
            if (found is not [var only])
            {
                await say.Error.WriteLineAsync($"没有唯一的轮次“{name}”。There is no single round '{name}'.");
                return NoFile;
            }

            round = only.Id;
        }

        var range = new ForecastRange { Weeks = asked.Weeks, Round = round };
        if (wish.IsEmpty)
        {
            await ForecastPrinter.PrintAsync(forecast, range, asked.Person, say.Output, cancellationToken);
            return 0;
        }

        var (change, problems) = await services.GetRequiredService<ForecastWishes>().ReadAsync(wish with { Round = round }, cancellationToken);
        foreach (var problem in problems)
        {
            await say.Error.WriteLineAsync($"{problem.Setting}: {problem.Chinese}。{problem.English}");
        }

        if (change is null)
        {
            return NoFile;
        }

        await ForecastPrinter.PrintAsync(await forecast.CompareAsync(range, change, cancellationToken), say.Output);
        return 0;
    }

    private sealed record Asked(int Weeks, string? Round, string? Person, string[] With, string? Data);
}
