using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>Execute and dispatch: start an instance. Here both return when the first burst is stored.</summary>
internal static class Execute
{
    private const int MostAtOnce = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("workflow-definitions/{definitionId}/execute", ["GET", "POST"], ExecuteAsync).RequireAuthorization(ElsaPolicies.Run);
        routes.MapPost("workflow-definitions/{definitionId}/dispatch", DispatchAsync).RequireAuthorization(ElsaPolicies.Run);
        routes.MapPost("workflow-definitions/{definitionId}/bulk-dispatch", BulkDispatchAsync).RequireAuthorization(ElsaPolicies.Run);
    }

    private static async Task<IResult> ExecuteAsync(string definitionId, HttpContext context, StartWorkflow start, InstanceQuestions instances)
    {
        var command = await CommandAsync(definitionId, context);
        var outcome = await start.RunAsync(command, context.RequestAborted);
        var headers = context.Response.Headers;
        if (outcome is StartWorkflow.Outcome.CannotStart)
        {
            headers["x-elsa-workflow-cannot-start"] = "True";
            return Results.Ok();
        }

        if (outcome is not StartWorkflow.Outcome.Started(var id))
        {
            return Refused(outcome);
        }

        headers["x-elsa-workflow-instance-id"] = id.Wire();
        headers["x-elsa-workflow-cannot-start"] = "False";
        var state = await instances.StateAsync(id, context.RequestAborted);
        // As Elsa answers: what faulted at once is the status's business too, and the state is there all the same.
        return TypedResults.Json(new JsonObject { ["workflowState"] = State(state) }, ElsaJson.Options,
            statusCode: state.SubStatus is InstanceSubStatus.Faulted ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    private static async Task<IResult> DispatchAsync(string definitionId, HttpContext context, StartWorkflow start) =>
        await start.RunAsync(await CommandAsync(definitionId, context), context.RequestAborted) is var outcome && outcome is StartWorkflow.Outcome.Started(var id)
            ? Results.Ok(new Dispatched(id.Wire()))
            : Refused(outcome);

    private static async Task<IResult> BulkDispatchAsync(string definitionId, HttpContext context, StartWorkflow start, Words words)
    {
        var command = await CommandAsync(definitionId, context);
        var count = int.TryParse(context.Request.Query["count"], out var asked) ? asked : context.Items["count"] as int? ?? 1;
        if (count is < 1 or > MostAtOnce)
        {
            return ElsaError.Refused(words["count：一次启动1到{0}个流程，没有启动任何流程。", MostAtOnce]);
        }

        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var outcome = await start.RunAsync(command, context.RequestAborted);
            if (outcome is not StartWorkflow.Outcome.Started(var id))
            {
                return Refused(outcome);
            }

            ids.Add(id.Wire());
        }

        return Results.Ok(new DispatchedMany(ids));
    }

    private static async Task<StartWorkflow.Command> CommandAsync(string definitionId, HttpContext context)
    {
        var body = await ElsaBody.ReadAsync(context);
        var query = context.Request.Query;
        var versions = body.Text("versionOptions") ?? query["versionOptions"].ToString();
        if (body["count"] is JsonValue number && number.TryGetValue<int>(out var count))
        {
            context.Items["count"] = count;
        }

        return new(definitionId, versions.Length == 0 ? new(VersionKind.Published) : VersionOptions.Parse(versions), context.Viewer())
        {
            Name = body.Text("name") ?? Filled(query["name"]),
            CorrelationId = body.Text("correlationId") ?? Filled(query["correlationId"]),
            TriggerActivityId = body.Text("triggerActivityId") ?? Filled(query["triggerActivityId"]),
            Input = body["input"] as JsonObject ?? (Filled(query["input"]) is { } input ? DefinitionText.Read(input) : null),
        };
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static JsonObject State(InstanceState state) => new()
    {
        ["id"] = state.Id,
        ["definitionId"] = state.DefinitionId,
        ["definitionVersion"] = state.DefinitionVersion,
        ["correlationId"] = state.CorrelationId,
        ["status"] = state.Status.ToString(),
        ["subStatus"] = state.SubStatus.ToString(),
        ["input"] = JsonSerializer.SerializeToNode(state.Input),
        ["output"] = JsonSerializer.SerializeToNode(state.Output),
        ["bookmarks"] = new JsonArray([.. state.Bookmarks.Select(bookmark => (JsonNode)new JsonObject
        {
            ["id"] = bookmark.Id,
            ["name"] = bookmark.Name,
            ["activityId"] = bookmark.ActivityId,
            ["activityNodeId"] = bookmark.NodeId,
            ["activityInstanceId"] = bookmark.ActivityInstanceId,
        })]),
        ["incidents"] = new JsonArray([.. state.Incidents.Select(incident => (JsonNode)new JsonObject
        {
            ["activityId"] = incident.ActivityId,
            ["activityNodeId"] = incident.NodeId,
            ["activityType"] = incident.ActivityType,
            ["message"] = incident.Message,
            ["timestamp"] = incident.At,
        })]),
    };

    private static IResult Refused(StartWorkflow.Outcome outcome) => outcome switch
    {
        StartWorkflow.Outcome.NotFound => Results.StatusCode(StatusCodes.Status404NotFound),
        StartWorkflow.Outcome.Refused(var problems) => ElsaError.Refused(problems),
        StartWorkflow.Outcome.CannotStart => Results.Ok(),
        _ => Results.StatusCode(StatusCodes.Status403Forbidden),
    };

    private sealed record Dispatched(string WorkflowInstanceId);

    private sealed record DispatchedMany(IReadOnlyList<string> WorkflowInstanceIds);
}
