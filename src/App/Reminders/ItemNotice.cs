using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Reminders;

/// <summary>What kind of notice an item gave rise to.</summary>
public enum NoticeKind
{
    /// <summary>到期提醒, before the due date.</summary>
    Reminder,

    /// <summary>A rung of the escalation ladder (提醒、催办、督办、约谈), after it.</summary>
    Rung,

    /// <summary>催办 by a supervisor's hand, late or not.</summary>
    Urge,
}

/// <summary>The record that a reminder or a rung fired; once per item, due date and step.</summary>
public sealed class ItemNotice
{
    public required Guid Id { get; init; }
    public required ItemId ItemId { get; init; }
    public required DateOnly DueOn { get; init; }
    public required NoticeKind Kind { get; init; }

    /// <summary>Working days before the due date for a reminder; the rung's number from 1 for a rung; how many times by hand.</summary>
    public required int Step { get; init; }

    /// <summary>The town's day on which it was planned to fire.</summary>
    public required DateOnly PlannedOn { get; init; }

    /// <summary>The town's day on which it did.</summary>
    public required DateOnly FiredOn { get; init; }

    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>The numbered paper it issued; null when the rung has none.</summary>
    public Guid? PaperId { get; init; }

    /// <summary>True when the system was down on the planned day and caught up later.</summary>
    public bool Late => FiredOn > PlannedOn;

    private sealed class Configuration : IEntityTypeConfiguration<ItemNotice>
    {
        public void Configure(EntityTypeBuilder<ItemNotice> builder)
        {
            builder.ToTable("item_notices");
            builder.Ignore(row => row.Late);
            builder.HasIndex(row => new { row.ItemId, row.DueOn, row.Kind, row.Step }).IsUnique();
        }
    }
}
