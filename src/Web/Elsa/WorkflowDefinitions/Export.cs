using System.Globalization;
using System.IO.Compression;
using System.Text;
using Rectify.Workflow.App.Definitions;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>GET export: a definition as a file; POST bulk export: several in a zip.</summary>
internal static class Export
{
    private const string FileType = "application/octet-stream";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("workflow-definitions/{definitionId}/export", ["GET", "POST"], async (
            string definitionId, string? versionOptions, HttpContext context, DefinitionQueries queries) =>
        {
            var versions = string.IsNullOrEmpty(versionOptions) ? new(VersionKind.Latest) : VersionOptions.Parse(versionOptions);
            return await queries.FindAsync(definitionId, versions, context.RequestAborted) is { } row
                ? Results.File(Encoding.UTF8.GetBytes(DefinitionText.File(DefinitionModel.ForFile(row))), FileType, NameOf(row))
                : Results.StatusCode(StatusCodes.Status404NotFound);
        });
        routes.MapPost("bulk-actions/export/workflow-definitions", async (HttpContext context, DefinitionQueries queries) =>
        {
            var ids = (await ElsaBody.ReadAsync(context)).Texts("ids").Select(id => Guid.TryParse(id, out var known) ? known : (Guid?)null).OfType<Guid>().ToList();
            return Results.File(await ZipAsync(await queries.ManyAsync(ids, context.RequestAborted), context.RequestAborted), "application/zip", "workflow-definitions.zip");
        });
    }

    private static async Task<byte[]> ZipAsync(IReadOnlyList<StoredDefinition> rows, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var row in rows)
            {
                await using var entry = await zip.CreateEntry(NameOf(row)).OpenAsync(cancellationToken);
                await entry.WriteAsync(Encoding.UTF8.GetBytes(DefinitionText.File(DefinitionModel.ForFile(row))), cancellationToken);
            }
        }

        return bytes.ToArray();
    }

    private static string NameOf(StoredDefinition row) =>
        string.Create(CultureInfo.InvariantCulture, $"workflow-definition-{row.DefinitionId}-{row.Version}.json");
}
