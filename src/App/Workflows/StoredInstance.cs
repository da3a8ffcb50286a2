using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>A running or finished workflow instance (流程实例): the engine's state and what lists need of it.</summary>
public sealed class StoredInstance
{
    public required Guid Id { get; init; }
    public required string DefinitionId { get; init; }

    /// <summary>The version it started with and keeps, unless an administrator moves it to another (迁移).</summary>
    public required int DefinitionVersion { get; set; }

    /// <summary>
    /// The versions it ran before, each with the last entry of its log written under it, such as "3:120 4:188"; null when it
    /// was never moved.
    /// </summary>
    public string? PastVersions { get; set; }

    public ItemId? ItemId { get; init; }
    public string? Name { get; set; }
    public string? CorrelationId { get; set; }

    /// <summary>
    /// What only one running instance may be, by its definition's activation strategy (激活策略); null when it may run beside
    /// any other. Unique, so that of two starts in one moment one loses.
    /// </summary>
    public string? ActivationKey { get; set; }

    /// <summary>The engine's state as compact JSON.</summary>
    public required string State { get; set; }

    public required InstanceStatus Status { get; set; }
    public required InstanceSubStatus SubStatus { get; set; }
    public int IncidentCount { get; set; }

    /// <summary>Grows with each step; of two racing steps exactly one finds the version it read.</summary>
    public int Version { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<StoredInstance>
    {
        public void Configure(EntityTypeBuilder<StoredInstance> builder)
        {
            builder.ToTable("workflow_instances");
            builder.Property(row => row.DefinitionId).HasMaxLength(100);
            builder.Property(row => row.Name).HasMaxLength(400);
            builder.Property(row => row.CorrelationId).HasMaxLength(200);
            builder.Property(row => row.ActivationKey).HasMaxLength(320);
            builder.Property(row => row.Version).IsConcurrencyToken();
            builder.HasIndex(row => row.ActivationKey).IsUnique().HasFilter("activation_key IS NOT NULL");
            builder.HasIndex(row => row.ItemId);
            builder.HasIndex(row => new { row.CreatedAt, row.Id });
            builder.HasIndex(row => new { row.DefinitionId, row.DefinitionVersion, row.CreatedAt });
            builder.HasIndex(row => new { row.Status, row.CreatedAt });
            // By what never changes: an index on the instant of the last step would have to follow every step.
            builder.HasIndex(row => row.CreatedAt).HasFilter("incident_count > 0");
        }
    }
}
