using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Runs;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Migration;

namespace Rectify.Workflow.App.Tests.Moves;

/// <summary>Moving running instances to another version: what is shown is what is done, and nothing is done twice.</summary>
public abstract class MoveConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Items_at_every_stage_move_and_go_on_to_closure_with_the_step_that_was_added()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var stages = await versions.EveryStageAsync();
        var (mails, tasks) = (await versions.MailsAsync(), await OpenTasksAsync(world));
        var two = await versions.PublishAsync(root => Versions.Insert(root, Versions.Approve, "Approved", "report"));

        var order = await versions.MoveAsync(two);

        Assert.Equal(mails, await versions.MailsAsync());
        Assert.Equal(tasks, await OpenTasksAsync(world));
        foreach (var (stage, item) in stages)
        {
            var row = await versions.RowAsync(order, item);
            Assert.Equal((MoveState.Moved, true), (row.State, row.CanUndo));
            Assert.Equal((stage, stage), (row.Preview.From.Single().Key, row.Preview.To.Single().Key));
            Assert.Empty(row.Preview.Changes);
            Assert.Equal(two, (await versions.InstanceAsync(item)).DefinitionVersion);
        }

        await FinishAsync(world, versions, stages);
        Assert.All(await ReportsAsync(world), count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_changed_input_changes_the_open_task_and_only_a_new_assignee_is_told_once()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var item = await AtVerificationAsync(world, versions);
        var (before, mails) = (await world.OpenTaskAsync(item), await versions.MailsAsync());
        var two = await versions.PublishAsync(root =>
        {
            Versions.Set(root, Versions.Verify, "title", "复核佐证");
            Versions.Set(root, Versions.Verify, "dueInWorkingDays", 5);
        });
        var three = await versions.PublishAsync(root => Versions.Set(root, Versions.Verify, "assignee", "role:Supervisor"));

        await versions.MoveAsync(two);
        var task = await world.OpenTaskAsync(item);
        Assert.Equal((before.Id, "复核佐证", new DateOnly(2023, 3, 21)), (task.Id, task.Title, task.DueOn));
        Assert.Equal((before.PersonId, before.Role, before.UnitId, before.OpenedAt), (task.PersonId, task.Role, task.UnitId, task.OpenedAt));
        Assert.Equal(mails, await versions.MailsAsync());

        var order = await versions.MoveAsync(three);
        Assert.Equal("Supervisor", (await world.OpenTaskAsync(item)).Role);
        Assert.Equal(1, (await versions.MailsAsync()).Count - mails.Count);
        Assert.Contains(new(MoveChangeKind.Notified, "核查", null, "1"), (await versions.RowAsync(order, item)).Preview.Changes);

        // There and back again: whoever was told is not told again.
        Assert.IsType<UndoMove.Outcome.Done>(await versions.UndoAsync(order, item));
        Assert.Equal((before.Role, "复核佐证"), ((await world.OpenTaskAsync(item)).Role, (await world.OpenTaskAsync(item)).Title));
        await versions.MoveAsync(three);
        Assert.Equal(1, (await versions.MailsAsync()).Count - mails.Count);
        Assert.IsType<DecideTask.Outcome.NotYours>(await world.DecideAsync(before.Id, world.Verifier, "Passed"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(before.Id, world.Supervisor, "Passed"));
    }

    [Fact]
    public async Task What_stands_at_a_removed_step_is_refused_with_the_reason_and_what_stands_elsewhere_moves()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var stages = await versions.EveryStageAsync();
        var two = await versions.PublishAsync(root => Versions.Remove(root, Versions.Verify, Versions.Implement, "Submitted", Versions.Approve));

        var order = await versions.MoveAsync(two);

        var refused = await versions.RowAsync(order, stages[Versions.Verify]);
        Assert.Equal((MoveState.Refused, 1), (refused.State, refused.FromVersion));
        Assert.Equal([new(MigrationObstacleKind.ActivityGone, "核查")], refused.Preview.Obstacles);
        Assert.Equal(1, (await versions.InstanceAsync(stages[Versions.Verify])).DefinitionVersion);
        foreach (var item in stages.Where(stage => stage.Key != Versions.Verify).Select(stage => stage.Value))
        {
            Assert.Equal(MoveState.Moved, (await versions.RowAsync(order, item)).State);
        }

        await versions.DecideAsync(stages[Versions.Verify], world.Verifier, "Passed");
        Assert.Equal("ApproveClosure", (await world.OpenTaskAsync(stages[Versions.Verify])).Kind);
    }

    [Fact]
    public async Task An_activity_that_is_named_for_one_that_is_gone_takes_its_task_over()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var item = await AtVerificationAsync(world, versions);
        var before = await world.OpenTaskAsync(item);
        var two = await versions.PublishAsync(root =>
        {
            // The same step drawn anew.
            var text = root.ToJsonString().Replace(Versions.Verify, "verify2", StringComparison.Ordinal);
            foreach (var (name, value) in JsonNode.Parse(text)!.AsObject().ToList())
            {
                root[name] = value?.DeepClone();
            }
        });

        var order = await versions.PrepareAsync(two, choice => choice with { Mapping = new Dictionary<string, string> { [Versions.Verify] = "verify2" } });
        Assert.Equal("verify2", (await versions.RowAsync(order, item)).Preview.To.Single().Key);
        await versions.ConfirmAsync(order);
        await versions.ApplyAsync();

        Assert.Equal("verify2", (await world.OpenTaskAsync(item)).ActivityId);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(before.Id, world.Verifier, "Passed"));
        Assert.Equal("ApproveClosure", (await world.OpenTaskAsync(item)).Kind);
    }

    [Fact]
    public async Task A_decision_between_preview_and_move_wins_and_is_reported()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var item = await AtVerificationAsync(world, versions);
        var two = await versions.PublishAsync(root => Versions.Insert(root, Versions.Approve, "Approved", "report"));

        var order = await versions.PrepareAsync(two);
        await versions.DecideAsync(item, world.Verifier, "Passed");
        await versions.ConfirmAsync(order);
        await versions.ApplyAsync();

        Assert.Equal(MoveState.WentOn, (await versions.RowAsync(order, item)).State);
        Assert.Equal((1, "ApproveClosure"), ((await versions.InstanceAsync(item)).DefinitionVersion, (await world.OpenTaskAsync(item)).Kind));
        Assert.Equal(Versions.Approve, (await versions.RowAsync(await versions.MoveAsync(two), item)).Preview.To.Single().Key);
    }

    [Fact]
    public async Task Of_a_decision_and_a_move_that_save_at_the_same_time_neither_is_lost()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var items = new List<ItemId>();
        for (var round = 0; round < 4; round++)
        {
            items.Add(await AtVerificationAsync(world, versions));
        }

        var two = await versions.PublishAsync(root => Versions.Insert(root, Versions.Approve, "Approved", "report"));
        foreach (var item in items)
        {
            var number = (await world.ItemAsync(item)).Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var (order, task) = (await versions.PrepareAsync(two, choice => choice with { Search = number }), await world.OpenTaskAsync(item));
            await versions.ConfirmAsync(order);

            var deciding = world.DecideAsync(task.Id, world.Verifier, "Passed");
            await Task.WhenAll(deciding, versions.ApplyAsync(), versions.ApplyAsync());

            Assert.IsType<DecideTask.Outcome.Done>(await deciding);
            var (row, instance) = (await versions.RowAsync(order, item), await versions.InstanceAsync(item));
            Assert.Equal(row.State is MoveState.Moved ? two : 1, instance.DefinitionVersion);
            Assert.True(row.State is MoveState.Moved or MoveState.WentOn, row.State.ToString());
            Assert.Equal("ApproveClosure", (await world.OpenTaskAsync(item)).Kind);
            await versions.DecideAsync(item, world.Supervisor, "Approved");
            Assert.Equal(row.State is MoveState.Moved, await world.ReadAsync(db => db.Tasks.AnyAsync(one => one.ItemId == item && one.ActivityId == "report", Cancel)));
        }
    }

    [Fact]
    public async Task Two_who_confirm_and_two_workers_at_the_same_time_move_each_instance_once()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        for (var i = 0; i < 6; i++)
        {
            await versions.StartAsync();
        }

        var two = await versions.PublishAsync(root => Versions.Set(root, Versions.Assign, "title", "分派任务"));
        var order = await versions.PrepareAsync(two);

        Assert.Single(await Task.WhenAll(versions.ConfirmAsync(order), versions.ConfirmAsync(order)), confirmed => confirmed);
        await Task.WhenAll(versions.ApplyAsync(), versions.ApplyAsync());

        var found = await world.AskAsync<MoveQueries, MoveOrderRow?>(queries => queries.FindAsync(order, Cancel));
        Assert.Equal((MovePhase.Done, 6), (found?.Phase, found?.Counts[MoveState.Moved]));
        var ids = await world.ReadAsync(db => db.Instances.Where(row => row.DefinitionId == versions.Id).Select(row => (Guid?)row.Id).ToListAsync(Cancel));
        Assert.Equal(6, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "workflow.migrated" && ids.Contains(entry.InstanceId), Cancel)));
    }

    [Fact]
    public async Task A_move_is_undone_to_the_last_row_as_long_as_the_instance_has_not_gone_on()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var stages = await versions.EveryStageAsync();
        var before = await PictureAsync(world, versions);
        var two = await versions.PublishAsync(root =>
        {
            Versions.Set(root, Versions.Implement, "title", "抓紧落实");
            Versions.Set(root, Versions.Implement, "reminderOffsets", "[2]");
            Versions.Set(root, Versions.Verify, "assignee", "role:Supervisor");
            Versions.Set(root, Versions.Approve, "instructions", "请从严把关。");
        });
        var order = await versions.MoveAsync(two);
        Assert.NotEqual(before, await PictureAsync(world, versions));
        await versions.DecideAsync(stages[Versions.Approve], world.Supervisor, "Refused");

        Assert.IsType<UndoMove.Outcome.WentOn>(await versions.UndoAsync(order, stages[Versions.Approve]));
        Assert.False((await versions.RowAsync(order, stages[Versions.Approve])).CanUndo);
        foreach (var item in stages.Where(stage => stage.Key != Versions.Approve).Select(stage => stage.Value))
        {
            Assert.IsType<UndoMove.Outcome.Done>(await versions.UndoAsync(order, item));
            Assert.IsType<UndoMove.Outcome.NotMoved>(await versions.UndoAsync(order, item));
        }

        var after = await PictureAsync(world, versions);
        var stays = (await versions.InstanceAsync(stages[Versions.Approve])).Id;
        Assert.Equal(before.Where(line => !line.StartsWith($"{stays}", StringComparison.Ordinal)), after.Where(line => !line.StartsWith($"{stays}", StringComparison.Ordinal)));
        stages.Remove(Versions.Approve);
        await FinishAsync(world, versions, stages);
    }

    [Fact]
    public async Task An_item_under_long_term_review_moves_in_its_sleep_and_wakes_on_its_day_under_the_new_version()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var item = (await versions.EveryStageAsync())[Versions.Convert];
        await versions.DecideAsync(item, world.Leader, "Endorsed");
        await versions.DecideAsync(item, world.Supervisor, "Granted");
        var instance = (await versions.InstanceAsync(item)).Id;
        var due = await DueAsync(world, instance);
        var two = await versions.PublishAsync(root =>
        {
            Versions.Set(root, Versions.Review, "title", "年底回头看");
            Versions.Insert(root, Versions.Review, "Done", "report");
        });

        var order = await versions.MoveAsync(two);

        Assert.Equal((MoveState.Moved, Versions.Review), ((await versions.RowAsync(order, item)).State, (await versions.RowAsync(order, item)).Preview.To.Single().Key));
        Assert.Equal(due, await DueAsync(world, instance));
        world.Clock.SetUtcNow(due.AddMinutes(1));
        await world.RunAsync<WakeTimers>(wake => wake.OpenReviewsAsync(Cancel));
        Assert.Equal("年底回头看", (await world.OpenTaskAsync(item)).Title);
    }

    [Fact]
    public async Task A_stopped_instance_moves_to_the_corrected_drawing_and_a_retry_goes_on_there()
    {
        await using var world = await World.BuildAsync(Database);
        var id = $"stopped{Guid.NewGuid():N}";
        var instance = await ScriptAsync(world, id, 1, "missing.amount", start: true);
        await ScriptAsync(world, id, 2, "'ok'", start: false);
        Assert.Equal(InstanceSubStatus.Faulted, (await world.ReadAsync(db => db.Instances.SingleAsync(row => row.Id == instance, Cancel))).SubStatus);

        await MoveFlowAsync(world, id, 2);
        var by = await world.ViewerAsync(world.Administrator);
        Assert.IsType<SteerInstance.Outcome.Done>(await world.AskAsync<SteerInstance, SteerInstance.Outcome>(steer => steer.RetryAsync(instance, by, Cancel)));

        var after = await world.ReadAsync(db => db.Instances.SingleAsync(row => row.Id == instance, Cancel));
        Assert.Equal((2, InstanceSubStatus.Finished, 0), (after.DefinitionVersion, after.SubStatus, after.IncidentCount));
    }

    [Fact]
    public async Task A_timer_moves_with_its_delay_and_one_that_did_not_change_stays()
    {
        await using var world = await World.BuildAsync(Database);
        var id = $"delay{Guid.NewGuid():N}";
        var first = await DelayAsync(world, id, 1, "10:00:00", start: true);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await DelayAsync(world, id, 2, "10:00:00", start: false);
        await DelayAsync(world, id, 3, "1.06:00:00", start: false);
        var due = await DueAsync(world, first);

        await MoveFlowAsync(world, id, 2);
        Assert.Equal(due, await DueAsync(world, first));
        var order = await MoveFlowAsync(world, id, 3);

        Assert.Equal(due.AddHours(20), await DueAsync(world, first));
        var (rows, _) = await world.AskAsync<MoveQueries, (IReadOnlyList<InstanceMoveRow>, int)>(queries => queries.PageAsync(order, null, 0, 10, Cancel));
        Assert.Equal(MoveChangeKind.Timer, Assert.Single(Assert.Single(rows).Preview.Changes).Kind);
        world.Clock.Advance(TimeSpan.FromHours(30));
        await world.RunAsync<WakeTimers>(wake => wake.RunAsync(Cancel));
        Assert.Equal(InstanceSubStatus.Finished, (await world.ReadAsync(db => db.Instances.SingleAsync(row => row.Id == first, Cancel))).SubStatus);
    }

    [Fact]
    public async Task A_wait_for_a_request_listens_at_its_new_address_and_after_the_undo_at_the_old_one()
    {
        await using var world = await World.BuildAsync(Database);
        var id = $"listen{Guid.NewGuid():N}";
        var instance = await ListenAsync(world, id, 1, "old", start: true);
        await ListenAsync(world, id, 2, "new", start: false);
        Assert.Equal($"{id}/old 1", await ListenersAsync(world, instance));

        var order = await MoveFlowAsync(world, id, 2);

        Assert.Equal($"{id}/new 2", await ListenersAsync(world, instance));
        var by = await world.ViewerAsync(world.Administrator);
        Assert.IsType<UndoMove.Outcome.Done>(await world.AskAsync<UndoMove, UndoMove.Outcome>(undo => undo.RunAsync(order, instance, by, Cancel)));
        Assert.Equal($"{id}/old 1", await ListenersAsync(world, instance));
    }

    [Fact]
    public async Task The_log_of_a_moved_instance_reads_each_entry_under_its_own_version()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var item = await AtVerificationAsync(world, versions);
        var two = await versions.PublishAsync(root =>
        {
            Versions.Set(root, Versions.Assign, "instructions", "新版的分派要求。");
            Versions.Set(root, Versions.Approve, "instructions", "新版的审批要求。");
        });
        var instance = (await versions.InstanceAsync(item)).Id;
        var administrator = await versions.AdministratorAsync();

        // Somebody looks on the whole time: what was read once is not read again.
        Assert.Equal("请确定责任人,讲明整改目标、措施和时限。", await InstructionsAsync(Versions.Assign));
        await versions.MoveAsync(two);
        Assert.Equal("请确定责任人,讲明整改目标、措施和时限。", await InstructionsAsync(Versions.Assign));
        await versions.DecideAsync(item, world.Verifier, "Passed");

        Assert.Equal("新版的审批要求。", await InstructionsAsync(Versions.Approve));
        Assert.Equal("请确定责任人,讲明整改目标、措施和时限。", await InstructionsAsync(Versions.Assign));
        var page = await world.AskAsync<RunJournal, RunJournalPage?>(journal => journal.PageAsync(administrator, instance, new(), 0, 500, Cancel));
        Assert.Equal(page!.Entries.Count, page.Entries.Select(entry => entry.Sequence).Distinct().Count());
        Assert.Contains(page.Entries, entry => entry.Event == "Migrated" && entry.ActivityId == Versions.Verify);
        Assert.Equal(Enumerable.Range(1, page.Total).Select(n => (long)n), page.Entries.Select(entry => entry.Sequence));

        async Task<string?> InstructionsAsync(string activity) => (await world.AskAsync<RunExecutions, IReadOnlyList<ExecutionDetail>>(executions =>
            executions.DetailsAsync(administrator, instance, $"Workflow1:0c3fee928ca79061:{activity}", Cancel))).Single().Inputs["Instructions"]?.ToString();
    }

    [Fact]
    public async Task More_instances_than_a_batch_holds_are_previewed_and_moved()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        for (var i = 0; i < 300; i++)
        {
            await world.RegisterAsync(new(2023, 9, 14));
        }

        await versions.StartAsync();
        var mails = await versions.MailsAsync();
        var two = await versions.PublishAsync(root => Versions.Set(root, Versions.Assign, "title", "分派任务"));

        var order = await versions.MoveAsync(two);

        var found = await world.AskAsync<MoveQueries, MoveOrderRow?>(queries => queries.FindAsync(order, Cancel));
        Assert.Equal((MovePhase.Done, 301), (found?.Phase, found?.Counts[MoveState.Moved]));
        Assert.Equal(mails, await versions.MailsAsync());
    }

    [Fact]
    public async Task Only_administrators_order_and_only_what_runs_moves_to_what_is_published()
    {
        await using var world = await World.BuildAsync(Database);
        var versions = await Versions.PublishAsync(world);
        var two = await versions.PublishAsync(_ => { });
        var (official, administrator) = (await world.ViewerAsync(world.Official), await versions.AdministratorAsync());

        Assert.IsType<PrepareMove.Outcome.NotAllowed>(await PrepareAsync(new(versions.Id, two), official));
        Assert.IsType<PrepareMove.Outcome.Nobody>(await PrepareAsync(new(versions.Id, two), administrator));
        Assert.IsType<PrepareMove.Outcome.NoSuchTarget>(await PrepareAsync(new(versions.Id, two + 1), administrator));

        Task<PrepareMove.Outcome> PrepareAsync(MoveChoice choice, App.People.Viewer by) =>
            world.AskAsync<PrepareMove, PrepareMove.Outcome>(prepare => prepare.RunAsync(choice, by, Cancel));
    }

    private static async Task<ItemId> AtVerificationAsync(World world, Versions versions)
    {
        var item = await versions.StartAsync();
        await versions.DecideAsync(item, world.Leader, "Assigned");
        await world.ProveAsync(item);
        await versions.DecideAsync(item, world.Official, "Submitted");
        return item;
    }

    private static async Task FinishAsync(World world, Versions versions, Dictionary<string, ItemId> stages)
    {
        foreach (var item in stages.Values)
        {
            for (var guard = 0; guard < 12 && await world.ReadAsync(db => db.Tasks.AsNoTracking()
                .SingleOrDefaultAsync(task => task.ItemId == item && task.Status == WorkTaskStatus.Open, Cancel)) is { } task; guard++)
            {
                await world.ProveAsync(item);
                var (person, outcome) = task.Kind switch
                {
                    "AssignItem" => (world.Leader, "Assigned"),
                    "ImplementItem" => (world.Official, "Submitted"),
                    "VerifyItem" => (world.Verifier, "Passed"),
                    "ApproveClosure" => (world.Supervisor, "Approved"),
                    "EndorseExtension" => (world.Leader, "Refused"),
                    "DecideExtension" => (world.Supervisor, "Refused"),
                    _ => (world.Leader, "Done"),
                };
                await versions.DecideAsync(item, person, outcome);
            }

            Assert.Equal(ItemStatus.Closed, (await world.ItemAsync(item)).Status);
            Assert.Equal(InstanceSubStatus.Finished, (await versions.InstanceAsync(item)).SubStatus);
        }
    }

    /// <summary>Everything a move may touch, each line with the instance it belongs to.</summary>
    private static Task<List<string>> PictureAsync(World world, Versions versions) => world.ReadAsync(async db =>
    {
        var lines = new List<string>();
        foreach (var row in await db.Instances.AsNoTracking().Where(row => row.DefinitionId == versions.Id).OrderBy(row => row.Id).ToListAsync(Cancel))
        {
            var state = InstanceStateJson.Deserialize(row.State);
            lines.Add($"{row.Id} {row.DefinitionVersion} {InstanceStateJson.Serialize(state with { Counters = state.Counters with { LogEntries = 0 } })}");
            lines.AddRange((await db.Tasks.AsNoTracking().Where(task => task.InstanceId == row.Id).OrderBy(task => task.Id).ToListAsync(Cancel))
                .Select(task => $"{row.Id} {System.Text.Json.JsonSerializer.Serialize(task)}"));
            lines.AddRange((await db.Timers.AsNoTracking().Where(timer => timer.InstanceId == row.Id).ToListAsync(Cancel)).Select(timer => $"{row.Id} {timer.DueAt:O}"));
            lines.AddRange((await db.Watches.AsNoTracking().Where(watch => watch.ItemId == row.ItemId).ToListAsync(Cancel))
                .Select(watch => $"{row.Id} {watch.Ladder} {watch.NextReminderAt:O} {string.Join(',', watch.ReminderOffsets ?? [])}"));
        }

        return lines;
    });

    private static Task<List<string>> OpenTasksAsync(World world) => world.ReadAsync(async db =>
        (await db.Tasks.AsNoTracking().Where(task => task.Status == WorkTaskStatus.Open).OrderBy(task => task.Id).ToListAsync(Cancel))
            .ConvertAll(task => System.Text.Json.JsonSerializer.Serialize(task)));

    private static Task<List<int>> ReportsAsync(World world) => world.ReadAsync(db => db.Tasks.Where(task => task.ActivityId == "report")
        .GroupBy(task => task.InstanceId).Select(group => group.Count()).ToListAsync(Cancel));

    private static Task<DateTimeOffset> DueAsync(World world, Guid instance) =>
        world.ReadAsync(async db => (await db.Timers.AsNoTracking().SingleAsync(row => row.InstanceId == instance, Cancel)).DueAt);

    private static Task<Guid> DelayAsync(World world, string id, int version, string span, bool start) => PublishAsync(world, id, version, $$"""
        { "type": "Elsa.Delay", "id": "delay", "name": "Delay1", "timeSpan": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "{{span}}" } } }
        """, start);

    private static Task<Guid> ScriptAsync(World world, string id, int version, string script, bool start) => PublishAsync(world, id, version, $$"""
        { "type": "Elsa.WriteLine", "id": "line", "name": "Line1", "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "{{script}}" } } }
        """, start);

    private static async Task<Guid> PublishAsync(World world, string id, int version, string root, bool start)
    {
        var json = $$"""{ "id": "{{id}}-{{version}}", "definitionId": "{{id}}", "version": {{version}}, "name": "等待", "variables": [], "root": {{root}} }""";
        await world.RunAsync<App.Definitions.PublishDefinition>(async publish =>
            Assert.IsType<App.Definitions.PublishDefinition.Outcome.Done>(await publish.RunAsync(json, Cancel)));
        return start ? await world.StartFlowAsync(id) : Guid.Empty;
    }

    private static Task<string> ListenersAsync(World world, Guid instance) => world.ReadAsync(async db => string.Join(' ',
        (await db.HttpListeners.AsNoTracking().Where(row => row.InstanceId == instance).ToListAsync(Cancel)).Select(row => $"{row.Path} {row.Version}")));

    private static Task<Guid> ListenAsync(World world, string id, int version, string path, bool start) => PublishAsync(world, id, version, $$"""
        { "type": "Elsa.HttpEndpoint", "id": "listen", "name": "Listen1",
          "path": { "typeName": "String", "expression": { "type": "Literal", "value": "{{id}}/{{path}}" } },
          "supportedMethods": { "typeName": "String[]", "expression": { "type": "Object", "value": "[\"POST\"]" } },
          "authorize": { "typeName": "Boolean", "expression": { "type": "Literal", "value": "True" } } }
        """, start);

    private static async Task<Guid> MoveFlowAsync(World world, string id, int version)
    {
        var by = await world.ViewerAsync(world.Administrator);
        var order = Assert.IsType<PrepareMove.Outcome.Prepared>(await world.AskAsync<PrepareMove, PrepareMove.Outcome>(prepare =>
            prepare.RunAsync(new(id, version), by, Cancel))).OrderId;
        Assert.True(await world.AskAsync<ConfirmMove, bool>(confirm => confirm.RunAsync(order, by, Cancel)));
        await world.RunAsync<ApplyMoves>(apply => apply.RunAsync(Cancel));
        return order;
    }
}

public sealed class MovesOnSqlite(SqliteDatabase database) : MoveConformance<SqliteDatabase>(database);

public sealed class MovesOnPostgres(PostgresDatabase database) : MoveConformance<PostgresDatabase>(database);
