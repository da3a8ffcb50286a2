using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Activities.Composition;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>
/// The activity types the designer is told of: the engine's, and every published definition that may be used as an
/// activity. The designer asks after every save, so the engine's part is made once and the rest only when one changed.
/// </summary>
internal sealed class DesignerActivities(DefinitionUse use, ReviewDefinition review)
{
    private static readonly HashSet<string> Types = [.. ActivityCatalog.Default.Descriptors.Select(descriptor => descriptor.Type), Shapes.NotFoundType];
    private static readonly ConcurrentDictionary<bool, (string Stamp, byte[] Bytes)> Written = new();
    private (string Stamp, WorkflowLibrary Library)? _library;

    /// <summary>The list as bytes, in the reader's language.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ListAsync(CancellationToken cancellationToken)
    {
        var stamp = await use.StampAsync(cancellationToken);
        if (Written.TryGetValue(Words.IsEnglish, out var known) && known.Stamp == stamp)
        {
            return known.Bytes;
        }

        // Without doubles: one pair of type and version twice ends the designer.
        var shapes = ActivityCatalog.Default.Descriptors.Select(Shapes.Of).Append(Shapes.NotFound())
            .Concat(stamp.Length == 0 ? [] : await WorkflowsAsync(cancellationToken))
            .DistinctBy(shape => (shape.TypeName, shape.Version)).ToList();
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new ElsaList<ActivityShape>(shapes), ElsaJson.Options);
        Written[Words.IsEnglish] = (stamp, bytes);
        return bytes;
    }

    /// <summary>
    /// Fits an activity to a descriptor the designer has; false when there is none. A workflow used as an activity is fitted
    /// to the version that would run, as Elsa finds it.
    /// </summary>
    public async ValueTask<Func<JsonObject, bool>> FitAsync(CancellationToken cancellationToken)
    {
        var stamp = await use.StampAsync(cancellationToken);
        if (_library is not { } kept || kept.Stamp != stamp)
        {
            _library = kept = (stamp, stamp.Length == 0 ? WorkflowLibrary.Empty : await use.LibraryAsync(cancellationToken));
        }

        return activity => activity.Text("type") is { } type && (Types.Contains(type) || Fits(activity, type, kept.Library));
    }

    private static bool Fits(JsonObject activity, string type, WorkflowLibrary library)
    {
        var version = activity["version"] is JsonValue number && number.TryGetValue<int>(out var given) ? given : 1;
        if (library.Find(new(type, activity.Text("workflowDefinitionId"), activity.Text("workflowDefinitionVersionId"), version)) is not { } source)
        {
            return false;
        }

        activity["type"] = source.ActivityType;
        activity["version"] = source.Version;
        activity["workflowDefinitionId"] = source.DefinitionId;
        activity["workflowDefinitionVersionId"] = source.Id;
        return true;
    }

    private async Task<List<ActivityShape>> WorkflowsAsync(CancellationToken cancellationToken)
    {
        var shapes = new List<ActivityShape>();
        foreach (var row in await use.UsableAsync(cancellationToken))
        {
            if ((await review.ReadAsync(row.Json, cancellationToken)).Definition is { } definition)
            {
                shapes.Add(Of(row, definition));
            }
        }

        return shapes;
    }

    private static ActivityShape Of(StoredDefinition row, Definition definition)
    {
        var source = new WorkflowSource(row.Id.Wire(), row.DefinitionId, row.Version, row.Name, row.Json);
        var category = (DefinitionText.Read(row.Json)?["options"] as JsonObject)?.Text("activityCategory");
        var activity = WorkflowActivity.For(source, new(definition.Inputs, definition.Outputs, definition.Outcomes)
        {
            Category = string.IsNullOrWhiteSpace(category) ? null : category,
            Description = row.Description,
        });
        var shape = Shapes.Of(activity.Descriptor);
        return shape with
        {
            DisplayName = row.Name,
            IsBrowsable = row.IsPublished && row.DeletedAt is null,
            // The names people gave are the same in every language.
            Inputs = [.. shape.Inputs.Zip(activity.Descriptor.Inputs, (input, own) => input with { DisplayName = own.DisplayName })],
            Outputs = [.. shape.Outputs.Zip(activity.Descriptor.Outputs, (output, own) => output with { DisplayName = own.DisplayName })],
            Ports = [.. shape.Ports.Select(port => port.Type == "Embedded" ? port with { IsBrowsable = false } : port)],
            CustomProperties = new()
            {
                ["RootType"] = "WorkflowDefinitionActivity",
                ["WorkflowDefinitionId"] = row.DefinitionId,
                ["WorkflowDefinitionVersionId"] = row.Id.Wire(),
            },
            ConstructionProperties = new()
            {
                ["WorkflowDefinitionId"] = row.DefinitionId,
                ["WorkflowDefinitionVersionId"] = row.Id.Wire(),
                ["Version"] = row.Version,
            },
        };
    }
}
