using System.Text.Json;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>Puts exported instances back, from JSON files or zip archives.</summary>
internal static class Import
{
    private const long MostBytes = 20 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder cancel) => cancel.MapPost("bulk-actions/import/workflow-instances", async (
        HttpContext context, RunFiles files, Words words, CancellationToken cancellationToken) =>
    {
        if (!context.Request.HasFormContentType)
        {
            return ElsaError.Refused(words["请求中没有文件。"]);
        }

        var (imported, problems) = (0, new List<string>());
        foreach (var file in (await UploadedJson.FormAsync(context.Request, cancellationToken)).Files)
        {
            await foreach (var (name, content) in UploadedJson.ReadAsync(file, MostBytes))
            {
                if (Problem(Read(content) is { } run ? await files.ImportAsync(run, context.Viewer(), cancellationToken) : null, words) is { } problem)
                {
                    problems.Add(words["{0}：{1}", name, problem]);
                }
                else
                {
                    imported++;
                }
            }
        }

        return problems.Count > 0 ? ElsaError.Refused(problems) : Results.Ok(new { Imported = imported });
    });

    private static RunFile? Read(ReadOnlyMemory<byte>? content)
    {
        try
        {
            return content is { } bytes && JsonSerializer.Deserialize<Uploaded>(bytes.Span, ElsaJson.Options)?.Stored is
            { Instance: not null, Tasks: not null, Timers: not null, Waits: not null, Log: not null, Stages: not null } whole ? whole : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Problem(RunFiles.Outcome? outcome, Words words) => outcome switch
    {
        RunFiles.Outcome.Done => null,
        RunFiles.Outcome.AlreadyThere => words["这个流程实例已经存在。"],
        RunFiles.Outcome.CarriesItem => words["办理整改任务的流程实例不能导入。"],
        RunFiles.Outcome.NoSuchDefinition missing => words["缺少流程定义“{0}”第{1}版，请先导入。", missing.DefinitionId, missing.Version],
        RunFiles.Outcome.NotAllowed => words["您的角色不能进行此操作。"],
        _ => words["不是完整的流程实例文件。"],
    };

    private sealed record Uploaded(RunFile? Stored);
}
