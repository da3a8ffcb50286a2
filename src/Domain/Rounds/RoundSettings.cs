using System.Collections.Immutable;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.Domain.Rounds;

/// <summary>Everything about a round that a district may set differently; every default is safe.</summary>
public sealed record RoundSettings
{
    /// <summary>More quiet days than this would be no chasing any more.</summary>
    public const int MostQuietDays = 120;

    /// <summary>Longest name or contact that papers print.</summary>
    public const int LongestPrinted = 100;

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

    /// <summary>Calendar days (自然日) before a due date on which to remind as well.</summary>
    public ImmutableArray<int> CalendarReminderOffsets { get; init; } = [];

    /// <summary>静默日: nothing is sent by reminders and the ladder.</summary>
    public ImmutableArray<QuietSpan> QuietDays { get; init; } = [];

    public Ladder Ladder { get; init; } = Ladder.Default;

    /// <summary>Hour on the town's clock at which reminders and papers go out.</summary>
    public TimeOnly SendingHour { get; init; } = new(8, 30);

    /// <summary>Which summaries (周报、月报) the round sends.</summary>
    public SummaryPlan Summaries { get; init; } = SummaryPlan.Weekly;

    public string ZoneId { get; init; } = "Asia/Shanghai";

    /// <summary>Short name of the body that issues papers, first part of every number (发文字号).</summary>
    public string IssuingBody { get; init; } = "巡改";

    /// <summary>Full name of that body, as it heads and signs papers (发文机关名称); empty prints the short one.</summary>
    public string IssuerName { get; init; } = "";

    /// <summary>Whom to ask, as papers print it (联系人、电话); empty points to the item's page.</summary>
    public string Contact { get; init; } = "";

    /// <summary>The workflow that items of this round start on (办理流程): a definition's logical id.</summary>
    public string DefinitionId { get; init; } = "rectification";

    /// <summary>The town's clock; call <see cref="Validate"/> first on settings from outside.</summary>
    public TownTime ToTownTime() => new(TimeZoneInfo.FindSystemTimeZoneById(ZoneId), SendingHour);

    /// <summary>The reminder plan of the offsets.</summary>
    public ReminderPlan ToReminderPlan() => new(ReminderOffsets) { CalendarOffsets = CalendarReminderOffsets };

    /// <summary>The days on which this round sends.</summary>
    public SendingDays ToSendingDays(WorkingCalendar calendar) => new(calendar, QuietDays);

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

        problems.AddRange(OwnPlan.Wrong(nameof(ReminderOffsets), ReminderOffsets, OwnPlan.MostWorkingDays));
        problems.AddRange(OwnPlan.Wrong(nameof(CalendarReminderOffsets), CalendarReminderOffsets, OwnPlan.MostCalendarDays));
        if (QuietDays.IsDefault || QuietDays.Any(span => span.To < span.From) || QuietDays.Sum(span => span.Length) > MostQuietDays)
        {
            problems.Add(new(nameof(QuietDays), $"静默日的结束不能早于开始，合计不超过{MostQuietDays}天", $"A quiet span ends after it begins; all together have at most {MostQuietDays} days."));
        }

        foreach (var problem in Ladder.Validate())
        {
            problems.Add(new(nameof(Ladder), problem, problem));
        }

        problems.AddRange(OwnPlan.WrongHour(nameof(SendingHour), SendingHour));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(ZoneId, out _))
        {
            problems.Add(new(nameof(ZoneId), $"没有时区 {ZoneId}", $"There is no time zone {ZoneId}."));
        }

        if (string.IsNullOrWhiteSpace(IssuingBody) || IssuingBody.Any(c => c is '〔' or '〕' || char.IsAsciiDigit(c)))
        {
            problems.Add(new(nameof(IssuingBody), "发文机关代字不能为空，也不能含数字或〔〕", "The issuing body needs a short name without digits or brackets."));
        }

        Printed(nameof(IssuerName), IssuerName);
        Printed(nameof(Contact), Contact);
        if (string.IsNullOrWhiteSpace(DefinitionId))
        {
            problems.Add(new(nameof(DefinitionId), "须指定办理流程", "The round needs a workflow."));
        }

        return problems;

        void Printed(string setting, string value)
        {
            if (value.Length > LongestPrinted || value.Any(char.IsControl))
            {
                problems.Add(new(setting, $"须是一行，不超过{LongestPrinted}个字", $"Must be one line of at most {LongestPrinted} characters."));
            }
        }

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
