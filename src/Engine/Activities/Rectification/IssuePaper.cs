using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>Issues a numbered supervision paper (制发督办文书).</summary>
public sealed class IssuePaper : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.IssuePaper", "整改", "制发督办文书", "制发编号的催办单、督办单或约谈通知。")
    {
        Inputs =
        [
            new("Kind", ValueType.Text, "文种", "催办单、督办单或约谈通知。") { Default = "催办单", UiHint = "dropdown", Options = ["提醒函", "催办单", "督办单", "约谈通知"] },
            new("To", ValueType.Text, "主送", "unit:单位标识、role:角色或单位名称。"),
            new("Text", ValueType.Text, "正文", "文书的正文,可用 Liquid 引用变量和任务。") { UiHint = "multiline", DefaultSyntax = "Liquid" },
        ],
    };

    public override void Execute(ActivityTurn turn) => turn.Command(Commands.PaperIssue, new()
    {
        ["kind"] = turn.Text("Kind") ?? "",
        ["to"] = turn.Filled("To") ?? throw new Execution.ActivityFaultException("IssuePaper has no addressee. Fill in the input To."),
        ["text"] = turn.Text("Text") ?? "",
    });
}
