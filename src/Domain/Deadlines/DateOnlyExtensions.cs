namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>The words this domain has for days.</summary>
public static class DateOnlyExtensions
{
    extension(DateOnly date)
    {
        public bool IsWeekend => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

        /// <summary>Monday of the day's week; weeks run from Monday to Sunday here.</summary>
        public DateOnly Monday => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));
    }
}
