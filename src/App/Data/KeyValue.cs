using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Data;

/// <summary>A small fact about the installation itself, such as how far the demo has been replayed.</summary>
public sealed class KeyValue
{
    public required string Id { get; init; }
    public required string Value { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<KeyValue>
    {
        public void Configure(EntityTypeBuilder<KeyValue> builder)
        {
            builder.ToTable("key_values");
            builder.Property(row => row.Id).HasMaxLength(100);
        }
    }
}
