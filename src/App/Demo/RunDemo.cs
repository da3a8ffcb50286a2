using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Demo;

/// <summary>
/// The whole demo (演示): migrates, imports the sample, starts its items, replays the year, reports, checks. A host built
/// with <see cref="DemoSetup"/> calls it before it serves anything.
/// </summary>
public static class RunDemo
{
    private static readonly TimeOnly Opening = new(9, 0);
    private static readonly TimeOnly Closing = new(18, 0);

    /// <summary>Runs it, or goes on where a former run was killed. Afterwards the virtual clock runs on by itself.</summary>
    public static async Task<DemoEnd> RunAsync(IServiceProvider services, DemoOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        var file = RoundFileReader.Read(SampleRound.Bytes()).File
            ?? throw new DemoException("The sample round of this build cannot be read; its tests would have told.");
        var calendar = services.GetRequiredService<CalendarBook>().Calendar;
        var clock = services.GetRequiredService<VirtualClock>();
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var town = file.Round.Settings.ToTownTime();
        var start = town.InstantOf(file.Round.FeedbackOn, Opening);
        var end = town.InstantOf(options.LastDay, Closing);

        if (options.ReportFile is { } report)
        {
            DemoReport.MakeRoom(report);
        }

        var from = await PrepareAsync(scopes, start, cancellationToken);
        if (from < end)
        {
            await ReplayAsync(scopes, file, calendar, clock, (start, from, end), options, cancellationToken);
        }
        else
        {
            clock.MoveTo(await LastSeenAsync(scopes, end, cancellationToken));
            await options.Output.WriteLineAsync("\n这个文件夹里的重演早已完成,接着使用;删除文件夹可重新开始。Replayed before; delete the folder to begin again.");
        }

        // What people did after a finished replay is not a fault of the replay; who asks for a report wants to know all the same.
        var judgedBy = from < end || options.ReportFile is not null ? calendar : null;
        return await FinishAsync(scopes, file, judgedBy, clock, options, cancellationToken);
    }

    private static async Task ReplayAsync(
        IServiceScopeFactory scopes, RoundFile file, WorkingCalendar calendar, VirtualClock clock,
        (DateTimeOffset Start, DateTimeOffset From, DateTimeOffset End) span, DemoOptions options, CancellationToken cancellationToken)
    {
        clock.MoveTo(span.From);
        await using (var scope = scopes.CreateAsyncScope())
        {
            // Nobody else works on a demo's database: what a killed run held is free again.
            await scope.ServiceProvider.GetRequiredService<DispatchOutbox>().RecoverAsync(nobodyElseLives: true, cancellationToken);
        }

        if (span.From == span.Start)
        {
            await OpenRoundAsync(scopes, span.Start, cancellationToken);
        }

        var zone = file.Round.Settings.ToTownTime().Zone;
        var replay = new DemoReplay(
            scopes, clock, new JobTimes(JobSchedule.Entries, zone, span.Start), DemoScript.For(file, calendar), span.End);
        await replay.RunAsync(
            span.From, new DemoProgress(options.Progress, options.ProgressBar, span.Start, span.End, zone), cancellationToken);
    }

    // Who served a finished replay for a while finds the clock where it was then.
    private static async Task<DateTimeOffset> LastSeenAsync(
        IServiceScopeFactory scopes, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var last = await scope.ServiceProvider.GetRequiredService<RectifyDb>().JobRuns.MaxAsync(run => run.SucceededAt, cancellationToken);
        return last > end ? last.Value : end;
    }

    /// <summary>Makes the database ready and says from which instant to go on.</summary>
    private static async Task<DateTimeOffset> PrepareAsync(
        IServiceScopeFactory scopes, DateTimeOffset start, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        await db.Database.MigrateAsync(cancellationToken);
        if (await DemoPosition.LoadAsync(db, cancellationToken) is { } position)
        {
            return position.At;
        }

        if (await db.Rounds.AnyAsync(cancellationToken))
        {
            throw new DemoException(
                "This database holds rounds that are not the demo's. Give the demo a folder of its own with --data DIR.");
        }

        await new DemoPosition(start).SaveAsync(db, cancellationToken);
        return start;
    }

    // Each of the three finds what a killed run did already.
    private static async Task OpenRoundAsync(IServiceScopeFactory scopes, DateTimeOffset start, CancellationToken cancellationToken)
    {
        using var step = StepScope.Begin($"demo-{start:yyyyMMddHHmmss}-open");
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<ShippedDefinitions>().LoadAsync(cancellationToken);
        RoundId round = await services.GetRequiredService<ImportRound>().ConfirmAsync(SampleRound.Bytes(), by: null, cancellationToken) switch
        {
            ImportOutcome.Imported imported => imported.Round,
            ImportOutcome.AlreadyImported already => already.Round,
            var other => throw new DemoException($"The sample was not imported: {other}."),
        };
        var administrators = await services.GetRequiredService<PeopleDirectory>().HoldersAsync(Roles.Administrator, null, cancellationToken);
        var outcome = await services.GetRequiredService<StartItems>().RunAsync(new(round, administrators[0]), progress: null, cancellationToken);
        if (outcome is not StartItems.Outcome.Done)
        {
            throw new DemoException($"The items were not started: {outcome}.");
        }
    }

    private static async Task<DemoEnd> FinishAsync(
        IServiceScopeFactory scopes, RoundFile file, WorkingCalendar? judgedBy, VirtualClock clock, DemoOptions options,
        CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var report = await scope.ServiceProvider.GetRequiredService<DemoReportReader>().ReadAsync(options.LastDay, cancellationToken);
        var problems = judgedBy is null ? [] : DemoCheck.Compare(report, file, judgedBy);
        report = report with { Problems = problems };
        if (options.ReportFile is { } path)
        {
            await report.WriteAsync(path, cancellationToken);
        }

        var accounts = options.OpenAccounts
            ? await scope.ServiceProvider.GetRequiredService<DemoAccounts>().OpenAsync(cancellationToken)
            : [];
        var end = new DemoEnd(report, problems, accounts);
        await DemoSummary.WriteAsync(end, options.Output);
        clock.RunOn();
        return end;
    }
}
