using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Elsa.WorkflowDefinitions;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Tests;

/// <summary>POST tests/activities: the editor's Test tab runs one activity in memory.</summary>
internal static class ActivityTrials
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("tests/activities", async (HttpContext context, TryActivity trial, Words words) =>
    {
        var body = await ElsaBody.ReadAsync(context);
        var version = (body["workflowDefinitionHandle"] as JsonObject)?.Text("definitionVersionId");
        var handle = body["activityHandle"] as JsonObject ?? [];
        var activity = handle.Text("activityNodeId") ?? handle.Text("activityId") ?? "";
        return Guid.TryParse(version, out var id) && await trial.RunAsync(id, activity, context.RequestAborted) is { } result
            ? DefinitionAnswer.Json(Shown(result))
            : DefinitionAnswer.Json(Failed(words["流程中没有这个活动，请先保存再试。"]));
    }).RequireAuthorization(ElsaPolicies.Run);

    private static JsonObject Shown(TryResult result)
    {
        var shown = result.Error is { } error ? Failed(error) : new JsonObject { ["status"] = result.Status.ToString() };
        shown["activityState"] = new JsonObject();
        shown["outputs"] = result.Outputs;
        var payload = new JsonObject();
        if (result.Outcomes.Count > 0)
        {
            payload["Outcomes"] = new JsonArray([.. result.Outcomes.Select(one => (JsonNode?)one)]);
        }

        if (result.Written.Count > 0)
        {
            payload["Lines"] = new JsonArray([.. result.Written.Select(one => (JsonNode?)one)]);
        }

        shown["payload"] = payload;
        return shown;
    }

    private static JsonObject Failed(string message) => new()
    {
        ["status"] = "Faulted",
        ["exception"] = new JsonObject { ["type"] = "ActivityFault", ["message"] = message, ["stackTrace"] = "" },
        ["outputs"] = new JsonObject(),
        ["payload"] = new JsonObject(),
        ["activityState"] = new JsonObject(),
    };
}
