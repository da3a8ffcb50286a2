using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Elsa.ActivityExecutions;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>Instances as files: one as JSON, several in a zip archive.</summary>
internal static class Export
{
    /// <summary>The most files one archive holds.</summary>
    private const int MostFiles = 500;

    public static void Map(IEndpointRouteBuilder read)
    {
        read.MapGet("workflow-instances/{id}/export", (string id, [AsParameters] Parts parts, HttpContext context, Sources sources, Words words, CancellationToken cancellationToken) =>
            AnswerAsync([id], parts, context, sources, words, cancellationToken));
        read.MapPost("bulk-actions/export/workflow-instances", (Request request, HttpContext context, Sources sources, Words words, CancellationToken cancellationToken) =>
            AnswerAsync(
                request.Ids is { Count: > 0 } ids ? ids : [request.Id ?? ""],
                new(request.IncludeBookmarks, request.IncludeActivityExecutionLog, request.IncludeWorkflowExecutionLog),
                context, sources, words, cancellationToken));
    }

    private static async Task<IResult> AnswerAsync(
        IReadOnlyList<string> ids, Parts parts, HttpContext context, Sources sources, Words words, CancellationToken cancellationToken)
    {
        if (ids.Count > MostFiles)
        {
            return ElsaError.Refused(words["一次最多导出{0}个流程实例。", MostFiles]);
        }

        var files = new List<(Guid Id, byte[] Content)>();
        foreach (var id in InstanceIds.Parse(ids).Distinct())
        {
            if (await sources.FileAsync(context.Viewer(), id, parts, cancellationToken) is { } file)
            {
                files.Add((id, JsonSerializer.SerializeToUtf8Bytes(file, ElsaJson.Options)));
            }
        }

        return (ids.Count, files) switch
        {
            (1, [var (id, content)]) => Results.File(content, "application/json", $"workflow-instance-{id.Wire()}.json"),
            (1, []) => Get.NoInstance(words),
            (_, []) => Results.NoContent(),
            _ => Results.File(Zip(files), "application/zip", "workflow-instances.zip"),
        };
    }

    private static byte[] Zip(List<(Guid Id, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (id, content) in files)
            {
                using var entry = zip.CreateEntry($"workflow-instance-{id.Wire()}.json").Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    internal sealed record Request(
        string? Id, IReadOnlyList<string>? Ids, bool? IncludeBookmarks, bool? IncludeActivityExecutionLog, bool? IncludeWorkflowExecutionLog)
        : INamesInstances;

    /// <summary>What to add to the state.</summary>
    internal sealed record Parts(bool? IncludeBookmarks, bool? IncludeActivityExecutionLog, bool? IncludeWorkflowExecutionLog);

    /// <summary>An exported instance: Elsa's members for whoever reads it, ours to put it back.</summary>
    internal sealed record Exported(
        StateModel WorkflowState, IReadOnlyList<BookmarkModel>? Bookmarks, IReadOnlyList<ExecutionModel>? ActivityExecutionRecords,
        IReadOnlyList<JournalRecord>? WorkflowExecutionLogRecords, RunFile Stored);

    /// <summary>Puts an exported instance together.</summary>
    internal sealed class Sources(RunReading runs, RunFiles files, RunJournal journal, RunExecutions executions)
    {
        public async Task<Exported?> FileAsync(Viewer viewer, Guid id, Parts parts, CancellationToken cancellationToken)
        {
            if (await runs.FindAsync(viewer, id, cancellationToken) is not { } run || await files.ExportAsync(viewer, id, cancellationToken) is not { } stored)
            {
                return null;
            }

            var state = StateModel.Of(run);
            return new(
                state,
                parts.IncludeBookmarks is true ? state.Bookmarks : null,
                parts.IncludeActivityExecutionLog is true
                    ? [.. (await executions.DetailsAsync(viewer, id, null, cancellationToken)).Select(each => new ExecutionModel(each))]
                    : null,
                parts.IncludeWorkflowExecutionLog is true && await journal.PageAsync(viewer, id, new(), 0, int.MaxValue, cancellationToken) is { } page
                    ? [.. page.Entries.Select(entry => JournalRecord.Of(id, entry))]
                    : null,
                stored);
        }
    }
}
