using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>Days on which a round sends no reminder and takes no rung (静默日), first and last included.</summary>
public sealed record QuietSpan(DateOnly From, DateOnly To)
{
    /// <summary>True when the day belongs to the span.</summary>
    public bool Contains(DateOnly day) => From <= day && day <= To;

    /// <summary>How many days it is long.</summary>
    [JsonIgnore]
    public int Length => To.DayNumber - From.DayNumber + 1;
}

/// <summary>
/// The days on which a round sends: worked, and not quiet. Quiet days count as working days all the same; what falls on one goes
/// out before it when it warns of a due date, and after it when it chases.
/// </summary>
public sealed record SendingDays(WorkingCalendar Calendar, ImmutableArray<QuietSpan> Quiet)
{
    /// <summary>The days of a calendar without quiet days.</summary>
    public static SendingDays Of(WorkingCalendar calendar) => new(calendar, []);

    /// <summary>The days of a calendar without quiet days.</summary>
    public static implicit operator SendingDays(WorkingCalendar calendar) => Of(calendar);

    /// <summary>True when mails of the plans go out on this day.</summary>
    public bool IsOpen(DateOnly day) => Calendar.IsWorked(day) && !Quiet.Any(span => span.Contains(day));

    /// <summary>The day when it is open, else the last open day before it.</summary>
    public DateOnly OnOrBefore(DateOnly day) => Seek(day, -1);

    /// <summary>The day when it is open, else the first open day after it.</summary>
    public DateOnly OnOrAfter(DateOnly day) => Seek(day, 1);

    /// <summary>The first open day after the day.</summary>
    public DateOnly After(DateOnly day) => OnOrAfter(day.AddDays(1));

    private DateOnly Seek(DateOnly day, int step)
    {
        while (!IsOpen(day))
        {
            day = day.AddDays(step);
        }

        return day;
    }
}
