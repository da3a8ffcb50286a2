using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.People.Handovers;

/// <summary>All open items of one official that went to another (移交), in one transaction. Rows are only ever added.</summary>
public sealed class Handover
{
    public required Guid Id { get; init; }
    public required Guid FromId { get; init; }
    public required Guid ToId { get; init; }
    public required string Reason { get; init; }
    public required Guid By { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int Items { get; init; }
    public required int Tasks { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<Handover>
    {
        public void Configure(EntityTypeBuilder<Handover> builder)
        {
            builder.ToTable("handovers");
            builder.Property(row => row.Reason).HasMaxLength(HandOverItems.LongestReason);
            builder.HasIndex(row => row.FromId);
        }
    }
}

/// <summary>An item that went over with a handover: what the receipts list.</summary>
public sealed class HandoverItem
{
    public required Guid HandoverId { get; init; }
    public required ItemId ItemId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<HandoverItem>
    {
        public void Configure(EntityTypeBuilder<HandoverItem> builder)
        {
            builder.ToTable("handover_items");
            builder.HasKey(row => new { row.HandoverId, row.ItemId });
            builder.HasIndex(row => row.ItemId);
        }
    }
}
