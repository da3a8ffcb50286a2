using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.Web.Language;

/// <summary>The words of the journal (工作日志).</summary>
public static partial class Labels
{
    /// <summary>What an entry tells; a kind without words of its own is shown as it is.</summary>
    public static string JournalKind(string kind) => kind switch
    {
        "calendar.imported" => "启用日历表",
        "round.summaries" => "更改汇总设置",
        "deadline.recomputed" => "节假日安排公布后重新计算日期",
        "definition.deleted" => "删除流程定义",
        "definition.published" => "发布流程定义",
        "definition.retracted" => "撤下流程定义",
        "definition.reverted" => "恢复流程旧版",
        "evidence.added" => "上传佐证材料",
        "item.plan.changed" => "修改任务提醒计划",
        "item.progress" => "填报进展",
        "item.reminded" => "到期提醒",
        "item.urged" => "逾期督办",
        "item.urged.byhand" => "手动催办",
        "item.withdrawn" => "撤回任务",
        "paper.voided" => "作废文书",
        "person.changed" => "修改人员资料",
        "person.created" => "新建人员",
        "round.imported" => "导入巡察轮次",
        "round.plan.changed" => "修改轮次提醒督办计划",
        "round.workflow" => "更换轮次的办理流程",
        "task.decided" => "办理任务",
        "task.opened" => "开出任务",
        "workflow.cancelled" => "取消流程",
        "workflow.deleted" => "删除流程实例",
        "workflow.imported" => "导入流程实例",
        "workflow.migrated" => "流程迁移到新版本",
        "workflow.migration.ordered" => "下达流程迁移",
        "workflow.migration.undone" => "撤销流程迁移",
        "workflow.resumed" => "流程继续执行",
        "workflow.retried" => "重试流程",
        "workflow.skipped" => "跳过出错环节",
        "workflow.started" => "启动流程",
        _ => kind,
    };

    /// <summary>What entries are about, by the first part of their kind.</summary>
    public static string JournalSubject(string subject) => subject switch
    {
        "item" => "整改任务",
        "task" => "办理",
        "evidence" => "佐证材料",
        "paper" => "文书",
        "mail" => "邮件",
        "workflow" => "流程",
        "definition" => "流程定义",
        "deadline" => "期限",
        "calendar" => "工作日历",
        "person" => "人员",
        "round" => "轮次",
        _ => subject,
    };

    /// <summary>Where and how a chain is broken; {0} is the position, {1} the entry's number.</summary>
    public static string Break(ChainBreak kind) => kind switch
    {
        ChainBreak.Unreadable => "第{0}条无法读取",
        ChainBreak.OtherChain => "第{0}条属于另一个乡镇的日志",
        ChainBreak.Missing => "从第{0}条起有记录缺失",
        ChainBreak.OutOfOrder => "第{0}条位置不对：被调换或重复",
        ChainBreak.Unlinked => "第{0}条与前一条接不上：前面的记录被替换过",
        ChainBreak.Altered => "第{0}条（编号{1}）的内容被改动过",
        ChainBreak.HeadDiffers => "第{0}条的校验值与留存的不符：日志被重写过",
        ChainBreak.HeadMissing => "第{0}条起的最新记录被删除：留存的校验值在其后",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No text for this break."),
    };
}
