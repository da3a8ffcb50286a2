using System.Globalization;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>The words of one language for dates, counts, statuses and reasons.</summary>
internal abstract class MailWords
{
    public static MailWords Of(string? culture) => Messages.MailTemplates.LanguageOf(culture) == "en" ? English : Chinese;

    private static MailWords Chinese { get; } = new InChinese();
    private static MailWords English { get; } = new InEnglish();

    public abstract string Day(DateOnly day);
    public abstract string Week(DateOnly monday);
    /// <summary>The language, as templates are named by it.</summary>
    public abstract string Culture { get; }

    public abstract string DaysLeft(int days);
    public abstract string DaysLate(int days);
    public abstract string Status(ItemStatus status);
    public abstract string RungName(PaperKind? paper);
    public abstract string RungLead(PaperKind? paper, bool copy);
    public abstract string UrgeLead(bool copy);
    public abstract string Decided(ItemTrigger move);
    public abstract string? NextAfter(ItemTrigger move);
    public abstract string UrgencyName(int urgency);
    public abstract string ItemNumber(int number);
    public abstract string WhyTask(string kind, DateOnly opened);
    public abstract string WhyItem(int number, string title);
    public abstract string WhyReminder(DateOnly day, string offsets);
    /// <summary>How far before a due date.</summary>
    public abstract string Offset(int days, bool inCalendarDays);
    public abstract string WhyRung(DateOnly day, int afterWorkingDays, bool copy);
    public abstract string WhyUrged(DateOnly day, string by, bool copy);
    public abstract string WhyDecision(DateOnly day);
    public abstract string WhyWeekly(DateOnly day, string scope);
    public abstract string WhyWorkflow(DateOnly day);
    public abstract string WhyIncident(DateOnly day);
    public abstract string WhySilence(DateOnly day);
    public abstract string WeeklyScope(Mail.WeeklyScope scope, string? unit);
    public abstract string BySection { get; }
    public abstract string ByUnit { get; }
    public abstract string SectionHead { get; }
    public abstract string UnitHead { get; }
    public abstract string NewlyOverdue { get; }
    public abstract string DueSoon { get; }
    public abstract string OldestOverdue { get; }
    public abstract string Comma { get; }
    public abstract string Nobody { get; }
    public abstract string NoUnit { get; }
    public abstract string TheSystem { get; }
    public abstract string InPlaceOf(string person, string of);
    public abstract string ForWhom(string principal);
    public abstract string WhyHandover(DateOnly day);
    public abstract string HandoverFile { get; }

    /// <summary>The columns of the file, as its first line has them.</summary>
    public abstract string HandoverColumns { get; }

    /// <summary>In which roles an item went over.</summary>
    public string RolesOf(HandoverRoles roles) => string.Join(
        Comma, new[] { HandoverRoles.ResponsiblePerson, HandoverRoles.ResponsibleLeader, HandoverRoles.LeadLeader }
            .Where(role => roles.HasFlag(role)).Select(HandoverRole));

    protected abstract string HandoverRole(HandoverRoles role);
    public abstract string WhyDeputy(string principal);
    public abstract string WhyDeputyship(DateOnly day, bool administrator);

    private sealed class InChinese : MailWords
    {
        public override string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";

        public override string Week(DateOnly monday) =>
            $"{monday.Year}年{monday.Month}月{monday.Day}日至{monday.AddDays(6).Month}月{monday.AddDays(6).Day}日这一周";

        public override string Culture => "zh-CN";

        public override string DaysLeft(int days) => days switch { 0 => "今天到期", 1 => "明天到期", _ => $"还有{days}天" };
        public override string DaysLate(int days) => $"逾期{days}天";

        public override string Status(ItemStatus status) => status switch
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
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
        };

        public override string RungName(PaperKind? paper) => paper?.ChineseName ?? "逾期提醒";

        public override string RungLead(PaperKind? paper, bool copy) => (paper, copy) switch
        {
            (_, true) => "以下整改任务已逾期，相关文书抄送您知悉。",
            (null or PaperKind.ReminderLetter, _) => "以下整改任务已过时限，请抓紧整改并提交；时限未获批准延长的，按原时限认定逾期。",
            (PaperKind.UrgeNote, _) => "以下整改任务逾期未完成，现予催办，请立即采取措施并报告进展。",
            (PaperKind.SuperviseNote, _) => "以下整改任务经催办仍未完成，现予督办，请主要负责同志亲自过问。",
            (PaperKind.TalkNotice, _) => "以下整改任务经督办仍未完成，现通知约谈，请按通知要求到场说明情况。",
            _ => throw new ArgumentOutOfRangeException(nameof(paper), paper, "No such paper."),
        };

