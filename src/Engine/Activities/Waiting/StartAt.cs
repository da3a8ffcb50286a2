using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Waiting;

/// <summary>Waits until an instant (定时启动).</summary>
internal sealed class StartAt : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.StartAt", "Scheduling", "定时启动", "到指定时刻继续。")
    {
        Kind = "Trigger",
        Inputs = [new("DateTime", ValueType.Instant, "时刻", "到这个时刻才继续,如 2023-12-31T09:00:00+08:00。")],
    };

    public override void Execute(ActivityTurn turn)
    {
        var due = Values.ToInstant(turn.Input("DateTime")) ?? DateTimeOffset.MinValue;
        if (!turn.IsTrigger && due > turn.Now)
        {
            turn.Wait(new Wait.Until(due, Type));
        }
    }
}
