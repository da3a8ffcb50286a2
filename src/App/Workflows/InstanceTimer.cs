using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Workflows;

/// <summary>An instance sleeps until an instant (定时). A row, not an object in memory.</summary>
public sealed class InstanceTimer
{
    /// <summary>The bookmark to resume.</summary>
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>Why it sleeps: an activity type, such as "LongTermReview".</summary>
    public required string Purpose { get; init; }

    /// <summary>Failed attempts to resume it; it is put off a little further each time.</summary>
    public int Attempts { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<InstanceTimer>
    {
        public void Configure(EntityTypeBuilder<InstanceTimer> builder)
        {
            builder.ToTable("workflow_timers");
            builder.Property(row => row.Purpose).HasMaxLength(100);
            builder.HasIndex(row => row.DueAt);
            builder.HasIndex(row => row.InstanceId);
        }
    }
}
