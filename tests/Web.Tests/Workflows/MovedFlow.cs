using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Workflows;

/// <summary>A workflow of two versions and an instance that stands in the first: it wrote a line that the second no longer has, and waits.</summary>
internal sealed class MovedFlow(WebWorld world)
{
    /// <summary>Written before the wait; only version 1 has it.</summary>
    public const string Old = "old";

    /// <summary>Waits for an event, in both versions.</summary>
    public const string Wait = "wait";

    /// <summary>Comes after the wait; only version 2 has it.</summary>
    public const string New = "new";

    public string Id { get; } = $"moved{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Publishes version 1, starts one instance of it and publishes version 2.</summary>
    public async Task<Guid> StartAsync(string name)
    {
        await PublishAsync(1, Line(Old, "已经取消的一步"), Waiting());
        var viewer = await AdministratorAsync();
        await using var scope = world.Services.CreateAsyncScope();
        var started = Assert.IsType<StartWorkflow.Outcome.Started>(await scope.ServiceProvider.GetRequiredService<StartWorkflow>()
            .RunAsync(new(Id, new VersionOptions(VersionKind.Published), viewer) { Name = name }, Cancel));
        await PublishAsync(2, Waiting(), Line(New, "新添的一步"));
        return started.InstanceId;
    }

    /// <summary>Moves all its instances to version 2.</summary>
    public async Task<Guid> MoveAsync()
    {
        var viewer = await AdministratorAsync();
        Guid order;
        await using (var scope = world.Services.CreateAsyncScope())
        {
            order = Assert.IsType<PrepareMove.Outcome.Prepared>(await scope.ServiceProvider.GetRequiredService<PrepareMove>()
                .RunAsync(new(Id, 2), viewer, Cancel)).OrderId;
            Assert.True(await scope.ServiceProvider.GetRequiredService<ConfirmMove>().RunAsync(order, viewer, Cancel));
        }

        await world.RunJobAsync("moves");
        return order;
    }

    /// <summary>The stage that an instance left when it was moved.</summary>
    public Task<Guid> StageAsync(Guid instance) =>
        world.ReadAsync(db => db.Stages.AsNoTracking().Where(row => row.InstanceId == instance).Select(row => row.Id).SingleAsync(Cancel));

    private async Task PublishAsync(int version, params JsonObject[] activities)
    {
        var definition = new JsonObject
        {
            ["id"] = $"{Id}-{version}",
            ["definitionId"] = Id,
            ["version"] = version,
            ["name"] = Id,
            ["variables"] = new JsonArray(new JsonObject { ["id"] = "place", ["name"] = "Place", ["typeName"] = "String", ["value"] = "一号楼" }),
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["name"] = "Flowchart1",
                ["activities"] = new JsonArray([.. activities.Select((activity, at) =>
                {
                    activity["version"] = 1;
                    activity["metadata"]!["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = at * 280, ["y"] = 0 } };
                    return (JsonNode)activity;
                })]),
                ["connections"] = new JsonArray(new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = (string?)activities[0]["id"], ["port"] = "Done" },
                    ["target"] = new JsonObject { ["activity"] = (string?)activities[1]["id"], ["port"] = "In" },
                }),
            },
        };
        await using var scope = world.Services.CreateAsyncScope();
        Assert.IsType<PublishDefinition.Outcome.Done>(
            await scope.ServiceProvider.GetRequiredService<PublishDefinition>().RunAsync(definition.ToJsonString(), Cancel));
    }

    private static JsonObject Line(string id, string title) => new()
    {
        ["id"] = id,
        ["type"] = "Elsa.WriteLine",
        ["name"] = id,
        ["metadata"] = new JsonObject { ["displayText"] = title },
        ["text"] = Text(title),
    };

    private static JsonObject Waiting() => new()
    {
        ["id"] = Wait,
        ["type"] = "Elsa.Event",
        ["name"] = Wait,
        ["metadata"] = new JsonObject { ["displayText"] = "等待通知" },
        ["eventName"] = Text("notice"),
    };

    private static JsonObject Text(string text) =>
        new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = text } };

    private async Task<Viewer> AdministratorAsync()
    {
        var id = await world.ReadAsync(db => db.Users.Where(person => person.UserName == "administrator").Select(person => person.Id).SingleAsync(Cancel));
        return await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(id, Cancel) ?? throw new InvalidOperationException("No administrator.");
    }
}
