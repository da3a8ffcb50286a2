using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Moves;

/// <summary>How far an order has come.</summary>
public enum MovePhase
{
    /// <summary>What it would do was worked out; nothing is changed yet.</summary>
    Prepared,

    /// <summary>An administrator confirmed it; the job moves one instance after the other.</summary>
    Applying,

    Done,
}

/// <summary>An administrator's order to move running instances to another version of their definition (迁移).</summary>
public sealed class MoveOrder
{
    public required Guid Id { get; init; }
    public required string DefinitionId { get; init; }
    public required int ToVersion { get; init; }
    public required Guid By { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Which instances it is about, as JSON of <see cref="MoveChoice"/>.</summary>
    public required string Choice { get; init; }

    /// <summary>How many more there are than one order takes; where only those that stand somewhere are meant, how many were not looked at.</summary>
    public int Left { get; init; }

    public MovePhase Phase { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<MoveOrder>
    {
        public void Configure(EntityTypeBuilder<MoveOrder> builder)
        {
            builder.ToTable("workflow_move_orders");
            builder.Property(row => row.DefinitionId).HasMaxLength(100);
            builder.Property(row => row.Phase).IsConcurrencyToken();
            builder.HasIndex(row => row.At);
            builder.HasIndex(row => row.Phase);
        }
    }
}
