using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>The activity types the designer is told of. It asks after every save, so the answer is made once.</summary>
internal sealed class DesignerActivities
{
    private readonly HashSet<string> _types = [.. ActivityCatalog.Default.Descriptors.Select(descriptor => descriptor.Type), Shapes.NotFound.TypeName];
    private readonly Lazy<byte[]> _chinese = new(Write);
    private readonly Lazy<byte[]> _english = new(Write);

    /// <summary>The list as bytes, in the reader's language.</summary>
    public ValueTask<ReadOnlyMemory<byte>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(Words.IsEnglish ? _english.Value : _chinese.Value);
    }

    /// <summary>Tells whether the designer has a descriptor for an activity.</summary>
    public ValueTask<Func<JsonObject, bool>> KnownAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<Func<JsonObject, bool>>(activity =>
            activity.Text("type") is { } type && _types.Contains(type));
    }

    // Ordered and without doubles: one pair of type and version twice ends the designer.
    private static byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new ElsaList<ActivityShape>([.. ActivityCatalog.Default.Descriptors.Select(Shapes.Of).Append(Shapes.NotFound)
            .DistinctBy(shape => (shape.TypeName, shape.Version))]),
        ElsaJson.Options);
}
