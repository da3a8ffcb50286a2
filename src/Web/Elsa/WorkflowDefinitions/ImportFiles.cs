using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

/// <summary>POST import-files: definitions as uploaded files, alone or in zip archives.</summary>
internal static class ImportFiles
{
    private const long MostBytes = 3L * DefinitionText.MaxLength;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("workflow-definitions/import-files", async (
        HttpContext context, SaveDefinition save, Words words) =>
    {
        if (!context.Request.HasFormContentType)
        {
            return ElsaError.Refused(words["请求中没有文件。"]);
        }

        var form = await UploadedJson.FormAsync(context.Request, context.RequestAborted);
        var (count, problems) = (0, new List<string>());
        foreach (var file in form.Files)
        {
            await foreach (var (name, content) in UploadedJson.ReadAsync(file, MostBytes))
            {
                switch (Definition(content) is not { } definition ? null : await Save.ImportAsync(definition, context, save))
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

    private static JsonObject? Definition(ReadOnlyMemory<byte>? content) =>
        content is { } bytes && DefinitionText.Read(bytes.Span) is { } definition && definition["root"] is JsonObject ? definition : null;

    private sealed record Imported(int Count);
}
