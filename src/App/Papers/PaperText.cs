using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>What the text of a chasing paper is made of.</summary>
public sealed record PaperSubject(
    int ItemNumber, string ItemTitle, string Unit, string Official, DateOnly DueOn, DateOnly? OriginalDueOn, DateOnly IssuedOn);

/// <summary>The standard text of each kind of paper (督办文书).</summary>
public static class PaperText
{
    /// <summary>The text, without number and heading.</summary>
    public static string Of(PaperKind kind, PaperSubject subject)
    {
        return Facts(subject) + (kind switch
        {
            PaperKind.ReminderLetter => "请对照整改措施抓紧推进，并及时报告进展。",
            PaperKind.UrgeNote => "现予催办。请立即组织力量推进，并在3个工作日内书面报告进展、未完成的原因和完成日期。",
            PaperKind.SuperviseNote => "经催办仍未完成，现予督办。请主要负责同志亲自研究，逐条落实整改措施，并在5个工作日内报告落实情况。",
            PaperKind.TalkNotice => "经督办仍未完成，现通知责任领导和责任人接受约谈，时间、地点另行告知，请准备书面情况说明。",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of paper."),
        });
    }

    /// <summary>The text of a 催办单 that a supervisor issues by hand.</summary>
    /// <param name="subject">The item.</param>
    /// <param name="times">The how many-th urging of the item this is.</param>
    /// <param name="demand">What the supervisor asks for; null for the usual demand.</param>
    public static string Urged(PaperSubject subject, int times, string? demand) =>
        $"{Facts(subject)}现予第{times}次催办。{demand ?? "请立即组织力量推进，并在3个工作日内书面报告进展、未完成的原因和完成日期。"}";

    private static string Facts(PaperSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var late = subject.IssuedOn.DayNumber - subject.DueOn.DayNumber;
        var extended = subject.OriginalDueOn is { } first && first != subject.DueOn ? $"（原时限{Day(first)}，经批准延期）" : "";
        var left = late > 0 ? $"已逾期{late}天" : late == 0 ? "今日到期" : $"距时限还有{-late}天";
        return $"{subject.Unit}：\n你单位负责的第{subject.ItemNumber}项整改任务“{subject.ItemTitle}”，" +
            $"责任人{subject.Official}，整改时限{Day(subject.DueOn)}{extended}，截至{Day(subject.IssuedOn)}{left}，尚未提交完成。\n";
    }

    private static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";
}
