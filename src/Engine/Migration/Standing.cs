using System.Collections.Immutable;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Engine.Migration;

/// <summary>Where an instance stands: the innermost activities under way.</summary>
public static class Standing
{
    /// <summary>Those activities, in the order in which they began; frames the definition does not know are left out.</summary>
    public static ImmutableArray<ActivityNode> Of(Definition definition, InstanceState state)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Status == InstanceStatus.Finished && state.SubStatus != InstanceSubStatus.Faulted)
        {
            return [];
        }

        var around = state.Frames.Where(IsUnderWay).Select(frame => frame.Parent).ToHashSet();
        return
        [
            .. state.Frames.Where(frame => IsUnderWay(frame) && !around.Contains(frame.Number))
                .Select(frame => definition.NodesByKey.GetValueOrDefault(frame.ActivityKey))
                .OfType<ActivityNode>(),
        ];
    }

    private static bool IsUnderWay(Frame frame) => frame.Status is FrameStatus.Running or FrameStatus.Faulted;
}
