using System.Globalization;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>The words of one language in a summary's tables, pictures and sheets.</summary>
internal sealed record SummaryWords
{
    public required Func<SummaryRhythm, string> Title { get; init; }

    /// <summary>The stretch a summary belongs to, such as 2024年1月8日至14日 or 2024年1月.</summary>
    public required Func<SummaryRhythm, DateOnly, string> Period { get; init; }

    public required Func<DateOnly, string> Day { get; init; }
    public required Func<DateOnly, string> ShortDay { get; init; }
    public required Func<SummaryRhythm, string> Now { get; init; }
    public required Func<SummaryRhythm, string> Before { get; init; }
    public required Func<SummaryRhythm, string> NewlyOverdue { get; init; }
    public required Func<SummaryRhythm, string> Trend { get; init; }
    public required Func<DateOnly, string> AsOf { get; init; }
    public required Func<int, string> ByHand { get; init; }
    public required Func<PaperKind?, string> Rung { get; init; }
    public required Func<SummaryRhythm, DateOnly, string, string> Why { get; init; }
    public required string Totals { get; init; }
    public required string Figure { get; init; }
    public required string Change { get; init; }
    public required string Total { get; init; }
    public required string Done { get; init; }
    public required string DoneShare { get; init; }
    public required string Closed { get; init; }
    public required string ClosedShare { get; init; }
    public required string LongTerm { get; init; }
    public required string Going { get; init; }
    public required string UnderWay { get; init; }
    public required string InReview { get; init; }
    public required string NotBegun { get; init; }
    public required string Overdue { get; init; }
    public required string MovedOpened { get; init; }
    public required string MovedClosed { get; init; }
    public required string MovedOverdue { get; init; }
    public required string DueSoon { get; init; }
    public required string StatusTitle { get; init; }
    public required string Unit { get; init; }
    public required string Section { get; init; }
    public required string Number { get; init; }
    public required string Item { get; init; }
    public required string Status { get; init; }
    public required string Due { get; init; }
    public required string DaysLate { get; init; }
    public required string Issued { get; init; }
    public required string NoneIssued { get; init; }
    public required string Date { get; init; }
    public required string Items { get; init; }
    public required string BySection { get; init; }
    public required string ByUnit { get; init; }
    public required string OldestOverdue { get; init; }
    public required string MyItems { get; init; }
    public required string Comma { get; init; }

    public static SummaryWords Of(string culture) => Mail.Messages.MailTemplates.LanguageOf(culture) == "en" ? English : Chinese;

    public static SummaryWords Chinese { get; } = new()
    {
        Title = rhythm => rhythm is SummaryRhythm.Monthly ? "每月汇总" : "每周汇总",
        Period = (rhythm, day) => rhythm is SummaryRhythm.Monthly
            ? $"{day.Year}年{day.Month}月" : $"{ChineseDay(Monday(day))}至{Monday(day).AddDays(6).Month}月{Monday(day).AddDays(6).Day}日这一周",
        Day = ChineseDay,
        ShortDay = day => $"{day.Month}/{day.Day}",
        Now = rhythm => rhythm is SummaryRhythm.Monthly ? "本月" : "本周",
        Before = rhythm => rhythm is SummaryRhythm.Monthly ? "上月" : "上周",
        NewlyOverdue = rhythm => rhythm is SummaryRhythm.Monthly ? "一月内新逾期" : "一周内新逾期",
        Trend = rhythm => rhythm is SummaryRhythm.Monthly ? "近12个月走势" : "近12周走势",
        AsOf = day => $"截至{ChineseDay(day)}",
        ByHand = times => $"催办{times}次",
        Rung = kind => kind?.ChineseName ?? "逾期提醒",
        Why = (rhythm, day, scope) => $"每{(rhythm is SummaryRhythm.Monthly ? "月" : "周")}第一个工作日（{ChineseDay(day)}）发出，范围：{scope}。",
        Totals = "总体情况",
        Figure = "指标",
        Change = "增减",
        Total = "任务总数",
        Done = "完成（含阶段性完成）",
        DoneShare = "完成率（含阶段性完成）",
        Closed = "整改到位（销号）",
        ClosedShare = "整改到位率",
        LongTerm = "长期坚持",
        Going = "正在整改",
        UnderWay = "整改中",
        InReview = "核查审批中",
        NotBegun = "未启动",
        Overdue = "逾期",
        MovedOpened = "新启动（含重新整改）",
        MovedClosed = "新销号",
        MovedOverdue = "新逾期",
        DueSoon = "两周内到期",
        StatusTitle = "状态构成",
        Unit = "责任单位",
        Section = "方面",
        Number = "序号",
        Item = "任务",
        Status = "状态",
        Due = "完成时限",
        DaysLate = "逾期天数",
        Issued = "已发督办",
        NoneIssued = "尚未督办",
        Date = "日期",
        Items = "项",
        BySection = "按方面",
        ByUnit = "按责任单位",
        OldestOverdue = "逾期最久",
        MyItems = "其余在办任务",
        Comma = "、",
    };

