using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Runs;

/// <summary>Small workflows without an item, for what looks at instances.</summary>
internal static class Flows
{
    /// <summary>Asks for the same event again and again.</summary>
    public const string Rounds = "rounds";

    /// <summary>Computes a text, then waits for an event, then stops at a fault.</summary>
    public const string Faulty = "faulty";

    /// <summary>Stops at a script that needs the variable Amount.</summary>
    public const string Needy = "needy";

    /// <summary>Starts <see cref="Rounds"/> and waits for its end.</summary>
    public const string Caller = "caller";

    private static readonly Dictionary<string, string> Definitions = new()
    {
        [Caller] = """
            { "id": "c1", "definitionId": "caller", "version": 1, "name": "父流程", "variables": [],
              "root": { "type": "Elsa.ExecuteWorkflow", "id": "call", "name": "Call1",
                "workflowDefinitionId": { "typeName": "String", "expression": { "type": "Literal", "value": "rounds" } },
                "waitForCompletion": { "typeName": "Boolean", "expression": { "type": "Literal", "value": "true" } } } }
            """,
        [Needy] = """
            { "id": "n1", "definitionId": "needy", "version": 1, "name": "缺变量的流程", "variables": [ { "id": "v1", "name": "Amount", "typeName": "Int32" } ],
              "outputs": [], "root": { "type": "Elsa.Flowchart", "id": "chart", "activities": [
                { "type": "Elsa.WriteLine", "id": "line", "name": "Line1", "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "getAmount() ? '金额' + (getAmount() + 1) : missing.amount" } } },
                { "type": "Elsa.Event", "id": "wait", "name": "Wait1", "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "Go" } } } ],
                "connections": [ { "source": { "activity": "line", "port": "Done" }, "target": { "activity": "wait", "port": "In" } } ] } }
            """,
        [Rounds] = """
            { "id": "r1", "definitionId": "rounds", "version": 1, "name": "轮次", "variables": [ { "id": "v1", "name": "Count", "typeName": "Int32", "value": "0" } ],
              "root": { "type": "Elsa.While", "id": "loop", "name": "Loop",
                "condition": { "typeName": "Boolean", "expression": { "type": "JavaScript", "value": "true" } },
                "body": { "type": "Elsa.Sequence", "id": "turn", "activities": [
                  { "type": "Elsa.Event", "id": "wait", "name": "Wait", "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "Next" } } },
                  { "type": "Elsa.SetVariable", "id": "count", "name": "Count1", "variable": { "id": "v1", "name": "Count", "typeName": "Int32" },
                    "value": { "typeName": "Object", "expression": { "type": "JavaScript", "value": "getCount() + 1" } } } ] } } }
            """,
        [Faulty] = """
            { "id": "f1", "definitionId": "faulty", "version": 1, "name": "会出错的流程", "variables": [],
              "root": { "type": "Elsa.Flowchart", "id": "chart", "activities": [
                { "type": "Elsa.WriteLine", "id": "line", "name": "Line1", "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "'第' + (1 + 1) + '行'" } } },
                { "type": "Elsa.Event", "id": "wait", "name": "Wait1", "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "Go" } } },
                { "type": "Elsa.Fault", "id": "stop", "name": "Stop1", "message": { "typeName": "String", "expression": { "type": "Literal", "value": "材料不全" } } } ],
                "connections": [
                  { "source": { "activity": "line", "port": "Done" }, "target": { "activity": "wait", "port": "In" } },
                  { "source": { "activity": "wait", "port": "Done" }, "target": { "activity": "stop", "port": "In" } } ] } }
            """,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a workflow that carries no item.</summary>
    public static async Task<Guid> StartFlowAsync(this World world, string definitionId, string? name = null, string? correlationId = null)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        if (!await db.Definitions.AnyAsync(row => row.DefinitionId == definitionId, Cancel))
        {
            Assert.IsType<PublishDefinition.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<PublishDefinition>()
                .RunAsync(Definitions[definitionId], Cancel));
        }

        var (id, at) = (Guid.CreateVersion7(world.Clock.GetUtcNow()), world.Clock.GetUtcNow());
        var state = InstanceState.New(id.ToString("N"), definitionId, 1, correlationId) with { Name = name };
        var instance = new StoredInstance
        {
            Id = id,
            DefinitionId = definitionId,
            DefinitionVersion = 1,
            Name = name,
            CorrelationId = correlationId,
            State = InstanceStateJson.Serialize(state),
            Status = InstanceStatus.Running,
            SubStatus = InstanceSubStatus.Pending,
            CreatedAt = at,
            UpdatedAt = at,
        };
        db.Instances.Add(instance);
        var result = await scope.ServiceProvider.GetRequiredService<InstanceStep>().AdvanceAsync(
            new(instance, null, null, null), Acting.System("test", world.Clock), facts => new Stimulus.Start(at, new JsonObject()) { Facts = facts }, Cancel);
        Assert.True(result.Transition.Applied);
        await db.SaveChangesAsync(Cancel);
        return id;
    }

    /// <summary>Resumes the event the instance waits for, so many times.</summary>
    public static async Task GoOnAsync(this World world, Guid instance, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            var wait = await world.ReadAsync(db => db.EventWaits.AsNoTracking().SingleAsync(row => row.InstanceId == instance, Cancel));
            await world.RunAsync<ResumeBookmark>(async resume => Assert.True(await resume.RunAsync(new(wait.Id, instance, "event"), Cancel)));
        }
    }

    public static async Task<Viewer> ViewerAsync(this World world, Guid person) =>
        await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel)
            ?? throw new InvalidOperationException($"{person} is nobody in this world.");

    /// <summary>Asks a use case and returns its answer.</summary>
    public static async Task<T> AskAsync<TUseCase, T>(this World world, Func<TUseCase, Task<T>> ask) where TUseCase : notnull
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }
}
