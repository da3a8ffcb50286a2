using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>What one step promises, stated once and run on every database.</summary>
public abstract class StepConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly Due = new(2023, 9, 14);

    [Fact]
    public async Task An_item_runs_from_assignment_to_closure()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);

        Assert.Equal(ItemStatus.Assigning, (await world.ItemAsync(item)).Status);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Leader, "Assigned"));
        await world.ProveAsync(item);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Official, "Submitted"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Verifier, "Passed"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Supervisor, "Approved"));

        var closed = await world.ItemAsync(item);
        Assert.Equal((ItemStatus.Closed, new DateOnly(2023, 3, 14)), (closed.Status, closed.ClosedOn));
        Assert.Equal(InstanceStatus.Finished, await world.ReadAsync(db =>
            db.Instances.Where(row => row.ItemId == item).Select(row => row.Status).SingleAsync(Cancel)));
        Assert.Equal(4, await world.ReadAsync(db =>
            db.Journal.CountAsync(entry => entry.ItemId == item && entry.Kind == "task.decided", Cancel)));
        Assert.False(await world.ReadAsync(db => db.Watches.AnyAsync(watch => watch.ItemId == item, Cancel)));
    }

    [Fact]
    public async Task Of_two_deciders_exactly_one_wins_and_the_other_is_told_who()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AwaitingClosureAsync(world);
        var task = (await world.OpenTaskAsync(item)).Id;

        var outcomes = await Task.WhenAll(
            Task.Run(() => world.DecideAsync(task, world.Supervisor, "Approved"), Cancel),
            Task.Run(() => world.DecideAsync(task, world.OtherSupervisor, "Refused", "证据不足,请补充付款凭证"), Cancel));

        Assert.Single(outcomes.OfType<DecideTask.Outcome.Done>());
        var told = Assert.Single(outcomes.OfType<DecideTask.Outcome.AlreadyDecided>());
        Assert.NotNull(told.By);
        Assert.NotNull(told.At);
        Assert.Equal(1, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.TaskId == task, Cancel)));
    }

    [Fact]
    public async Task A_stale_click_changes_nothing()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        var task = (await world.OpenTaskAsync(item)).Id;
        await world.DecideAsync(task, world.Leader, "Assigned");
        var before = await world.ItemAsync(item);

        var told = Assert.IsType<DecideTask.Outcome.AlreadyDecided>(await world.DecideAsync(task, world.Leader, "Assigned"));

        Assert.Equal("Assigned", told.Decision);
        Assert.Equal(before.Version, (await world.ItemAsync(item)).Version);
    }

    [Fact]
    public async Task An_unknown_task_and_another_towns_task_look_the_same()
    {
        await using var world = await World.BuildAsync(Database);
        await using var elsewhere = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);

        Assert.IsType<DecideTask.Outcome.NoSuchTask>(await world.DecideAsync(Guid.NewGuid(), world.Leader, "Assigned"));
        var task = (await world.OpenTaskAsync(item)).Id;
        Assert.IsType<DecideTask.Outcome.NoSuchTask>(await elsewhere.DecideAsync(task, elsewhere.Leader, "Assigned"));
        Assert.IsType<DecideTask.Outcome.NotYours>(await world.DecideAsync(task, world.Official, "Assigned"));
    }

    [Fact]
    public async Task Nobody_approves_what_they_verified()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        await world.DecideAsync(item, world.Leader, "Assigned");
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");
        await world.DecideAsync(item, world.OtherSupervisor, "Passed");

        Assert.IsType<DecideTask.Outcome.MustDiffer>(await world.DecideAsync(item, world.OtherSupervisor, "Approved"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Supervisor, "Approved"));
    }

    [Fact]
    public async Task A_submission_without_evidence_names_the_measures()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.RegisterAsync(Due, measures: 3);
        await world.RunAsync<StartItems>(start => start.RunAsync(new(world.Round, null), null, Cancel));
        await world.DecideAsync(item, world.Leader, "Assigned");

        var refused = Assert.IsType<DecideTask.Outcome.EvidenceMissing>(await world.DecideAsync(item, world.Official, "Submitted"));

        Assert.Equal([1, 2, 3], refused.Measures);
        Assert.Equal(ItemStatus.Implementing, (await world.ItemAsync(item)).Status);
    }

    [Fact]
    public async Task A_return_needs_an_opinion_and_brings_the_task_back()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        await world.DecideAsync(item, world.Leader, "Assigned");
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");

        Assert.IsType<DecideTask.Outcome.OpinionTooShort>(await world.DecideAsync(item, world.Verifier, "Returned", "不行"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Verifier, "Returned", "缺少第二项措施的付款凭证"));

        var returned = await world.ItemAsync(item);
        Assert.Equal((ItemStatus.Implementing, 1), (returned.Status, returned.ReturnedCount));
        Assert.Equal("ImplementItem", (await world.OpenTaskAsync(item)).Kind);
        Assert.Single(await MailsToAsync(world, world.Official, MailKind.Decision));
    }

    [Fact]
    public async Task A_granted_extension_keeps_both_dates_and_starts_the_plans_afresh()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        await world.DecideAsync(item, world.Leader, "Assigned");
        var before = await world.ReadAsync(db => db.Watches.AsNoTracking().SingleAsync(watch => watch.ItemId == item, Cancel));

        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Official, "ExtensionRequested",
            data: new() { ["reason"] = "企业经营困难,分期清偿", ["newDueOn"] = "2023-12-31" }));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Leader, "Endorsed"));
        Assert.Equal(Due, (await world.ItemAsync(item)).DueOn);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Supervisor, "Granted"));

        var extended = await world.ItemAsync(item);
        var after = await world.ReadAsync(db => db.Watches.AsNoTracking().SingleAsync(watch => watch.ItemId == item, Cancel));
        Assert.Equal((Due, new DateOnly(2023, 12, 31)), (extended.OriginalDueOn, extended.DueOn));
        Assert.Equal(ItemStatus.Implementing, extended.Status);
        Assert.Equal(new DateTimeOffset(2023, 8, 31, 0, 30, 0, TimeSpan.Zero), before.NextReminderAt);
        Assert.Equal(new DateTimeOffset(2023, 12, 18, 0, 30, 0, TimeSpan.Zero), after.NextReminderAt);
        Assert.Equal(new DateTimeOffset(2024, 1, 2, 0, 30, 0, TimeSpan.Zero), after.NextRungAt);
    }

    [Fact]
    public async Task An_extension_to_an_earlier_date_is_refused_and_nothing_moves()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);
        await world.DecideAsync(item, world.Leader, "Assigned");

        var refused = Assert.IsType<DecideTask.Outcome.RuleBroken>(await world.DecideAsync(item, world.Official, "ExtensionRequested",
            data: new() { ["reason"] = "需要更多时间", ["newDueOn"] = "2023-08-01" }));

        Assert.Equal(ItemRule.NewDueDateNotLater, refused.Rule);
        Assert.Equal("ImplementItem", (await world.OpenTaskAsync(item)).Kind);
    }

    [Fact]
    public async Task A_long_term_item_is_reviewed_until_two_clean_reviews_end_it()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AwaitingClosureAsync(world, TimeLimitKind.LongTerm);
        await world.DecideAsync(item, world.Supervisor, "Approved");
        Assert.Equal((ItemStatus.LongTerm, new DateOnly(2023, 6, 14)),
            await world.ReadAsync(db => db.Items.Where(row => row.Id == item)
                .Select(row => new ValueTuple<ItemStatus, DateOnly?>(row.Status, row.NextReviewOn)).SingleAsync(Cancel)));

        for (var review = 1; review <= 2; review++)
        {
            Assert.False(await world.ReadAsync(db => db.Tasks.AnyAsync(task => task.ItemId == item && task.Status == WorkTaskStatus.Open, Cancel)));
            world.Clock.Advance(TimeSpan.FromDays(95));
            await world.Services.GetRequiredService<WakeTimers>().OpenReviewsAsync(Cancel);
            Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Verifier, "Clean"));
        }

        Assert.Equal(ItemStatus.Closed, (await world.ItemAsync(item)).Status);
        Assert.Empty(await world.ReadAsync(db => db.Timers.Where(timer => db.Instances.Any(row => row.Id == timer.InstanceId && row.ItemId == item)).ToListAsync(Cancel)));
    }

    [Fact]
    public async Task A_failed_review_reopens_the_item_with_a_new_date()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AwaitingClosureAsync(world, TimeLimitKind.LongTerm);
        await world.DecideAsync(item, world.Supervisor, "Approved");
        world.Clock.Advance(TimeSpan.FromDays(95));
        await world.Services.GetRequiredService<WakeTimers>().OpenReviewsAsync(Cancel);

        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Verifier, "Failed", "回头看发现问题反弹,须重新整改"));

        var reopened = await world.ItemAsync(item);
        Assert.Equal((ItemStatus.Implementing, 1), (reopened.Status, reopened.ReopenedCount));
        Assert.True(reopened.DueOn > new DateOnly(2023, 6, 17));
        Assert.Equal("ImplementItem", (await world.OpenTaskAsync(item)).Kind);
    }

    [Fact]
    public async Task A_withdrawn_item_leaves_nothing_behind_that_could_come_back()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AwaitingClosureAsync(world, TimeLimitKind.LongTerm);
        await world.DecideAsync(item, world.Supervisor, "Approved");
        var by = await world.Services.GetRequiredService<People.PeopleDirectory>().ViewerAsync(world.Supervisor, Cancel);
        Assert.NotNull(by);

        await world.RunAsync<WithdrawItem>(async withdraw => Assert.IsType<WithdrawItem.Outcome.Done>(
            await withdraw.RunAsync(item, by, "与另一任务重复", Cancel)));

        world.Clock.Advance(TimeSpan.FromDays(400));
        await world.Services.GetRequiredService<WakeTimers>().OpenReviewsAsync(Cancel);
        Assert.Equal(ItemStatus.Withdrawn, (await world.ItemAsync(item)).Status);
        Assert.False(await world.ReadAsync(db => db.Tasks.AnyAsync(task => task.ItemId == item && task.Status == WorkTaskStatus.Open, Cancel)));
        Assert.Equal(InstanceSubStatus.Cancelled, await world.ReadAsync(db =>
            db.Instances.Where(row => row.ItemId == item).Select(row => row.SubStatus).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task Starting_twice_starts_each_item_once()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await world.StartAsync(Due);

        await world.RunAsync<StartItems>(async start => Assert.Equal(
            new StartItems.Outcome.Done(0), await start.RunAsync(new(world.Round, null), null, Cancel)));

        Assert.Equal(1, await world.ReadAsync(db => db.Instances.CountAsync(row => row.ItemId == item, Cancel)));
        Assert.Single(await MailsToAsync(world, world.Leader, MailKind.TasksOpened));
    }

    [Fact]
    public async Task An_instance_keeps_the_version_it_started_with()
    {
        await using var world = await World.BuildAsync(Database);
        var old = await world.StartAsync(Due);
        var (version, json) = await world.ReadAsync(db => db.Definitions.Where(row => row.DefinitionId == "rectification" && row.IsPublished)
            .Select(row => new ValueTuple<int, string>(row.Version, row.Json)).SingleAsync(Cancel));
        var node = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        node["version"] = version + 1;
        await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(
            await publish.RunAsync(node.ToJsonString(), Cancel)));

        var young = await world.StartAsync(Due);
        await world.DecideAsync(old, world.Leader, "Assigned");
        await world.DecideAsync(young, world.Leader, "Assigned");

        Assert.Equal(version, await VersionOfAsync(world, old));
        Assert.Equal(version + 1, await VersionOfAsync(world, young));
    }

    [Fact]
    public async Task An_event_wakes_whoever_waits_for_it_once()
    {
        await using var world = await World.BuildAsync(Database);
        var waiting = await BeginAsync(world, Definition("waiting", """{"type":"Elsa.Event","version":1,"id":"e","eventName":{"typeName":"String","expression":{"type":"Literal","value":"notice-arrived"}}}"""));
        var other = await BeginAsync(world, Definition("other", """{"type":"Elsa.Event","version":1,"id":"e","eventName":{"typeName":"String","expression":{"type":"Literal","value":"something-else"}}}"""));
        await BeginAsync(world, Definition("telling", """{"type":"Elsa.PublishEvent","version":1,"id":"p","eventName":{"typeName":"String","expression":{"type":"Literal","value":"notice-arrived"}}}"""));

        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        await wake.RunAsync(Cancel);

        Assert.Equal(InstanceStatus.Finished, await StatusAsync(world, waiting));
        Assert.Equal(InstanceStatus.Running, await StatusAsync(world, other));
        Assert.Equal(1, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.InstanceId == waiting, Cancel)));
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come_and_not_before()
    {
        await using var world = await World.BuildAsync(Database);
        var sleeping = await BeginAsync(world, Definition("sleeping", """{"type":"Elsa.Delay","version":1,"id":"d","timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"400.00:00:00"}}}"""));
        var wake = world.Services.GetRequiredService<WakeTimers>();

        world.Clock.Advance(TimeSpan.FromDays(399));
        await wake.RunAsync(Cancel);
        Assert.Equal(InstanceStatus.Running, await StatusAsync(world, sleeping));

        world.Clock.Advance(TimeSpan.FromDays(2));
        await Task.WhenAll(wake.RunAsync(Cancel), wake.RunAsync(Cancel));
        Assert.Equal(InstanceStatus.Finished, await StatusAsync(world, sleeping));
        Assert.False(await world.ReadAsync(db => db.Timers.AnyAsync(timer => timer.InstanceId == sleeping, Cancel)));
    }

    [Fact]
    public async Task A_faulted_instance_is_listed_with_its_cause_and_goes_on_when_an_administrator_retries()
    {
        await using var world = await World.BuildAsync(Database);
        var moment = world.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        var script = $"if (Date.now() < {moment}) throw new Error('too early'); return 'in time';";
        var stopped = await BeginAsync(world, Definition("faulty", """{"type":"Elsa.WriteLine","version":1,"id":"w","text":{"typeName":"String","expression":{"type":"JavaScript","value":"SCRIPT"}}}""".Replace("SCRIPT", script, StringComparison.Ordinal)));
        var administrator = await world.Services.GetRequiredService<People.PeopleDirectory>().ViewerAsync(world.Administrator, Cancel);
        var official = await world.Services.GetRequiredService<People.PeopleDirectory>().ViewerAsync(world.Official, Cancel);
        Assert.NotNull(administrator);
        Assert.NotNull(official);

        await world.RunAsync<IncidentQueries>(async incidents => Assert.Contains("too early",
            Assert.Single(await incidents.ListAsync(0, 100, Cancel), row => row.Id == stopped).Incidents[0].Message, StringComparison.Ordinal));
        await world.RunAsync<SteerInstance>(async steer => Assert.IsType<SteerInstance.Outcome.NotAllowed>(
            await steer.RetryAsync(stopped, official, Cancel)));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.RunAsync<SteerInstance>(async steer => Assert.IsType<SteerInstance.Outcome.Done>(
            await steer.RetryAsync(stopped, administrator, Cancel)));

        Assert.Equal(InstanceSubStatus.Finished, await world.ReadAsync(db =>
            db.Instances.Where(row => row.Id == stopped).Select(row => row.SubStatus).SingleAsync(Cancel)));
        await world.RunAsync<IncidentQueries>(async incidents => Assert.DoesNotContain(
            await incidents.ListAsync(0, 100, Cancel), row => row.Id == stopped));
    }

    private static string Definition(string id, string root) =>
        $$"""{"id":"{{id}}1","definitionId":"{{id}}-{{Guid.NewGuid():N}}","name":"{{id}}","version":1,"root":{{root}}}""";

    /// <summary>Publishes the definition and starts an instance of it that is about no item.</summary>
    private static async Task<Guid> BeginAsync(World world, string json)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var published = Assert.IsType<PublishDefinition.Outcome.Done>(
            await scope.ServiceProvider.GetRequiredService<PublishDefinition>().RunAsync(json, Cancel));
        var db = scope.ServiceProvider.GetRequiredService<Data.RectifyDb>();
        var (id, at) = (Guid.NewGuid(), world.Clock.GetUtcNow());
        var instance = new StoredInstance
        {
            Id = id,
            DefinitionId = published.DefinitionId,
            DefinitionVersion = published.Version,
            State = InstanceStateJson.Serialize(InstanceState.New(id.ToString("N"), published.DefinitionId, published.Version)),
            Status = InstanceStatus.Running,
            SubStatus = InstanceSubStatus.Pending,
            CreatedAt = at,
            UpdatedAt = at,
        };
        db.Instances.Add(instance);
        await scope.ServiceProvider.GetRequiredService<InstanceStep>().AdvanceAsync(
            new(instance, null, null, null), Acting.System("test", world.Clock), _ => new Stimulus.Start(at), Cancel);
        await db.SaveChangesAsync(Cancel);
        return id;
    }

    private static Task<InstanceStatus> StatusAsync(World world, Guid instance) => world.ReadAsync(db =>
        db.Instances.Where(row => row.Id == instance).Select(row => row.Status).SingleAsync(Cancel));

    private static Task<int> VersionOfAsync(World world, ItemId item) => world.ReadAsync(db =>
        db.Instances.Where(row => row.ItemId == item).Select(row => row.DefinitionVersion).SingleAsync(Cancel));

    private static Task<List<LedgerMail>> MailsToAsync(World world, Guid person, MailKind kind) => world.ReadAsync(db =>
        db.Mails.AsNoTracking().Where(mail => mail.RecipientId == person && mail.Kind == kind).ToListAsync(Cancel));

    private static async Task<ItemId> AwaitingClosureAsync(World world, TimeLimitKind limit = TimeLimitKind.Concentrated)
    {
        var item = await world.StartAsync(Due, limit);
        await world.DecideAsync(item, world.Leader, "Assigned");
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");
        await world.DecideAsync(item, world.Verifier, "Passed");
        return item;
    }
}

public sealed class StepOnSqlite(SqliteDatabase database) : StepConformance<SqliteDatabase>(database);

public sealed class StepOnPostgres(PostgresDatabase database) : StepConformance<PostgresDatabase>(database);
