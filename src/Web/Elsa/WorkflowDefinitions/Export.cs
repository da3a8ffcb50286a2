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
            string definitionId, string? versionOptions, HttpContext context, DefinitionQueries queries, DefinitionUse use) =>
        {
            var versions = string.IsNullOrEmpty(versionOptions) ? new(VersionKind.Latest) : VersionOptions.Parse(versionOptions);
            if (await queries.FindAsync(definitionId, versions, context.RequestAborted) is not { } row)
            {
                return Results.StatusCode(StatusCodes.Status404NotFound);
            }

            var rows = bool.TryParse(context.Request.Query["includeConsumingWorkflows"], out var wanted) && wanted
                ? await WithConsumersAsync([row], queries, use, context.RequestAborted)
                : [row];
            return rows.Count == 1
                ? Results.File(Encoding.UTF8.GetBytes(DefinitionText.File(DefinitionModel.ForFile(row))), FileType, NameOf(row))
                : Zip(await ZipAsync(rows, context.RequestAborted));
        });
        routes.MapPost("bulk-actions/export/workflow-definitions", async (HttpContext context, DefinitionQueries queries, DefinitionUse use) =>
        {
            var body = await ElsaBody.ReadAsync(context);
            var ids = body.Texts("ids").Select(id => Guid.TryParse(id, out var known) ? known : (Guid?)null).OfType<Guid>().ToList();
            IReadOnlyList<StoredDefinition> rows = await queries.ManyAsync(ids, context.RequestAborted);
            return Zip(await ZipAsync(
                body.Flag("includeConsumingWorkflows") ? await WithConsumersAsync(rows, queries, use, context.RequestAborted) : rows, context.RequestAborted));
        });
    }

    private static IResult Zip(byte[] bytes) => Results.File(bytes, "application/zip", "workflow-definitions.zip");

    private static async Task<IReadOnlyList<StoredDefinition>> WithConsumersAsync(
        IReadOnlyList<StoredDefinition> rows, DefinitionQueries queries, DefinitionUse use, CancellationToken cancellationToken)
    {
        var all = rows.ToList();
        foreach (var row in rows)
        {
            foreach (var consumer in await use.ConsumersAsync(row.DefinitionId, cancellationToken))
            {
                if (!all.Exists(known => known.DefinitionId == consumer)
                    && await queries.FindAsync(consumer, new(VersionKind.Latest), cancellationToken) is { } latest)
                {
                    all.Add(latest);
                }
            }
        }

        return all;
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
