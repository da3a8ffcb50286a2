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

    /// <summary>In which roles the old official answered for it.</summary>
    public required HandoverRoles Roles { get; init; }

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

/// <summary>The roles in which one person can answer for an item.</summary>
[Flags]
public enum HandoverRoles
{
    None = 0,

    /// <summary>责任人</summary>
    ResponsiblePerson = 1,

    /// <summary>责任领导</summary>
    ResponsibleLeader = 2,

    /// <summary>牵头领导</summary>
    LeadLeader = 4,
}

/// <summary>How many items there are, each once, and how many in each role.</summary>
public sealed record HandoverCounts(int Items, int Responsible, int Leads, int LeadsAll)
{
    /// <summary>True when some are led.</summary>
    public bool Led => Leads + LeadsAll > 0;
}
