using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.App.Workflows;

/// <summary>An instance sleeps until an instant (定时). A row, not an object in memory.</summary>
public sealed class InstanceTimer
{
    /// <summary>The bookmark to resume.</summary>
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>Why it sleeps: an activity type, such as "LongTermReview".</summary>
    public required string Purpose { get; init; }

    /// <summary>The day it is counted from when it goes by the working calendar; null for a plain instant.</summary>
    public DateOnly? Day { get; set; }

    /// <summary>Working days after that day; negative before it.</summary>
    public int WorkingDays { get; set; }

    /// <summary>Failed attempts to resume it; it is put off a little further each time.</summary>
    public int Attempts { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<InstanceTimer>
    {
        public void Configure(EntityTypeBuilder<InstanceTimer> builder)
        {
            builder.ToTable("workflow_timers");
            builder.Property(row => row.Purpose).HasMaxLength(100);
            builder.HasIndex(row => row.DueAt);
            builder.HasIndex(row => row.InstanceId);
        }
    }
}

/// <summary>When a timer is due, and from which day that is counted if it goes by the working calendar.</summary>
internal sealed record TimerTime(DateTimeOffset DueAt, DateOnly? Day = null, int WorkingDays = 0)
{
    /// <summary>A review waits for the item's own review day; any other timer for the day it names.</summary>
    public static TimerTime Of(LoadedInstance loaded, TownTime town, WorkingCalendar calendar, Wait.UntilDay wake)
    {
        var day = wake.Day.AddMonths(wake.Months);
        day = wake.Purpose == WakeTimers.LongTermReview ? loaded.Item?.NextReviewOn ?? day : day;
        return new(InstantOf(wake.Purpose, day, wake.WorkingDays, calendar, town), day, wake.WorkingDays);
    }

    /// <summary>A review never falls on a day off; any other day is kept as written.</summary>
    public static DateTimeOffset InstantOf(string purpose, DateOnly day, int workingDays, WorkingCalendar calendar, TownTime town) =>
        town.SendingInstant(purpose == WakeTimers.LongTermReview ? calendar.NextOrSame(day) : calendar.AddWorkingDays(day, workingDays));
}
