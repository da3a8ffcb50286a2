using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Scripting;

/// <summary>Runs a script, which may choose the outcomes (运行脚本).</summary>
internal sealed class RunJavaScript : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.RunJavaScript", "Scripting", "运行脚本", "执行一段 JavaScript;可用 setOutcome() 选择走哪条线。")
    {
        Inputs =
        [
            new("Script", ValueType.Text, "脚本", "结果写入输出;setOutcome(\"名称\") 或 setOutcomes([…]) 选择结果。")
            {
                UiHint = "code-editor",
                DefaultSyntax = "JavaScript",
                Language = InputLanguage.Script,
                AutoEvaluate = false,
            },
            new("PossibleOutcomes", ValueType.TextList, "可能的结果", "脚本可能给出的结果,每个结果是一个出口。") { UiHint = "dynamic-outcomes", DefaultSyntax = "Object" },
        ],
        Outputs = [new("Result", ValueType.Any, "结果", "脚本返回的值。")],
        HasDynamicOutcomes = true,
    };

    public override void Execute(ActivityTurn turn)
    {
        if (turn.RunScript("Script") is not { } run)
        {
            return;
        }

        if (run.Result is not null)
        {
            turn.SetOutput("Result", run.Result);
        }

        turn.CompleteWith(run.Outcomes ?? ["Done"]);
    }
}
