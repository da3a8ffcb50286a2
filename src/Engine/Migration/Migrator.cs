using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>
/// Moves an instance to another version of its definition (迁移): a pure function. What is done stays done, what waits
/// goes on waiting under the same bookmark, nothing begins by it; or it says why that cannot be.
/// </summary>
public sealed class Migrator(Interpreter interpreter)
{
    /// <summary>The state under the new version and what changes by it, or everything that stands in the way.</summary>
    public MigrationResult Migrate(Definition from, InstanceState state, Definition to, MigrationRequest request)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(request);
        if (from.DefinitionId != to.DefinitionId || state.DefinitionId != from.DefinitionId || state.DefinitionVersion != from.Version)
        {
            return Refused(new MigrationObstacle(MigrationObstacleKind.OtherDefinition, to.DefinitionId));
        }

        var over = state.Status == InstanceStatus.Finished && state.SubStatus != InstanceSubStatus.Faulted;
        return over || state.SubStatus == InstanceSubStatus.Pending
            ? Refused(new MigrationObstacle(MigrationObstacleKind.NotUnderWay, state.SubStatus.ToString()))
            : new Move(interpreter, new NodeMatch(from, to, request.Mapping), state, request).Run();
    }

    private static MigrationResult.Refused Refused(MigrationObstacle obstacle) => new([obstacle]);
}
