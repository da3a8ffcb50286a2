using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Starts;

/// <summary>What triggers promise: a time or an event starts what is published, once, on every database.</summary>
public abstract class TriggersConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private readonly string _id = $"triggered-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_cron_expression_starts_the_workflow_by_the_town_s_clock_and_once_after_a_long_absence()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, 1, Trigger("Elsa.Cron", "cronExpression", "0 30 10 * * *"));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        Assert.Equal(0, await CountAsync(world));

        // The world begins at 10:00 in Shanghai.
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        await Task.WhenAll(wake.RunAsync(Cancel), wake.RunAsync(Cancel));
        await wake.RunAsync(Cancel);
        Assert.Equal(1, await CountAsync(world));

        world.Clock.Advance(TimeSpan.FromDays(10));
        await wake.RunAsync(Cancel);
        await wake.RunAsync(Cancel);
        Assert.Equal(2, await CountAsync(world));
    }

    [Fact]
    public async Task A_timer_starts_the_workflow_again_and_again_until_it_is_withdrawn()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, 1, Trigger("Elsa.Timer", "interval", "01:00:00"));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        for (var hour = 0; hour < 2; hour++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await wake.RunAsync(Cancel);
        }

        Assert.Equal(2, await CountAsync(world));
        var administrator = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Administrator, Cancel);
        Assert.NotNull(administrator);
        await world.RunAsync<ChangeDefinition>(async change => Assert.IsType<ChangeDefinition.Outcome.Done>(await change.RetractAsync(_id, administrator, Cancel)));
        world.Clock.Advance(TimeSpan.FromHours(5));
        await wake.RunAsync(Cancel);

        Assert.Equal(2, await CountAsync(world));
        Assert.False(await world.ReadAsync(db => db.Triggers.AnyAsync(row => row.DefinitionId == _id, Cancel)));
    }

    [Fact]
    public async Task A_new_version_brings_its_own_triggers()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, 1, Trigger("Elsa.Timer", "interval", "01:00:00"));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        await PublishAsync(world, 2, Trigger("Elsa.Timer", "interval", "03:00:00"));
        await wake.RunAsync(Cancel);

        world.Clock.Advance(TimeSpan.FromHours(2));
        await wake.RunAsync(Cancel);
        Assert.Equal(0, await CountAsync(world));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await wake.RunAsync(Cancel);
        Assert.Equal(2, await world.ReadAsync(db => db.Instances.Where(row => row.DefinitionId == _id).Select(row => row.DefinitionVersion).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task An_event_starts_the_workflow_with_what_it_carries()
    {
        await using var world = await World.BuildAsync(Database);
        await PublishAsync(world, 1, Trigger("Elsa.Event", "eventName", _id));
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        await PublishAsync(world, 1, $$"""
            {"type":"Elsa.Sequence","version":1,"id":"s","activities":[{{Trigger("Elsa.Timer", "interval", "00:10:00")}},
             {"type":"Elsa.PublishEvent","version":1,"id":"p","eventName":{{Literal(_id)}},"payload":{{Literal(7)}} }]}
            """, $"{_id}-teller");
        await wake.RunAsync(Cancel);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await wake.RunAsync(Cancel);
        await wake.RunAsync(Cancel);

        var state = InstanceStateJson.Deserialize(await world.ReadAsync(db =>
            db.Instances.Where(row => row.DefinitionId == _id).Select(row => row.State).SingleAsync(Cancel)));
        Assert.Equal((InstanceStatus.Finished, "7"), (state.Status, state.LastResult?.ToJsonString()));
    }

    [Fact]
    public async Task An_event_right_after_the_publication_starts_the_workflow_on_another_host()
    {
        await using var world = await World.BuildAsync(Database);
        await using var other = await World.BuildAsync(Database);
        await PublishAsync(world, 1, Trigger("Elsa.Event", "eventName", _id));
        await PublishAsync(other, 1, $$"""{"type":"Elsa.PublishEvent","version":1,"id":"p","eventName":{{Literal(_id)}} }""", $"{_id}-teller");
        var administrator = await other.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(other.Administrator, Cancel);
        Assert.NotNull(administrator);

        await other.RunAsync<StartWorkflow>(async start => Assert.IsType<StartWorkflow.Outcome.Started>(
            await start.RunAsync(new($"{_id}-teller", new(VersionKind.Published), administrator), Cancel)));

        Assert.Equal(1, await world.ReadAsync(db => db.StartOrders.CountAsync(row => row.DefinitionId == _id, Cancel)));
        await other.Services.GetRequiredService<WakeTimers>().RunAsync(Cancel);
        Assert.Equal(1, await CountAsync(world));
    }

    [Fact]
    public async Task A_trigger_that_cannot_be_worked_out_keeps_the_definition_from_being_published()
    {
        await using var world = await World.BuildAsync(Database);
        var trigger = """{"type":"Elsa.Timer","version":1,"id":"t","customProperties":{"canStartWorkflow":true},"interval":{"typeName":"TimeSpan","expression":{"type":"JavaScript","value":"nobody.there"} } }""";

        await world.RunAsync<PublishDefinition>(async publish => Assert.Contains("nobody", Assert.Single(Assert.IsType<PublishDefinition.Outcome.Refused>(
            await publish.RunAsync($$"""{"id":"{{_id}}","definitionId":"{{_id}}","name":"n","version":1,"root":{{trigger}} }""", Cancel)).Problems).Message, StringComparison.Ordinal));

        Assert.False(await world.ReadAsync(db => db.Definitions.AnyAsync(row => row.DefinitionId == _id, Cancel)));
    }

    [Fact]
    public async Task A_mail_of_a_workflow_goes_to_people_named_by_role_or_address()
    {
        await using var world = await World.BuildAsync(Database);
        var address = await world.ReadAsync(db => db.Users.Where(person => person.Id == world.Verifier).Select(person => person.Email).SingleAsync(Cancel));
        await PublishAsync(world, 1, $$"""
            {"type":"Elsa.Sequence","version":1,"id":"s","activities":[{{Trigger("Elsa.Timer", "interval", "00:10:00")}},
             {"type":"Elsa.SendEmail","version":1,"id":"m","to":{{Literal(address)}},"subject":{{Literal("标题")}},"body":{{Literal("正文")}} },
             {"type":"Rectify.SendMail","version":1,"id":"n","to":{{Literal($"person:{world.Official:N}")}},"subject":{{Literal("标题")}},"body":{{Literal("正文")}} }]}
            """);
        var wake = world.Services.GetRequiredService<WakeTimers>();
        await wake.RunAsync(Cancel);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await wake.RunAsync(Cancel);

        Assert.Equal(1, await CountAsync(world));
        Assert.Equal(1, await world.ReadAsync(db => db.Mails.CountAsync(mail => mail.RecipientId == world.Verifier, Cancel)));
        Assert.Equal(1, await world.ReadAsync(db => db.Mails.CountAsync(mail => mail.RecipientId == world.Official, Cancel)));
    }

    private static string Trigger(string type, string input, string value) =>
        $$"""{"type":"{{type}}","version":1,"id":"t","customProperties":{"canStartWorkflow":true},"{{input}}":{{Literal(value)}} }""";

    private static string Literal(JsonNode? value) => new JsonObject
    {
        ["typeName"] = "Object",
        ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
    }.ToJsonString();

    private async Task PublishAsync(World world, int version, string root, string? id = null) =>
        await world.RunAsync<PublishDefinition>(async publish => Assert.IsType<PublishDefinition.Outcome.Done>(await publish.RunAsync(
            $$"""{"id":"{{id ?? _id}}{{version}}","definitionId":"{{id ?? _id}}","name":"{{id ?? _id}}","version":{{version}},"root":{{root}} }""", Cancel)));

    private Task<int> CountAsync(World world) => world.ReadAsync(db =>
        db.Instances.CountAsync(row => row.DefinitionId == _id && row.SubStatus == InstanceSubStatus.Finished, Cancel));
}

public sealed class TriggersOnSqlite(SqliteDatabase database) : TriggersConformance<SqliteDatabase>(database);

public sealed class TriggersOnPostgres(PostgresDatabase database) : TriggersConformance<PostgresDatabase>(database);
