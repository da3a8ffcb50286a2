namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// What an activity asks for cannot be done as it is written, such as a task for nobody. Nothing is stored; whoever can
/// computes the step anew and lets the engine make it an incident of that activity.
/// </summary>
public sealed class RefusedEffectException(string activityId, FormatException inner) : FormatException(inner.Message, inner)
{
    public string ActivityId { get; } = activityId;
}
