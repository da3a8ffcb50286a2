using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Runs;

/// <summary>What an administrator can do with an instance that stopped at a fault, and how they learn of it.</summary>
public abstract class StoppedRunsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const string Line = "Workflow1:chart:line";

    [Fact]
    public async Task After_its_variable_was_corrected_the_failed_activity_runs_and_nothing_else_is_repeated()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Needy);
        var stopped = await FindAsync(world, run);

        var outcome = await SteerAsync(world, (steer, viewer) =>
            steer.RetryAsync(run, viewer, StoppedRuns.Corrections(stopped!, [new("Amount", " 41 ")]), Cancel));

        Assert.IsType<SteerInstance.Outcome.Done>(outcome);
        Assert.Null(await FindAsync(world, run));
        var line = Assert.Single(await DetailsAsync(world, run, Line));
        Assert.Equal((ExecutionStatus.Completed, "金额42"), (line.Summary.Execution.Status, (string?)line.Inputs["Text"]));
        Assert.Contains("\"Amount\":41", await JournalAsync(world, run, "workflow.retried"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_changes_nothing()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Needy);
        var stopped = (await FindAsync(world, run))!;

        var outcome = await SteerAsync(world, (steer, viewer) =>
            steer.RetryAsync(run, viewer, StoppedRuns.Corrections(stopped, [new("Amount", "很多")]), Cancel));

        Assert.Contains("很多", Assert.IsType<SteerInstance.Outcome.BadValue>(outcome).Message, StringComparison.Ordinal);
        Assert.Equal(InstanceSubStatus.Faulted, (await FindAsync(world, run))!.Row.SubStatus);
        Assert.Null(StoppedRuns.Corrections(stopped, [new("Nobody", "1")]));
        Assert.Empty(StoppedRuns.Corrections(stopped, [new("Amount", "")])!);
    }

    [Fact]
    public async Task A_skipped_activity_counts_as_done_and_the_reason_is_kept()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Faulty);
        await world.GoOnAsync(run);
        var fault = Assert.Single((await FindAsync(world, run))!.Faults);

        Assert.IsType<SteerInstance.Outcome.ReasonMissing>(await SteerAsync(world, (steer, viewer) =>
            steer.SkipAsync(run, viewer, fault.Incident.ActivityInstanceId, null, " ", Cancel)));
        Assert.IsType<SteerInstance.Outcome.Done>(await SteerAsync(world, (steer, viewer) =>
            steer.SkipAsync(run, viewer, fault.Incident.ActivityInstanceId, null, "已线下办结", Cancel)));

        var state = await world.ReadAsync(db => db.Instances.AsNoTracking().SingleAsync(row => row.Id == run, Cancel));
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Finished, 0), (state.Status, state.SubStatus, state.IncidentCount));
        Assert.Contains("已线下办结", await JournalAsync(world, run, "workflow.skipped"), StringComparison.Ordinal);
        Assert.IsType<SteerInstance.Outcome.NothingToDo>(await SteerAsync(world, (steer, viewer) =>
            steer.SkipAsync(run, viewer, fault.Incident.ActivityInstanceId, null, "再跳一次", Cancel)));
    }

    [Fact]
    public async Task Each_administrator_gets_one_mail_an_hour_about_the_same_place()
    {
        await using var world = await World.BuildAsync(Database);
        var first = await world.StartFlowAsync(Flows.Needy, "第一个");
        await world.StartFlowAsync(Flows.Needy, "第二个");

        var mail = Assert.Single(await MailsAsync(world));
        Assert.Contains("第一个", mail.Data, StringComparison.Ordinal);
        Assert.Contains(first.ToString("N"), mail.Occasion, StringComparison.Ordinal);

        world.Clock.Advance(FaultMails.Pause + TimeSpan.FromMinutes(1));
        await world.StartFlowAsync(Flows.Needy, "第三个");
        Assert.Equal(2, (await MailsAsync(world)).Count);
    }

    [Fact]
    public async Task An_administrator_who_reads_english_gets_the_mail_in_english()
    {
        await using var world = await World.BuildAsync(Database);
        await world.ReadAsync(db => db.Users.Where(person => person.Id == world.Administrator)
            .ExecuteUpdateAsync(row => row.SetProperty(person => person.Culture, "en-US"), Cancel));

        await world.StartFlowAsync(Flows.Needy, "Grants");

        Assert.Contains("A workflow stopped: \\\"Grants\\\"", Assert.Single(await MailsAsync(world)).Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-CN", "查看异常并处理")]
    [InlineData("en-US", "See and resolve it")]
    public async Task The_mail_names_the_activity_and_leads_to_the_page_where_it_is_resolved(string culture, string button)
    {
        var transport = new RecordingTransport();
        await using var world = await World.BuildAsync(Database, services => services
            .AddScoped<IMailTransport>(_ => transport).AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>());
        await world.ReadAsync(db => db.Users.Where(person => person.Id == world.Administrator)
            .ExecuteUpdateAsync(row => row.SetProperty(person => person.Culture, culture), Cancel));
        var run = await world.StartFlowAsync(Flows.Needy, "第一个");

        await world.RunAsync<DispatchOutbox>(outbox => outbox.RunAsync(Cancel));

        var mail = Assert.Single(transport.Sent, sent => sent.Message.To.ToString().Contains($"{world.Administrator:N}", StringComparison.Ordinal)).Message;
        Assert.Contains("Line1", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(button, mail.HtmlBody, StringComparison.Ordinal);
        var token = (mail.TextBody ?? "").Split("/t/")[1].Split('\r', '\n')[0];
        var link = await world.AskAsync<MailLinks, MailLink?>(links => Task.FromResult(links.Read(token)));
        Assert.Equal((world.Administrator, MailLinkTarget.Incident, run), (link!.PersonId, link.Target, link.TargetId));
    }

    [Fact]
    public async Task Whoever_caused_the_fault_by_a_retry_is_not_told_by_mail()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await world.StartFlowAsync(Flows.Needy);
        world.Clock.Advance(FaultMails.Pause + TimeSpan.FromMinutes(1));

        Assert.IsType<SteerInstance.Outcome.Done>(await SteerAsync(world, (steer, viewer) => steer.RetryAsync(run, viewer, Cancel)));

        Assert.Single(await MailsAsync(world));
        Assert.NotNull(await FindAsync(world, run));
    }

    private static Task<List<LedgerMail>> MailsAsync(World world) => world.ReadAsync(db => db.Mails.AsNoTracking()
        .Where(mail => mail.RecipientId == world.Administrator && mail.Occasion.StartsWith("workflow:fault:")).ToListAsync(Cancel));

    private static async Task<StoppedRun?> FindAsync(World world, Guid run)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return await world.AskAsync<StoppedRuns, StoppedRun?>(stopped => stopped.FindAsync(viewer, run, Cancel));
    }

    private static async Task<SteerInstance.Outcome> SteerAsync(
        World world, Func<SteerInstance, App.People.Viewer, Task<SteerInstance.Outcome>> act)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return await world.AskAsync<SteerInstance, SteerInstance.Outcome>(steer => act(steer, viewer));
    }

    private static async Task<IReadOnlyList<ExecutionDetail>> DetailsAsync(World world, Guid run, string node)
    {
        var viewer = await world.ViewerAsync(world.Administrator);
        return await world.AskAsync<RunExecutions, IReadOnlyList<ExecutionDetail>>(executions => executions.DetailsAsync(viewer, run, node, Cancel));
    }

    private static async Task<string> JournalAsync(World world, Guid run, string kind) => JsonNode.Parse(await world.ReadAsync(db =>
        db.Journal.Where(entry => entry.InstanceId == run && entry.Kind == kind).Select(entry => entry.Data).SingleAsync(Cancel)))!.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

public sealed class StoppedRunsOnSqlite(SqliteDatabase database) : StoppedRunsConformance<SqliteDatabase>(database);

public sealed class StoppedRunsOnPostgres(PostgresDatabase database) : StoppedRunsConformance<PostgresDatabase>(database);
