using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>What an activity or an item sets differently from its round's reminder plan (自定提醒计划); what it leaves out is the round's.</summary>
public sealed record OwnPlan
{
    /// <summary>The furthest a reminder may lie before its due date, in working days.</summary>
    public const int MostWorkingDays = 250;

    /// <summary>The furthest a reminder may lie before its due date, in calendar days.</summary>
    public const int MostCalendarDays = 365;

    /// <summary>Later in the day nothing is sent.</summary>
    public static readonly TimeOnly LastHour = new(18, 30);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Working days before the due date; null takes the round's.</summary>
    public ImmutableArray<int>? WorkingDays { get; init; }

    /// <summary>Calendar days (自然日) before the due date; null takes the round's.</summary>
    public ImmutableArray<int>? CalendarDays { get; init; }

    /// <summary>The sending hour; null takes the round's.</summary>
    public TimeOnly? SendingHour { get; init; }

    /// <summary>True when it says on which days to remind; then it says all of them.</summary>
    [JsonIgnore]
    public bool SetsDays => WorkingDays is not null || CalendarDays is not null;

    /// <summary>True when nothing is set differently.</summary>
    [JsonIgnore]
    public bool IsEmpty => !SetsDays && SendingHour is null;

    /// <summary>The plan of a JSON text; null for none. Throws a <see cref="FormatException"/> that says how one is written.</summary>
    public static OwnPlan? Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return null;
        }

        try
        {
            var plan = JsonSerializer.Deserialize<OwnPlan>(json, Json);
            return plan is null || plan.Validate().Count == 0 ? plan : throw new FormatException(plan.Validate()[0].English);
        }
        catch (JsonException error)
        {
            throw new FormatException(
                """A reminder plan is written as { "workingDays": [10, 3], "calendarDays": [30], "sendingHour": "09:00" }; each part may be left out.""", error);
        }
    }

    /// <summary>The plan as JSON; null when nothing is set differently.</summary>
    public string? Write() => IsEmpty ? null : JsonSerializer.Serialize(this, Json);

    /// <summary>Everything wrong with it, by part; empty when it can be used.</summary>
    public IReadOnlyList<Rounds.SettingProblem> Validate() =>
    [
        .. Wrong(nameof(WorkingDays), WorkingDays ?? [], MostWorkingDays),
        .. Wrong(nameof(CalendarDays), CalendarDays ?? [], MostCalendarDays),
        .. WrongHour(nameof(SendingHour), SendingHour),
    ];

    /// <summary>An hour after which nothing is sent any more on that day.</summary>
    internal static IEnumerable<Rounds.SettingProblem> WrongHour(string part, TimeOnly? hour)
    {
        if (hour > LastHour)
        {
            yield return new(part, $"发送时刻不能晚于{LastHour:HH:mm}", $"The sending hour is {LastHour:HH:mm} at the latest.");
        }
    }

    /// <summary>The offsets of a list that lie outside what is possible.</summary>
    internal static IEnumerable<Rounds.SettingProblem> Wrong(string part, ImmutableArray<int> offsets, int most)
    {
        if (offsets.IsDefault || offsets.Any(offset => offset < 0 || offset > most))
        {
            yield return new(part, $"提醒提前量须在 0 到 {most} 天之间", $"Reminder offsets are 0 to {most} days.");
        }
    }
}
