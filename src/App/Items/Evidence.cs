using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Items;

/// <summary>A file that shows that a measure was carried out (佐证材料).</summary>
public sealed class Evidence
{
    /// <summary>The measure number of what came by mail and names none.</summary>
    public const int WholeItem = 0;

    public required Guid Id { get; init; }
    public required ItemId ItemId { get; init; }

    /// <summary>The measure it belongs to, by its number within the item.</summary>
    public required int MeasureNo { get; init; }

    /// <summary>The name the uploader's file had; shown, never used as a path.</summary>
    public required string FileName { get; init; }

    public required string ContentType { get; init; }
    public required long Size { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the content.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The random name it is stored under.</summary>
    public required string StoredName { get; init; }

    public required Guid UploadedBy { get; init; }
    public required DateTimeOffset UploadedAt { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<Evidence>
    {
        public void Configure(EntityTypeBuilder<Evidence> builder)
        {
            builder.ToTable("evidence");
            builder.Property(row => row.FileName).HasMaxLength(255);
            builder.Property(row => row.ContentType).HasMaxLength(100);
            builder.Property(row => row.Sha256).HasMaxLength(64);
            builder.Property(row => row.StoredName).HasMaxLength(100);
            builder.HasIndex(row => row.ItemId);
        }
    }
}
