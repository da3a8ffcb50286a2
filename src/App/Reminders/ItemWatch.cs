using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Reminders;

/// <summary>
/// An item whose deadline is watched. The row lives as long as the item can become due; while the ball is with somebody
/// else both instants are empty. The sweeps read only the rows whose next instant has come.
/// </summary>
public sealed class ItemWatch
{
    public required ItemId ItemId { get; init; }

    /// <summary>The due date that counts; both plans below were made for it.</summary>
    public required DateOnly DueOn { get; set; }

    /// <summary>Working days before the due date, overriding the round's plan; null takes the round's.</summary>
    public List<int>? ReminderOffsets { get; set; }

    /// <summary>What an activity of the workflow sets differently besides, as JSON; null takes the round's.</summary>
    public string? ReminderPlan { get; set; }

    /// <summary>The plan that a supervisor gave this item (本件提醒计划), as JSON; it counts before all others. Null when there is none.</summary>
    public string? ItemPlan { get; set; }

    /// <summary>The ladder as JSON, overriding the round's; null takes the round's.</summary>
    public string? Ladder { get; set; }

    /// <summary>Rungs fired for <see cref="DueOn"/>.</summary>
    public int RungsDone { get; set; }

    /// <summary>The town's day on which the last of them fired.</summary>
    public DateOnly? LastRungOn { get; set; }

    /// <summary>When the next reminder goes out; null when none is left or the ball is with somebody else.</summary>
    public DateTimeOffset? NextReminderAt { get; set; }

    /// <summary>Which reminder that is: the widest of the offsets that fall on its day. A new calendar moves its day, not it.</summary>
    public int? NextReminderStep { get; set; }

    /// <summary>When the next rung of the ladder fires; null when none is left or the ball is with somebody else.</summary>
    public DateTimeOffset? NextRungAt { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<ItemWatch>
    {
        public void Configure(EntityTypeBuilder<ItemWatch> builder)
        {
            builder.ToTable("item_watches");
            builder.HasKey(row => row.ItemId);
            builder.HasIndex(row => row.NextReminderAt).HasFilter("next_reminder_at IS NOT NULL");
            builder.HasIndex(row => row.NextRungAt).HasFilter("next_rung_at IS NOT NULL");
        }
    }
}
