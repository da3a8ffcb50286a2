using System.Globalization;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>POST workflow-definitions: create, save, save as, and publish from the editor; POST import does the same with a file.</summary>
internal static class Save
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("workflow-definitions", SaveAsync).RequireAuthorization(ElsaPolicies.Design);
        routes.MapPost("workflow-definitions/import", ImportOneAsync).RequireAuthorization(ElsaPolicies.Design);
        routes.MapPut("workflow-definitions/{definitionId}/import", ImportOneAsync).RequireAuthorization(ElsaPolicies.Design);
    }

    private static async Task<IResult> SaveAsync(
        HttpContext context, SaveDefinition save, UpdateReferences references, DefinitionAnswer answer, Words words)
    {
        var body = await ElsaBody.ReadAsync(context);
        if (body["model"] is not JsonObject model)
        {
            return ElsaError.Refused(words["请求中没有流程内容。"]);
        }

        var publish = body.Flag("publish");
        return await save.RunAsync(new(model, publish, context.Viewer()), context.RequestAborted) switch
        {
            SaveDefinition.Outcome.Done(var row, var warnings) => await answer.SavedAsync(row, alreadyPublished: false, warnings, context,
                publish ? (await references.FollowAsync(row, context.Viewer(), context.RequestAborted)).Count : 0),
            var refused => Refused(refused, words, context),
        };
    }

    /// <summary>Why a model was not saved.</summary>
    public static IResult Refused(SaveDefinition.Outcome outcome, Words words, HttpContext context) => outcome switch
    {
        SaveDefinition.Outcome.Refused(var problems) => ElsaError.Refused(problems),
        SaveDefinition.Outcome.ChangedMeanwhile(var by, var at, var version) => ElsaError.Refused(words[
            "{0}已于{1}保存了本流程第{2}版，您打开的内容不是最新的。为避免互相覆盖，本次没有保存，您画布上的内容仍在：可用“另存为”保留，或刷新后重新修改。",
            by ?? words["系统"], context.RequestServices.GetRequiredService<Show>().Instant(at), version.ToString(CultureInfo.InvariantCulture)]),
        _ => Results.StatusCode(StatusCodes.Status403Forbidden),
    };

    private static async Task<IResult> ImportOneAsync(HttpContext context, SaveDefinition save, DefinitionAnswer answer, Words words)
    {
        var model = await ElsaBody.ReadAsync(context);
        model = model["model"] as JsonObject ?? model;
        return await ImportAsync(model, context, save) switch
        {
            SaveDefinition.Outcome.Done(var row, _) => DefinitionAnswer.Json(await answer.OfAsync(row, context)),
            var refused => Refused(refused, words, context),
        };
    }

    /// <summary>Takes a file's definition over as a draft: a file does not know the version it lands on, so it is never a conflict and begins a new one.</summary>
    public static Task<SaveDefinition.Outcome> ImportAsync(JsonObject model, HttpContext context, SaveDefinition save)
    {
        var imported = (JsonObject)model.DeepClone();
        DefinitionModel.TakeStamp(imported);
        imported.Remove("id");
        return save.RunAsync(new(imported, Publish: false, context.Viewer()) { OnNewVersion = true }, context.RequestAborted);
    }
}