    public static SummaryWords English { get; } = new()
    {
        Title = rhythm => rhythm is SummaryRhythm.Monthly ? "Monthly summary" : "Weekly summary",
        Period = (rhythm, day) => rhythm is SummaryRhythm.Monthly
            ? day.ToString("MMMM yyyy", CultureInfo.InvariantCulture) : $"week of {EnglishDay(Monday(day))}",
        Day = EnglishDay,
        ShortDay = day => day.ToString("d MMM", CultureInfo.InvariantCulture),
        Now = rhythm => rhythm is SummaryRhythm.Monthly ? "This month" : "This week",
        Before = rhythm => rhythm is SummaryRhythm.Monthly ? "Last month" : "Last week",
        NewlyOverdue = rhythm => rhythm is SummaryRhythm.Monthly ? "Newly overdue this month" : "Newly overdue this week",
        Trend = rhythm => rhythm is SummaryRhythm.Monthly ? "The last 12 months" : "The last 12 weeks",
        AsOf = day => $"as of {EnglishDay(day)}",
        ByHand = times => $"urged by hand {times}×",
        Rung = kind => kind switch
        {
            null => "Overdue reminder",
            PaperKind.ReminderLetter => "Reminder letter",
            PaperKind.UrgeNote => "Urge note",
            PaperKind.SuperviseNote => "Supervision note",
            PaperKind.TalkNotice => "Summons",
            _ => kind.Value.ToString(),
        },
        Why = (rhythm, day, scope) => $"Sent on the first working day of each {(rhythm is SummaryRhythm.Monthly ? "month" : "week")} ({EnglishDay(day)}); it covers {scope}.",
        Totals = "Totals",
        Figure = "Figure",
        Change = "Change",
        Total = "Items",
        Done = "Done (stage results included)",
        DoneShare = "Share done (stage results included)",
        Closed = "Closed for good",
        ClosedShare = "Share closed for good",
        LongTerm = "Long-term",
        Going = "Going on",
        UnderWay = "Under way",
        InReview = "In review",
        NotBegun = "Not begun",
        Overdue = "Overdue",
        MovedOpened = "Opened (reopened included)",
        MovedClosed = "Newly closed",
        MovedOverdue = "Newly overdue",
        DueSoon = "Due within two weeks",
        StatusTitle = "By status",
        Unit = "Unit",
        Section = "Section",
        Number = "No.",
        Item = "Item",
        Status = "Status",
        Due = "Due",
        DaysLate = "Days overdue",
        Issued = "Issued so far",
        NoneIssued = "nothing issued yet",
        Date = "Date",
        Items = "items",
        BySection = "By section",
        ByUnit = "By responsible unit",
        OldestOverdue = "Overdue longest",
        MyItems = "Other items going on",
        Comma = ", ",
    };

    private static string ChineseDay(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";

    private static string EnglishDay(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static DateOnly Monday(DateOnly day) => day.Monday;
}
