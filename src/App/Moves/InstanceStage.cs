using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Moves;

/// <summary>
/// An instance as it stood when a move took it to another version (迁移前的经过), so that what happened until then can still be
/// drawn on the graph it happened on. Goes when the move is undone, for then the instance runs that graph again.
/// </summary>
public sealed class InstanceStage
{
    /// <summary>By this id it is looked at like an instance.</summary>
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }

    /// <summary>The version it ran until then.</summary>
    public required int DefinitionVersion { get; init; }

    /// <summary>The last entry of the instance's log before the move.</summary>
    public required long LastEntry { get; init; }

    /// <summary>The engine's state as compact JSON.</summary>
    public required string State { get; init; }

    public required InstanceStatus Status { get; init; }
    public required InstanceSubStatus SubStatus { get; init; }
    public required int IncidentCount { get; init; }
    public string? Name { get; init; }
    public string? CorrelationId { get; init; }

    /// <summary>When it took its last step before the move.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it had ended, should it have.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it was moved.</summary>
    public required DateTimeOffset LeftAt { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<InstanceStage>
    {
        public void Configure(EntityTypeBuilder<InstanceStage> builder)
        {
            builder.ToTable("workflow_stages");
            builder.Property(row => row.Name).HasMaxLength(400);
            builder.Property(row => row.CorrelationId).HasMaxLength(200);
            builder.HasIndex(row => new { row.InstanceId, row.LastEntry });
        }
    }
}
