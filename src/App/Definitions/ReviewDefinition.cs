using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Looks a definition over before it is published (发布前检查).</summary>
public sealed class ReviewDefinition(RectifyDb db, Interpreter interpreter)
{
    /// <summary>Everything that keeps it from being published, and everything worth a warning.</summary>
    public async Task<Review> RunAsync(string json, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(json, cancellationToken);
        return new Review([.. reading.Problems.Select(ReviewFinding.Of)]);
    }

    /// <summary>Reads it as it would run here, together with the definitions it uses as activities.</summary>
    public async Task<DefinitionReading> ReadAsync(string json, CancellationToken cancellationToken)
    {
        var reading = interpreter.Reader.Read(json);
        return reading.Definition is not null ? reading
            : interpreter.Reader.Read(json, library: await db.LoadLibraryAsync(cancellationToken));
    }
}
