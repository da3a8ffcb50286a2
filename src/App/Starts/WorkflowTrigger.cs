using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Starts;

/// <summary>What starts a published definition by itself (触发器): a time or an event.</summary>
public sealed class WorkflowTrigger
{
    public required Guid Id { get; init; }
    public required string DefinitionId { get; init; }
    public required int Version { get; init; }
    public required string ActivityId { get; init; }

    /// <summary>The event it waits for; null for a time.</summary>
    public string? EventName { get; init; }

    /// <summary>When it fires next; null for an event, or when it never fires again.</summary>
    public DateTimeOffset? DueAt { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<WorkflowTrigger>
    {
        public void Configure(EntityTypeBuilder<WorkflowTrigger> builder)
        {
            builder.ToTable("workflow_triggers");
            builder.Property(row => row.DefinitionId).HasMaxLength(100);
            builder.Property(row => row.ActivityId).HasMaxLength(200);
            builder.Property(row => row.EventName).HasMaxLength(200);
            builder.Property(row => row.DueAt).IsConcurrencyToken();
            builder.HasIndex(row => new { row.DefinitionId, row.ActivityId }).IsUnique();
            builder.HasIndex(row => row.EventName);
            builder.HasIndex(row => row.DueAt).HasFilter("due_at IS NOT NULL");
        }
    }
}
