namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>The designer's buttons: what a caller may not do has no link.</summary>
internal static class DefinitionLinks
{
    /// <summary>The links of one definition.</summary>
    public static IReadOnlyList<ElsaLink> Of(string definitionId, bool mayDesign)
    {
        var own = $"/workflow-definitions/{definitionId}";
        List<ElsaLink> links =
        [
            new(own, "self", "GET"),
            new($"/workflow-definitions/by-definition-id/{definitionId}", "self", "GET"),
            new($"{own}/versions", "versions", "GET"),
            new($"{own}/export", "export", "POST"),
        ];
        if (mayDesign)
        {
            links.AddRange(
            [
                new($"{own}/bulk-dispatch", "bulk-dispatch", "POST"),
                new($"{own}/dispatch", "dispatch", "POST"),
                new($"{own}/execute", "execute", "POST"),
                new($"{own}/publish", "publish", "POST"),
                new($"{own}/retract", "retract", "POST"),
                new(own, "delete", "DELETE"),
                new($"{own}/import", "import", "PUT"),
                new($"{own}/update-references", "update-references", "POST"),
            ]);
        }

        return links;
    }

    /// <summary>The links of the list.</summary>
    public static IReadOnlyList<ElsaLink> OfList(bool mayDesign)
    {
        List<ElsaLink> links =
        [
            new("/workflow-definitions", "self", "GET"),
            new("/workflow-definitions/validation/is-name-unique", "is-name-unique", "GET"),
            new("/workflow-definitions/query/count", "count", "GET"),
            new("/workflow-definitions/many-by-id", "many-by-id", "GET"),
        ];
        if (mayDesign)
        {
            links.AddRange(
            [
                new("/bulk-actions/delete/workflow-definitions/by-definition-id", "bulk-delete-by-definition-id", "POST"),
                new("/bulk-actions/delete/workflow-definitions/by-id", "bulk-delete-by-id", "POST"),
                new("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"),
                new("/bulk-actions/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST"),
                new("/workflow-definitions/import", "import", "POST"),
                new("/workflow-definitions/import-files", "import-files", "POST"),
                new("/workflow-definitions", "create", "POST"),
            ]);
        }

        return links;
    }
}
