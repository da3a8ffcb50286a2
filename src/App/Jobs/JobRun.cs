using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Jobs;

/// <summary>When a recurring job last ran and last succeeded; one row per job.</summary>
public sealed class JobRun
{
    /// <summary>The job's stable id, as in the schedule.</summary>
    public required string Id { get; init; }

    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? SucceededAt { get; set; }
    public DateTimeOffset? FailedAt { get; set; }
    public string? Error { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<JobRun>
    {
        public void Configure(EntityTypeBuilder<JobRun> builder)
        {
            builder.ToTable("job_runs");
            builder.Property(row => row.Id).HasMaxLength(100);
            builder.Property(row => row.Error).HasMaxLength(2000);
        }
    }
}
