namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>The town's clock: which day an instant is, and at which instant a day's mails go out.</summary>
public sealed record TownTime(TimeZoneInfo Zone, TimeOnly SendingHour)
{
    /// <summary>The town's day of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The instant, in UTC, at which the mails of a day go out.</summary>
    public DateTimeOffset SendingInstant(DateOnly day) => InstantOf(day, SendingHour);

    /// <summary>The instant, in UTC, of a day and hour on the town's clock.</summary>
    public DateTimeOffset InstantOf(DateOnly day, TimeOnly hour)
    {
        var local = day.ToDateTime(hour);
        while (Zone.IsInvalidTime(local))
        {
            // Where clocks jump forward the hour does not exist; the first one that does is meant.
            local = local.AddMinutes(15);
        }

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
