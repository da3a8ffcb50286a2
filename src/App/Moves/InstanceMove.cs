using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Moves;

/// <summary>What became of one instance of an order.</summary>
public enum MoveState
{
    /// <summary>It can be moved, and will be when the order is confirmed.</summary>
    Movable,

    /// <summary>It cannot be moved; the preview says why.</summary>
    Refused,

    /// <summary>The administrator took it out of the order.</summary>
    Excluded,

    Moved,

    /// <summary>It took a step after the preview, so what was confirmed is not what would be done; it was left alone.</summary>
    WentOn,

    /// <summary>Something unforeseen happened; the reason says what. The instance is as it was.</summary>
    Failed,

    /// <summary>It was moved and put back.</summary>
    Undone,
}

/// <summary>One instance of an order: what was found, what was done, and what it was before.</summary>
public sealed class InstanceMove
{
    public required Guid OrderId { get; init; }
    public required Guid InstanceId { get; init; }

    /// <summary>Its place in the order.</summary>
    public int Position { get; set; }

    public required int FromVersion { get; init; }

    /// <summary>The instance's step count when it was looked at; another one later means that somebody was faster.</summary>
    public required int Seen { get; set; }

    public required MoveState State { get; set; }
    public ItemId? ItemId { get; init; }

    /// <summary>What was found, as JSON of <see cref="MovePreview"/>.</summary>
    public required string Preview { get; set; }

    /// <summary>What it was before, as JSON of <see cref="MoveMemory"/>; null before it is moved and after it was put back.</summary>
    public string? Before { get; set; }

    /// <summary>The instance's step count after the move; as long as it stays so, the move can be undone.</summary>
    public int? After { get; set; }

    /// <summary>When the state was last changed.</summary>
    public required DateTimeOffset At { get; set; }

    public string? Reason { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<InstanceMove>
    {
        public void Configure(EntityTypeBuilder<InstanceMove> builder)
        {
            builder.ToTable("workflow_moves");
            builder.HasKey(row => new { row.OrderId, row.InstanceId });
            builder.Property(row => row.State).IsConcurrencyToken();
            builder.Property(row => row.Reason).HasMaxLength(2000);
            builder.HasIndex(row => new { row.OrderId, row.State, row.Position });
            builder.HasIndex(row => row.InstanceId);
            builder.HasOne<MoveOrder>().WithMany().HasForeignKey(row => row.OrderId);
        }
    }
}
