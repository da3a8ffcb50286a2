using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Items;

/// <summary>A report on progress (进展情况) in the words of the responsible side.</summary>
public sealed class ProgressNote
{
    public required Guid Id { get; init; }
    public required ItemId ItemId { get; init; }
    public required Guid By { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Text { get; init; }

    /// <summary>The received mail (邮件回复) it came by; null when it was written on the page.</summary>
    public Guid? MessageId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<ProgressNote>
    {
        public void Configure(EntityTypeBuilder<ProgressNote> builder)
        {
            builder.ToTable("progress_notes");
            builder.Property(row => row.Text).HasMaxLength(4000);
            builder.HasIndex(row => row.ItemId);
        }
    }
}
