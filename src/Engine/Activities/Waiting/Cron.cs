using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Waiting;

/// <summary>Starts the workflow by a cron expression, or waits once for its next instant inside it (周期定时).</summary>
internal sealed class Cron : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Cron", "Scheduling", "周期定时", "按 cron 表达式触发;在流程中间则等待下一个时刻。")
    {
        Kind = "Trigger",
        Inputs =
        [
            new("CronExpression", ValueType.Text, "cron 表达式", "秒 分 时 日 月 周,如 0 0 9 * * 1-5(工作日九点);可省略秒。")
            {
                Language = InputLanguage.Cron,
            },
        ],
    };

    public override void Execute(ActivityTurn turn)
    {
        if (turn.IsTrigger)
        {
            return;
        }

        var expression = turn.Filled("CronExpression") ?? throw new ActivityFaultException("Cron needs an expression such as 0 0 9 * * *.");
        var schedule = turn.Cron ?? throw new ActivityFaultException("This host brings no cron schedule.");
        turn.Wait(new Wait.Until(
            schedule.Next(expression, turn.Now) ?? throw new ActivityFaultException($"Cron '{expression}' never comes again."), Type));
    }
}
