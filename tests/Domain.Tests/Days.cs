using System.Globalization;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Domain.Tests;

/// <summary>Short words for tests: a day, the shipped calendar, the town's clock.</summary>
internal static class Days
{
    public static WorkingCalendar Calendar => WorkingCalendars.Shipped;

    public static TownTime Town { get; } = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), new(8, 30));

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly[] DaysOf(string text) => [.. text.Split(' ').Select(Day)];

    /// <summary>An instant on the town's clock.</summary>
    public static DateTimeOffset At(string day, string time) =>
        Town.InstantOf(Day(day), TimeOnly.Parse(time, CultureInfo.InvariantCulture));
}
