using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Web.Language;

public static partial class Labels
{
    private static readonly string[] Numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

    /// <summary>A section with its number as papers write it: 一、…, or 1. … in English.</summary>
    public static string Section(int no, string title) => Words.IsEnglish
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{no}. {title}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(no >= 1 && no <= Numerals.Length ? Numerals[no - 1] : no)}\u3001{title}");

    /// <summary>An item's status.</summary>
    public static string Status(ItemStatus status) => status switch
    {
        ItemStatus.Registered => "已登记",
        ItemStatus.Assigning => "待分派",
        ItemStatus.Implementing => "整改中",
        ItemStatus.Verifying => "待核查",
        ItemStatus.AwaitingClosure => "待审批销号",
        ItemStatus.DecidingExtension => "待批延期",
        ItemStatus.DecidingConversion => "待批转长期",
        ItemStatus.LongTerm => "长期坚持",
        ItemStatus.Closed => "已销号",
        ItemStatus.Withdrawn => "已撤回",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No text for this status."),
    };

    /// <summary>The chip's colour of an item's status.</summary>
    public static string StatusChip(ItemStatus status) => status switch
    {
        ItemStatus.Implementing or ItemStatus.Assigning => "work",
        ItemStatus.LongTerm => "long",
        ItemStatus.Closed => "done",
        ItemStatus.Registered or ItemStatus.Withdrawn => "",
        _ => "wait",
    };

    /// <summary>How an item's time limit is set.</summary>
    public static string TimeLimit(TimeLimitKind kind) => kind switch
    {
        TimeLimitKind.AtOnce => "立行立改",
        TimeLimitKind.Concentrated => "集中整改期",
        TimeLimitKind.FixedDate => "限定日期",
        TimeLimitKind.LongTerm => "长期坚持",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No text for this time limit."),
    };

    /// <summary>A kind of task; one of a foreign definition keeps its own name.</summary>
    public static string TaskKind(string kind) => kind switch
    {
        "AssignItem" => "分派",
        "ImplementItem" => "落实整改",
        "VerifyItem" => "核查",
        "ApproveClosure" => "审批销号",
        "DecideExtension" => "审批申请",
        "EndorseExtension" => "初审申请",
        "LongTermReview" => "回头看",
        "HumanTask" => "办理",
        _ => kind,
    };

    /// <summary>Why an item is not urged now.</summary>
    public static string CannotUrge(UrgeObstacle why) => why switch
    {
        UrgeObstacle.NoDueDate => "未设时限",
        UrgeObstacle.UrgedToday => "今天已催办过",
        _ => "已提交、办结或尚未启动",
    };

    /// <summary>What a new day table moved (重新计算).</summary>
    public static string Recomputed(string? what) => what switch
    {
        "reminder" => "下次到期提醒",
        "rung" => "下一级催办",
        "task" => "办理期限",
        _ => "流程定时继续",
    };

    /// <summary>What the button of an outcome says.</summary>
    public static string Outcome(string outcome) => outcome switch
    {
        "Assigned" => "确认分派",
        "Submitted" => "提交核查",
        "ExtensionRequested" => "申请延期",
        "ConversionRequested" => "申请转长期坚持",
        "Passed" => "核查通过",
        "Returned" => "退回整改",
        "Approved" => "批准",
        "Refused" => "不予批准",
        "Granted" => "同意",
        "Endorsed" => "同意，报上级审批",
        "Clean" => "未反弹，保持良好",
        "Failed" => "出现反弹，重新整改",
        "Done" => "完成",
        _ => outcome,
    };

    /// <summary>What was decided, in the past tense of a history.</summary>
    public static string Decided(string kind, string outcome) => (kind, outcome) switch
    {
        ("AssignItem", "Assigned") => "已分派",
        ("ImplementItem", "Submitted") => "已提交核查",
        (_, "ExtensionRequested") => "申请延期",
        (_, "ConversionRequested") => "申请转长期坚持",
        ("VerifyItem", "Passed") => "核查通过",
        ("VerifyItem", "Returned") => "核查退回",
        ("ApproveClosure", "Approved") => "批准销号",
        ("ApproveClosure", "Refused") => "不予销号",
        ("EndorseExtension", "Endorsed") => "初审同意申请",
        ("EndorseExtension", "Refused") => "初审不同意申请",
        ("DecideExtension", "Granted") => "同意申请",
        ("DecideExtension", "Refused") => "不同意申请",
        ("LongTermReview", "Clean") => "回头看：未反弹",
        ("LongTermReview", "Failed") => "回头看：出现反弹",
        _ => Outcome(outcome),
    };

    /// <summary>A broken promise of an item, for the one whose form broke it.</summary>
    public static string Rule(ItemRule rule) => rule switch
    {
        ItemRule.OpinionTooShort => "请填写意见，至少10个字。",
        ItemRule.ReasonMissing => "请填写申请理由。",
        ItemRule.NewDueDateNotLater => "申请的新时限必须晚于现在的时限。",
        ItemRule.NoDueDateToExtend => "此任务没有时限，无需延期。",
        ItemRule.StageGoalMissing => "请填写阶段目标。",
        ItemRule.NextReviewNotLater => "下次回头看的日期必须晚于今天。",
        ItemRule.ExpectedFinalTooEarly => "预计完成日期不能早于下次回头看的日期。",
        ItemRule.ApplicationPending => "已有一项申请正在审批。",
        ItemRule.NoSuchMeasure => "没有这条整改措施。",
        ItemRule.AlreadyStarted => "任务已启动，时限只能通过延期审批调整。",
        ItemRule.NewDueDateInThePast => "新的时限必须晚于今天。",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "No text for this rule."),
    };
}
