using System.IO.Compression;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>POST import-files: definitions as uploaded files, alone or in zip archives.</summary>
internal static class ImportFiles
{
    private const int MostFiles = 500;
    private const long MostBytes = 3L * DefinitionText.MaxLength;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("workflow-definitions/import-files", async (
        HttpContext context, SaveDefinition save, Words words) =>
    {
        if (!context.Request.HasFormContentType)
        {
            return ElsaError.Refused(words["请求中没有文件。"]);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (count, problems) = (0, new List<string>());
        foreach (var file in form.Files)
        {
            await using var stream = file.OpenReadStream();
            await foreach (var (name, definition) in DefinitionsAsync(file.FileName, stream))
            {
                switch (definition is null ? null : await Save.ImportAsync(definition, context, save))
                {
                    case SaveDefinition.Outcome.Done:
                        count++;
                        break;
                    case SaveDefinition.Outcome.Refused(var reasons):
                        problems.AddRange(reasons.Select(reason => $"{name}: {reason}"));
                        break;
                    default:
                        problems.Add(words["{0}：不是流程定义文件。", name]);
                        break;
                }
            }
        }

        return problems.Count > 0 ? ElsaError.Refused(problems) : Results.Ok(new Imported(count));
    }).RequireAuthorization(ElsaPolicies.Design);

    private static async IAsyncEnumerable<(string Name, JsonObject? Definition)> DefinitionsAsync(string name, Stream stream)
    {
        if (!name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            yield return (name, await ReadAsync(stream));
            yield break;
        }

        using var zip = await OpenAsync(stream);
        if (zip is null || zip.Entries.Count > MostFiles)
        {
            yield return (name, null);
            yield break;
        }

        foreach (var entry in zip.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)))
        {
            await using var content = await entry.OpenAsync();
            yield return (entry.FullName, await ReadAsync(content));
        }
    }

    private static async Task<ZipArchive?> OpenAsync(Stream stream)
    {
        try
        {
            return await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Whatever the archive says of itself, no more than the largest definition is unpacked.
    private static async Task<JsonObject?> ReadAsync(Stream stream)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        try
        {
            for (int read; (read = await stream.ReadAsync(chunk)) > 0 && buffer.Length <= MostBytes;)
            {
                await buffer.WriteAsync(chunk.AsMemory(0, read));
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        var definition = buffer.Length > MostBytes ? null : DefinitionText.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return definition?["root"] is JsonObject ? definition : null;
    }

    private sealed record Imported(int Count);
}
