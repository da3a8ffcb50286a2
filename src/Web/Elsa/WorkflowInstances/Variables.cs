using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>POST workflow-instances/{id}/variables: corrects the values of an instance that is not over.</summary>
internal static class Variables
{
    public static void Map(IEndpointRouteBuilder change) => change.MapPost("workflow-instances/{id}/variables", async (
        string id, HttpContext context, RunReading runs, SteerInstance steer, Words words, CancellationToken cancellationToken) =>
    {
        if (!Guid.TryParse(id, out var instance) || await runs.VariablesAsync(context.Viewer(), instance, cancellationToken) is not { } known)
        {
            return Get.NoInstance(words);
        }

        var values = new JsonObject();
        foreach (var asked in (await ElsaBody.ReadAsync(context))["variables"] as JsonArray ?? [])
        {
            // The contract names them by id; programs that know only the name are understood too.
            if (asked is not JsonObject one || one.Text("id") is not { } named
                || (known.FirstOrDefault(variable => variable.Id == named) ?? known.FirstOrDefault(variable => variable.Name == named)) is not { } variable)
            {
                return ElsaError.Refused(words["流程没有变量“{0}”。", (asked as JsonObject)?.Text("id") ?? ""]);
            }

            values[variable.Name] = one["value"]?.DeepClone();
        }

        try
        {
            return values.Count == 0 ? Results.Ok(new ElsaList<RunVariable>(known))
                : await steer.CorrectAsync(instance, context.Viewer(), values, cancellationToken) switch
                {
                    SteerInstance.Outcome.Done => Results.Ok(new ElsaList<RunVariable>(
                        await runs.VariablesAsync(context.Viewer(), instance, cancellationToken) ?? [])),
                    SteerInstance.Outcome.BadValue(var message) => ElsaError.Refused(message),
                    SteerInstance.Outcome.NothingToDo => ElsaError.Refused(words["流程已经结束，变量不能再改。"]),
                    SteerInstance.Outcome.NoSuchInstance => Get.NoInstance(words),
                    _ => Results.StatusCode(StatusCodes.Status403Forbidden),
                };
        }
        catch (DbUpdateConcurrencyException)
        {
            return ElsaError.At(StatusCodes.Status409Conflict, words["流程刚刚又前进了一步，请刷新后再改。"]);
        }
    });
}
