using System.Collections.Immutable;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;

namespace Rectify.Workflow.Domain.Rounds;

/// <summary>Everything about a round that a district may set differently; every default is safe.</summary>
public sealed record RoundSettings
{
    /// <summary>整改方案: months after the feedback by which the plan is due.</summary>
    public int PlanDueMonths { get; init; } = 1;

    /// <summary>集中整改期 in months.</summary>
    public int ConcentratedMonths { get; init; } = 6;

    /// <summary>立行立改: days after the feedback.</summary>
    public int AtOnceDays { get; init; } = 30;

    /// <summary>公示: days of public comment.</summary>
    public int PublicityDays { get; init; } = 7;

    /// <summary>Months between two reviews of a long-term item (回头看).</summary>
    public int ReviewEveryMonths { get; init; } = 3;

    /// <summary>Clean reviews in a row after which a long-term item may be closed.</summary>
    public int CleanReviewsToEnd { get; init; } = 2;

    /// <summary>Working days before a due date on which to remind.</summary>
    public ImmutableArray<int> ReminderOffsets { get; init; } = ReminderPlan.Default.Offsets;

    public Ladder Ladder { get; init; } = Ladder.Default;

    /// <summary>Hour on the town's clock at which reminders and papers go out.</summary>
    public TimeOnly SendingHour { get; init; } = new(8, 30);

    public string ZoneId { get; init; } = "Asia/Shanghai";

    /// <summary>Short name of the body that issues papers, first part of every number (发文字号).</summary>
    public string IssuingBody { get; init; } = "巡改";

    /// <summary>The workflow that items of this round start on (办理流程): a definition's logical id.</summary>
    public string DefinitionId { get; init; } = "rectification";

    /// <summary>The town's clock; call <see cref="Validate"/> first on settings from outside.</summary>
    public TownTime ToTownTime() => new(TimeZoneInfo.FindSystemTimeZoneById(ZoneId), SendingHour);

    /// <summary>The reminder plan of the offsets.</summary>
    public ReminderPlan ToReminderPlan() => new(ReminderOffsets);

    /// <summary>Everything wrong with the settings; empty when they can be used.</summary>
    public IReadOnlyList<SettingProblem> Validate()
    {
        var problems = new List<SettingProblem>();
        Range(nameof(PlanDueMonths), PlanDueMonths, 1, 24);
        Range(nameof(ConcentratedMonths), ConcentratedMonths, 1, 24);
        Range(nameof(AtOnceDays), AtOnceDays, 1, 365);
        Range(nameof(PublicityDays), PublicityDays, 1, 60);
        Range(nameof(ReviewEveryMonths), ReviewEveryMonths, 1, 24);
        Range(nameof(CleanReviewsToEnd), CleanReviewsToEnd, 1, 20);

        if (ReminderOffsets.IsDefault || ReminderOffsets.Any(offset => offset is < 0 or > 250))
        {
            problems.Add(new(nameof(ReminderOffsets), "提醒日数须在 0 到 250 个工作日之间", "Reminder offsets are 0 to 250 working days."));
        }

        foreach (var problem in Ladder.Validate())
        {
            problems.Add(new(nameof(Ladder), problem, problem));
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(ZoneId, out _))
        {
            problems.Add(new(nameof(ZoneId), $"没有时区 {ZoneId}", $"There is no time zone {ZoneId}."));
        }

        if (string.IsNullOrWhiteSpace(IssuingBody) || IssuingBody.Any(c => c is '〔' or '〕' || char.IsAsciiDigit(c)))
        {
            problems.Add(new(nameof(IssuingBody), "发文机关代字不能为空，也不能含数字或〔〕", "The issuing body needs a short name without digits or brackets."));
        }

        if (string.IsNullOrWhiteSpace(DefinitionId))
        {
            problems.Add(new(nameof(DefinitionId), "须指定办理流程", "The round needs a workflow."));
        }

        return problems;

        void Range(string setting, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                problems.Add(new(setting, $"须在 {least} 到 {most} 之间", $"Must lie between {least} and {most}."));
            }
        }
    }
}

/// <summary>One thing wrong with a setting, in both languages.</summary>
public sealed record SettingProblem(string Setting, string Chinese, string English);
