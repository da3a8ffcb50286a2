using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Papers;

/// <summary>What a chasing paper is made of.</summary>
public sealed record PaperSubject(
    int ItemNumber, string ItemTitle, string Unit, string Official, DateOnly DueOn, DateOnly? OriginalDueOn, DateOnly IssuedOn)
{
    /// <summary>责任领导; null when none is named.</summary>
    public string? Leader { get; init; }

    /// <summary>Who gets a copy (抄送).</summary>
    public IReadOnlyList<Audience> CopyTo { get; init; } = [];
}

/// <summary>The standard text of each kind of paper (督办文书).</summary>
public static class PaperText
{
    /// <summary>A paper that a rung of the ladder issues.</summary>
    public static PaperSheet Of(PaperKind kind, PaperSubject subject, RoundSettings settings, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return Sheet(subject, settings, Demand(kind, ReplyBy(kind, subject.IssuedOn, calendar)), ReplyBy(kind, subject.IssuedOn, calendar));
    }

    /// <summary>A 催办单 that a supervisor issues by hand.</summary>
    /// <param name="subject">The item.</param>
    /// <param name="settings">The round's settings.</param>
    /// <param name="calendar">Counts the days to answer in.</param>
    /// <param name="times">The how many-th urging of the item this is.</param>
    /// <param name="demand">What the supervisor asks for; null for the usual demand.</param>
    public static PaperSheet Urged(PaperSubject subject, RoundSettings settings, WorkingCalendar calendar, int times, string? demand)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var replyBy = demand is null ? ReplyBy(PaperKind.UrgeNote, subject.IssuedOn, calendar) : (DateOnly?)null;
        var sheet = Sheet(subject, settings, $"现予第{times}次催办。{demand ?? Urge(replyBy)}", replyBy);
        return sheet with { Facts = [.. sheet.Facts, new("催办次数", $"第{times}次催办")] };
    }

    /// <summary>A paper whose text a workflow wrote.</summary>
    public static PaperSheet Written(string text, string? title, RoundSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new() { Issuer = IssuerOf(settings), Demand = text, Subject = title, Contact = ContactOf(settings) };
    }

    private static string Demand(PaperKind kind, DateOnly replyBy) => kind switch
    {
        PaperKind.ReminderLetter => $"特此提醒。请对照整改措施抓紧推进，并于{Day(replyBy)}前报告进展。",
        PaperKind.UrgeNote => $"现予催办。{Urge(replyBy)}",
        PaperKind.SuperviseNote => $"经催办仍未完成，现予督办。请主要负责同志亲自研究，逐条落实整改措施，并于{Day(replyBy)}前报告落实情况。",
        PaperKind.TalkNotice => $"经督办仍未完成，现通知责任领导和责任人接受约谈，时间、地点另行告知。请于{Day(replyBy)}前提交书面情况说明。",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of paper."),
    };

    private static string Urge(DateOnly? replyBy) =>
        $"请立即组织力量推进，并于{(replyBy is { } day ? Day(day) : "")}前书面报告进展、未完成的原因和完成日期。";

    /// <summary>The last day to answer: working days after the day of issue.</summary>
    private static DateOnly ReplyBy(PaperKind kind, DateOnly issuedOn, WorkingCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return calendar.AddWorkingDays(issuedOn, kind is PaperKind.UrgeNote or PaperKind.TalkNotice ? 3 : 5);
    }

    private static PaperSheet Sheet(PaperSubject subject, RoundSettings settings, string demand, DateOnly? replyBy)
    {
        var late = subject.IssuedOn.DayNumber - subject.DueOn.DayNumber;
        var extended = subject.OriginalDueOn is { } first && first != subject.DueOn ? $"（原时限{Day(first)}，经批准延期）" : "";
        var stands = late > 0 ? $"已逾期{late}天" : late == 0 ? "今日到期" : $"距时限还有{-late}天";
        return new()
        {
            Issuer = IssuerOf(settings),
            Addressee = subject.Unit,
            CopyTo = [.. subject.CopyTo.Select(NameOf)],
            Finding = $"你单位负责的第{subject.ItemNumber}项整改任务“{subject.ItemTitle}”，" +
                $"责任人{subject.Official}，整改时限{Day(subject.DueOn)}{extended}，截至{Day(subject.IssuedOn)}{stands}，尚未提交完成。",
            Facts =
            [
                new("整改任务", $"第{subject.ItemNumber}项 {subject.ItemTitle}"),
                new("责任单位", subject.Unit),
                .. subject.Leader is { } leader ? [new PaperFact("责任领导", leader)] : Array.Empty<PaperFact>(),
                new("责任人", subject.Official),
                new("整改时限", Day(subject.DueOn) + extended),
                new("目前情况", $"{stands}，尚未提交完成"),
                .. replyBy is { } day ? [new PaperFact("回复时限", $"{Day(day)}前")] : Array.Empty<PaperFact>(),
            ],
            Demand = demand,
            Contact = ContactOf(settings),
            Subject = subject.ItemTitle,
        };
    }

    private static string IssuerOf(RoundSettings settings) => settings.IssuerName.Length > 0 ? settings.IssuerName : settings.IssuingBody;

    private static string? ContactOf(RoundSettings settings) => settings.Contact.Length > 0 ? settings.Contact : null;

    private static string NameOf(Audience audience) => audience switch
    {
        Audience.Official => "责任人",
        Audience.UnitLeader => "责任领导",
        Audience.LeadLeader => "牵头领导",
        Audience.Secretary => "党委书记",
        _ => throw new ArgumentOutOfRangeException(nameof(audience), audience, "No such audience."),
    };

    private static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";
}
