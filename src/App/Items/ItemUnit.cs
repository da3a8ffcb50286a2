using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Items;

/// <summary>A unit that has to do with an item and therefore sees it, as do the units above it.</summary>
public sealed class ItemUnit
{
    public required ItemId ItemId { get; init; }
    public required Guid UnitId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<ItemUnit>
    {
        public void Configure(EntityTypeBuilder<ItemUnit> builder)
        {
            builder.ToTable("item_units");
            builder.HasKey(row => new { row.ItemId, row.UnitId });
            builder.HasIndex(row => row.UnitId);
        }
    }
}