        public override string UrgeLead(bool copy) => copy
            ? "以下整改任务尚未完成，已予催办，相关文书抄送您知悉。"
            : "以下整改任务尚未完成，现予催办，请抓紧推进并报告进展。";

        public override string Decided(ItemTrigger move) => move switch
        {
            ItemTrigger.Pass => "核查通过",
            ItemTrigger.Return => "核查退回",
            ItemTrigger.Approve => "已批准销号",
            ItemTrigger.ApproveStage => "阶段成效获批，转入长期坚持",
            ItemTrigger.Refuse => "销号未获批准",
            ItemTrigger.GrantExtension => "延期申请获批",
            ItemTrigger.RefuseExtension => "延期申请未获批准",
            ItemTrigger.GrantConversion => "转长期坚持获批",
            ItemTrigger.RefuseConversion => "转长期坚持未获批准",
            ItemTrigger.ReviewClean => "回头看通过",
            ItemTrigger.ReviewFailed => "回头看未通过，重新整改",
            ItemTrigger.CloseLongTerm => "长期任务已销号",
            ItemTrigger.Withdraw => "任务已撤回",
            _ => "任务有新进展",
        };

        public override string? NextAfter(ItemTrigger move) => move switch
        {
            ItemTrigger.Return or ItemTrigger.Refuse or ItemTrigger.ReviewFailed => "请按意见补充整改，完成后重新提交。",
            ItemTrigger.RefuseExtension or ItemTrigger.RefuseConversion => "请按现行时限继续整改。",
            ItemTrigger.GrantExtension => "请按新的时限完成整改，提醒将按新时限重新计算。",
            ItemTrigger.ApproveStage or ItemTrigger.GrantConversion => "今后按周期回头看，请保持成效。",
            _ => null,
        };

        public override string UrgencyName(int urgency) =>
            urgency switch { 0 => "紧急：下一个工作日之内到期", 1 => "临近：5个工作日之内到期", _ => "提前安排" };

        public override string ItemNumber(int number) => $"第{number}项";
        public override string WhyTask(string kind, DateOnly opened) => $"流程于{Day(opened)}把这项工作转给您办理。";
        public override string WhyItem(int number, string title) => $"涉及任务：第{number}项 {title}";
        public override string Offset(int days, bool inCalendarDays) => days == 0 ? "当日" : inCalendarDays ? $"{days}天" : $"{days}个工作日";
        public override string WhyReminder(DateOnly day, string offsets) => $"您是以上任务的责任人；规则是时限前{offsets}提醒，每人每天至多一封，本封属于{Day(day)}。";

        public override string WhyRung(DateOnly day, int afterWorkingDays, bool copy) =>
            $"规则是逾期第{afterWorkingDays}个工作日发出，{(copy ? "并抄送您" : "您是责任人或责任领导")}，发出日{Day(day)}。";

        public override string WhyUrged(DateOnly day, string by, bool copy) =>
            $"{by}于{Day(day)}催办以上任务，{(copy ? "并抄送您" : "您是责任人或责任领导")}。";

        public override string WhyDecision(DateOnly day) => $"您负责或提交了这项任务，{Day(day)}有人作出了决定。";
        public override string WhyWeekly(DateOnly day, string scope) => $"每周第一个工作日（{Day(day)}）发出，范围：{scope}。";
        public override string WhyWorkflow(DateOnly day) => $"流程定义中的“发送邮件”步骤于{Day(day)}把您列为收件人。";
        public override string WhyIncident(DateOnly day) => $"您是管理员，有流程于{Day(day)}出错停住。";
        public override string WhySilence(DateOnly day) => $"您是管理员，值守程序于{Day(day)}发现有后台作业没有按时成功。";

        public override string WeeklyScope(Mail.WeeklyScope scope, string? unit) => scope switch
        {
            Mail.WeeklyScope.Own => "由您负责的任务",
            Mail.WeeklyScope.Unit => unit is null ? "您分管的任务" : $"{unit}及您分管的任务",
            _ => "全部任务",
        };

