using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Journal;

/// <summary>Adds entries to the journal within the caller's transaction.</summary>
internal static class JournalWriter
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The particular that says in whose place somebody acted (代办).</summary>
    public const string InPlaceOf = "inPlaceOf";

    extension(RectifyDb db)
    {
        /// <summary>Records what was done; the particulars may be empty.</summary>
        public void Record(
            Acting acting, string kind, JsonObject data, ItemId? item = null, Guid? instance = null, Guid? task = null)
        {
            if (acting.InPlaceOf is { } person)
            {
                data[InPlaceOf] = person.ToString("N");
            }

            db.Journal.Add(new()
            {
                At = acting.At,
                By = acting.By,
                Actor = acting.Actor,
                Kind = kind,
                ItemId = item,
                InstanceId = instance,
                TaskId = task,
                Data = data.ToJsonString(Readable),
                StepId = acting.StepId,
            });
        }
    }

    /// <summary>The item's moves as the journal tells them.</summary>
    public static JsonArray Moves(IReadOnlyList<MovedItem> moves) =>
    [
        .. moves.Select(moved => (JsonNode)new JsonObject
        {
            ["move"] = moved.Trigger.ToString(),
            ["from"] = moved.From.ToString(),
            ["to"] = moved.To.ToString(),
        }),
    ];
}
