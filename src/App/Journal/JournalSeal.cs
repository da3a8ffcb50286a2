using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Journal;

/// <summary>An entry's place in its town's chain and its digest (日志链). Rows are only ever added.</summary>
public sealed class JournalSeal
{
    /// <summary>What stands for "no town": entries about no round, such as a new account (全平台).</summary>
    public static readonly Guid Platform = Guid.Empty;

    public required long EntryId { get; init; }

    /// <summary>The town whose chain it is; <see cref="Platform"/> for entries of none.</summary>
    public required Guid Chain { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required long Position { get; init; }

    public required string Previous { get; init; }
    public required string Digest { get; init; }
    public required DateTimeOffset SealedAt { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<JournalSeal>
    {
        public void Configure(EntityTypeBuilder<JournalSeal> builder)
        {
            builder.ToTable("journal_seals");
            builder.HasKey(row => row.EntryId);
            builder.Property(row => row.EntryId).ValueGeneratedNever();
            builder.Property(row => row.Previous).HasMaxLength(64);
            builder.Property(row => row.Digest).HasMaxLength(64);

            // Two sealers at once: the second one's whole batch fails, so a chain never forks.
            builder.HasIndex(row => new { row.Chain, row.Position }).IsUnique();
        }
    }
}
