using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Journal;

/// <summary>Who did what on which item, and when (工作日志). Rows are only ever added.</summary>
public sealed class JournalEntry
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The person who acted; null when a job did.</summary>
    public Guid? By { get; init; }

    /// <summary>The job or part of the system that acted when no person did.</summary>
    public string? Actor { get; init; }

    /// <summary>What happened: a stable code such as "task.decided" or "item.moved".</summary>
    public required string Kind { get; init; }

    public ItemId? ItemId { get; init; }
    public Guid? InstanceId { get; init; }
    public Guid? TaskId { get; init; }

    /// <summary>The particulars as JSON.</summary>
    public required string Data { get; init; }

    /// <summary>Ties together everything one request or job run did.</summary>
    public string? StepId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<JournalEntry>
    {
        public void Configure(EntityTypeBuilder<JournalEntry> builder)
        {
            builder.ToTable("journal");
            builder.Property(row => row.Actor).HasMaxLength(100);
            builder.Property(row => row.Kind).HasMaxLength(100);
            builder.Property(row => row.StepId).HasMaxLength(64);
            builder.HasIndex(row => row.ItemId);
            builder.HasIndex(row => row.At);
        }
    }
}