        public override string BySection => "按方面";
        public override string ByUnit => "按责任单位";
        public override string SectionHead => "方面";
        public override string UnitHead => "单位";
        public override string NewlyOverdue => "一周内新逾期";
        public override string DueSoon => "两周内到期";
        public override string OldestOverdue => "逾期最久";
        public override string Comma => "、";
        public override string Nobody => "（未定）";
        public override string NoUnit => "（未定单位）";
        public override string TheSystem => "系统";
        public override string InPlaceOf(string person, string of) => $"{person}（代{of}办理）";
        public override string ForWhom(string principal) => $"【代{principal}】";
        public override string WhyHandover(DateOnly day) => $"您是移交人、接收人或任务的责任领导，移交于{Day(day)}办理。";
        public override string HandoverFile => "移交清单.csv";
        public override string HandoverColumns => "序号,整改任务,现行时限,原定时限,移交职责";
        protected override string HandoverRole(HandoverRoles role) =>
            role switch { HandoverRoles.ResponsiblePerson => "责任人", HandoverRoles.ResponsibleLeader => "责任领导", _ => "牵头领导" };
        public override string WhyDeputyship(DateOnly day, bool administrator) => administrator
            ? $"您是管理员，{Day(day)}发现一位代理人已离岗。"
            : $"您是代理关系中的一方，{Day(day)}记入工作日志。";
        public override string WhyDeputy(string principal) => $"您现在代理{principal}，这封邮件是发给{principal}的。";
    }

    private sealed class InEnglish : MailWords
    {
        public override string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

        public override string Week(DateOnly monday) => string.Create(
            CultureInfo.InvariantCulture, $"week of {monday:d MMMM} to {monday.AddDays(6):d MMMM yyyy}");

        public override string Culture => "en";

        public override string DaysLeft(int days) => days switch { 0 => "due today", 1 => "due tomorrow", _ => $"{days} days left" };
        public override string DaysLate(int days) => days == 1 ? "1 day late" : $"{days} days late";

        public override string Status(ItemStatus status) => status switch
        {
            ItemStatus.Registered => "registered",
            ItemStatus.Assigning => "to be assigned",
            ItemStatus.Implementing => "being put right",
            ItemStatus.Verifying => "to be verified",
            ItemStatus.AwaitingClosure => "closure to be approved",
            ItemStatus.DecidingExtension => "extension to be decided",
            ItemStatus.DecidingConversion => "long-term to be decided",
            ItemStatus.LongTerm => "long-term",
            ItemStatus.Closed => "closed",
            ItemStatus.Withdrawn => "withdrawn",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
        };

        public override string RungName(PaperKind? paper) => paper switch
        {
            null => "Overdue",
            PaperKind.ReminderLetter => "Reminder letter",
            PaperKind.UrgeNote => "Urge note",
            PaperKind.SuperviseNote => "Supervision note",
            PaperKind.TalkNotice => "Summons to a talk",
            _ => throw new ArgumentOutOfRangeException(nameof(paper), paper, "No such paper."),
        };

        public override string RungLead(PaperKind? paper, bool copy) => (paper, copy) switch
        {
            (_, true) => "The following is overdue; this is your copy of what was issued.",
            (null or PaperKind.ReminderLetter, _) => "The following is overdue. Please finish and submit it; without a granted extension the first date counts.",
            (PaperKind.UrgeNote, _) => "The following is still not done. Please act at once and report.",
            (PaperKind.SuperviseNote, _) => "The following is still not done although it was urged. The head of the unit should see to it in person.",
            (PaperKind.TalkNotice, _) => "The following is still not done although it was supervised. You are summoned to explain.",
            _ => throw new ArgumentOutOfRangeException(nameof(paper), paper, "No such paper."),
        };

        public override string UrgeLead(bool copy) => copy
            ? "The following is not done yet and was urged; this is your copy of what was issued."
            : "The following is not done yet and is urged herewith. Please press on and report.";

        public override string Decided(ItemTrigger move) => move switch
        {
            ItemTrigger.Pass => "Evidence passed",
            ItemTrigger.Return => "Returned by the verifier",
            ItemTrigger.Approve => "Closure approved",
            ItemTrigger.ApproveStage => "Stage result approved, now long-term",
            ItemTrigger.Refuse => "Closure refused",
            ItemTrigger.GrantExtension => "Extension granted",
            ItemTrigger.RefuseExtension => "Extension refused",
            ItemTrigger.GrantConversion => "Conversion to long-term granted",
            ItemTrigger.RefuseConversion => "Conversion to long-term refused",
            ItemTrigger.ReviewClean => "Review clean",
            ItemTrigger.ReviewFailed => "Review failed, reopened",
            ItemTrigger.CloseLongTerm => "Long-term item closed",
            ItemTrigger.Withdraw => "Item withdrawn",
            _ => "News on your item",
        };

        public override string? NextAfter(ItemTrigger move) => move switch
        {
            ItemTrigger.Return or ItemTrigger.Refuse or ItemTrigger.ReviewFailed => "Please do what the opinion asks and submit again.",
            ItemTrigger.RefuseExtension or ItemTrigger.RefuseConversion => "The present due date stands.",
            ItemTrigger.GrantExtension => "Reminders now count from the new due date.",
            ItemTrigger.ApproveStage or ItemTrigger.GrantConversion => "It is reviewed periodically from now on.",
            _ => null,
        };

        public override string UrgencyName(int urgency) =>
            urgency switch { 0 => "Urgent: due by the next working day", 1 => "Near: due within 5 working days", _ => "Plan ahead" };

        public override string ItemNumber(int number) => $"Item {number}";
        public override string WhyTask(string kind, DateOnly opened) => $"The workflow handed this to you on {Day(opened)}.";
        public override string WhyItem(int number, string title) => $"Item: No. {number} {title}";
        public override string Offset(int days, bool inCalendarDays) =>
            days == 0 ? "on the day" : inCalendarDays ? $"{days} days" : $"{days} working days";

        public override string WhyReminder(DateOnly day, string offsets) => $"You are responsible for these items; the rule reminds {offsets} before a due date, at most one mail a day, this one for {Day(day)}.";

        public override string WhyRung(DateOnly day, int afterWorkingDays, bool copy) =>
            $"The rule sends it {afterWorkingDays} working days after the due date{(copy ? ", with a copy to you" : " to the official and the unit's leader")}; issued on {Day(day)}.";

        public override string WhyUrged(DateOnly day, string by, bool copy) =>
            $"{by} urged these items on {Day(day)}{(copy ? ", with a copy to you" : "; you are the official or the unit's leader")}.";

        public override string WhyDecision(DateOnly day) => $"You are responsible for this item or submitted it; it was decided on {Day(day)}.";
        public override string WhyWeekly(DateOnly day, string scope) => $"Sent on the first working day of each week ({Day(day)}); it covers {scope}.";
        public override string WhyWorkflow(DateOnly day) => $"A workflow's mail step named you as recipient on {Day(day)}.";
        public override string WhyIncident(DateOnly day) => $"You are an administrator, and a workflow stopped on {Day(day)}.";
        public override string WhySilence(DateOnly day) => $"You are an administrator, and on {Day(day)} the watchdog found jobs that had not succeeded in time.";

        public override string WeeklyScope(Mail.WeeklyScope scope, string? unit) => scope switch
        {
            Mail.WeeklyScope.Own => "your own items",
            Mail.WeeklyScope.Unit => unit is null ? "the items you lead" : $"the items of {unit} and those you lead",
            _ => "all items",
        };

        public override string BySection => "By section";
        public override string ByUnit => "By responsible unit";
        public override string SectionHead => "Section";
        public override string UnitHead => "Unit";
        public override string NewlyOverdue => "Newly overdue this week";
        public override string DueSoon => "Due within two weeks";
        public override string OldestOverdue => "Overdue longest";
        public override string Comma => ", ";
        public override string Nobody => "(nobody yet)";
        public override string NoUnit => "(no unit yet)";
        public override string TheSystem => "the system";
        public override string InPlaceOf(string person, string of) => $"{person} (in the place of {of})";
        public override string ForWhom(string principal) => $"[For {principal}] ";
        public override string WhyHandover(DateOnly day) => $"You gave, got or lead these items; they were handed over on {Day(day)}.";
        public override string HandoverFile => "Handed over.csv";
        public override string HandoverColumns => "No.,Item,Due,First due,Handed over as";
        protected override string HandoverRole(HandoverRoles role) =>
            role switch { HandoverRoles.ResponsiblePerson => "does it", HandoverRoles.ResponsibleLeader => "leads the unit", _ => "leads the whole" };
        public override string WhyDeputyship(DateOnly day, bool administrator) => administrator
            ? $"You are an administrator, and on {Day(day)} a deputy was found to have left."
            : $"You are one of the two; the journal has it on {Day(day)}.";
        public override string WhyDeputy(string principal) => $"You stand in for {principal} now, and this mail is for {principal}.";
    }
}
