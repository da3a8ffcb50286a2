using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Workflows;

/// <summary>An instance waits for a named event; once it was published the row says so until the instance has gone on.</summary>
public sealed class EventWait
{
    /// <summary>The bookmark to resume.</summary>
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }
    public required string EventName { get; set; }
    public string? CorrelationId { get; init; }

    /// <summary>When the event was published; null while it is awaited.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>What the event carried, as JSON.</summary>
    public string? Payload { get; set; }

    /// <summary>Failed attempts to resume it.</summary>
    public int Attempts { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<EventWait>
    {
        public void Configure(EntityTypeBuilder<EventWait> builder)
        {
            builder.ToTable("workflow_event_waits");
            builder.Property(row => row.EventName).HasMaxLength(200);
            builder.Property(row => row.CorrelationId).HasMaxLength(200);
            builder.Property(row => row.PublishedAt).IsConcurrencyToken();
            builder.HasIndex(row => row.EventName);
            builder.HasIndex(row => row.InstanceId);
            builder.HasIndex(row => row.PublishedAt).HasFilter("published_at IS NOT NULL");
        }
    }
}
