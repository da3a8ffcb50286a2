using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Workflows;

/// <summary>An instance waits for a named event.</summary>
public sealed class EventWait
{
    /// <summary>The bookmark to resume.</summary>
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }
    public required string EventName { get; init; }
    public string? CorrelationId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<EventWait>
    {
        public void Configure(EntityTypeBuilder<EventWait> builder)
        {
            builder.ToTable("workflow_event_waits");
            builder.Property(row => row.EventName).HasMaxLength(200);
            builder.Property(row => row.CorrelationId).HasMaxLength(200);
            builder.HasIndex(row => row.EventName);
            builder.HasIndex(row => row.InstanceId);
        }
    }
}

/// <summary>An event published by a step, to be delivered to whoever waits for it after that step committed.</summary>
public sealed class PublishedEvent
{
    public required Guid Id { get; init; }
    public required string EventName { get; init; }
    public string? CorrelationId { get; init; }
    public string? Payload { get; init; }
    public required DateTimeOffset At { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<PublishedEvent>
    {
        public void Configure(EntityTypeBuilder<PublishedEvent> builder)
        {
            builder.ToTable("workflow_published_events");
            builder.Property(row => row.EventName).HasMaxLength(200);
            builder.Property(row => row.CorrelationId).HasMaxLength(200);
            builder.HasIndex(row => row.At);
        }
    }
}
