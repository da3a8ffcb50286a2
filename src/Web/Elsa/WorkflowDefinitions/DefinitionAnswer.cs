using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Web.Elsa.Descriptors;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>Writes definitions as the designer reads them.</summary>
internal sealed class DefinitionAnswer(DesignerActivities activities)
{
    /// <summary>The whole definition with what the caller may do.</summary>
    public async Task<JsonObject> OfAsync(StoredDefinition row, HttpContext context)
    {
        var fit = await activities.FitAsync(context.RequestAborted);
        var shown = DefinitionModel.ForDesigner(row, ActivityCatalog.Default, fit);
        shown["materializerName"] = "Json";
        shown["isMaterializerAvailable"] = true;
        shown["links"] = JsonSerializer.SerializeToNode(
            DefinitionLinks.Of(row.DefinitionId, context.MayDesign() && row.DeletedAt is null), ElsaJson.Options);
        return shown;
    }

    /// <summary>The answer of saving and publishing; <paramref name="consumers"/> followed to the new version.</summary>
    public async Task<IResult> SavedAsync(StoredDefinition row, bool alreadyPublished, IReadOnlyList<string> warnings, HttpContext context, int consumers = 0) => Json(new()
    {
        ["workflowDefinition"] = await OfAsync(row, context),
        ["alreadyPublished"] = alreadyPublished,
        ["consumingWorkflowCount"] = consumers,
        ["validationErrors"] = new JsonArray(),
        ["warnings"] = new JsonArray([.. warnings.Select(warning => (JsonNode?)warning)]),
    });

    public static IResult Json(JsonObject answer) => TypedResults.Json(answer, ElsaJson.Options);
}

/// <summary>What lists show of a version.</summary>
internal sealed record DefinitionSummary(
    string Id, string DefinitionId, string Name, string Description, int Version, bool IsLatest, bool IsPublished, DateTimeOffset CreatedAt,
    IReadOnlyList<ElsaLink> Links)
{
    public string ToolVersion { get; init; } = "3.8.2.0";
    public bool IsReadonly { get; init; }
    public string MaterializerName { get; init; } = "Json";
    public bool IsMaterializerAvailable { get; init; } = true;

    public static DefinitionSummary Of(DefinitionHead head, bool mayDesign) => new(
        head.Id.Wire(), head.DefinitionId, head.Name, head.Description ?? "", head.Version, head.IsLatest, head.IsPublished, head.CreatedAt,
        DefinitionLinks.Of(head.DefinitionId, mayDesign));
}
