using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Only this file changes which version is published or latest; each method belongs to the caller's transaction.</summary>
internal static class DefinitionRows
{
    private const int LongestId = 100;
    private const int LongestName = 200;
    private const int LongestDescription = 2000;
    private static readonly System.Buffers.SearchValues<char> NotInAddresses = System.Buffers.SearchValues.Create("/\\?#% ");

    extension(RectifyDb db)
    {
        /// <summary>Makes a version the published one.</summary>
        public async Task PublishAsync(StoredDefinition row, DateTimeOffset at, CancellationToken cancellationToken)
        {
            await db.Definitions.Where(other => other.DefinitionId == row.DefinitionId && other.IsPublished && other.Id != row.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(other => other.IsPublished, false), cancellationToken);
            row.IsPublished = true;
            row.FrozenAt ??= at;
            row.Revision++;
        }

        /// <summary>Takes a version away: for good while it is a draft, out of sight once instances may need it.</summary>
        public void Remove(StoredDefinition row, DateTimeOffset at)
        {
            if (row.FrozenAt is null)
            {
                db.Definitions.Remove(row);
                return;
            }

            (row.IsLatest, row.IsPublished, row.DeletedAt) = (false, false, at);
            row.Revision++;
        }
    }

    /// <summary>A new version on top of the others.</summary>
    public static StoredDefinition New(string definitionId, int version, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        DefinitionId = definitionId,
        Version = version,
        Name = "",
        Json = "{}",
        IsLatest = true,
        CreatedAt = at,
        SavedAt = at,
    };

    /// <summary>Puts content into a version.</summary>
    public static void Fill(StoredDefinition row, JsonObject kept, DateTimeOffset at, Guid? by)
    {
        row.Name = ActivityTree.Text(kept, "name") ?? "";
        row.Description = ActivityTree.Text(kept, "description");
        row.UsableAsActivity = (kept["options"] as JsonObject)?["usableAsActivity"] is JsonValue flag && flag.TryGetValue<bool>(out var usable) && usable;
        row.Json = DefinitionText.Keep(kept);
        (row.SavedAt, row.SavedBy) = (at, by);
        row.Edition++;
        row.Revision++;
    }

    /// <summary>Why content can not be stored at all; null when it can.</summary>
    public static string? Wrong(JsonObject kept)
    {
        var (id, name, description) = (ActivityTree.Text(kept, "definitionId"), ActivityTree.Text(kept, "name"), ActivityTree.Text(kept, "description"));
        return id?.Length > LongestId ? $"流程标识过长，最多 {LongestId} 个字符。"
            : name?.Length > LongestName ? $"流程名称过长，最多 {LongestName} 个字。"
            : description?.Length > LongestDescription ? $"流程说明过长，最多 {LongestDescription} 个字。"
            : new[] { id, name, description }.Any(text => text?.Any(char.IsControl) == true && text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
                ? "流程标识、名称或说明中含有无法保存的控制字符。"
            : id?.AsSpan().IndexOfAny(NotInAddresses) >= 0 ? "流程标识中不能有斜杠、空格或 ? # % 等符号。"
            : null;
    }
}
