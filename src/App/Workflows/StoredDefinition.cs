using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Workflows;

/// <summary>One version of a workflow definition (流程定义), as Elsa's designer saves it.</summary>
public sealed class StoredDefinition
{
    /// <summary>Identity of this version.</summary>
    public required Guid Id { get; init; }

    /// <summary>The logical id, shared by all versions.</summary>
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }
    public required string Name { get; set; }

    /// <summary>The definition's JSON, unchanged.</summary>
    public required string Json { get; set; }

    public bool IsPublished { get; set; }
    public bool IsLatest { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<StoredDefinition>
    {
        public void Configure(EntityTypeBuilder<StoredDefinition> builder)
        {
            builder.ToTable("workflow_definitions");
            builder.Property(row => row.DefinitionId).HasMaxLength(100);
            builder.Property(row => row.Name).HasMaxLength(200);
            builder.HasIndex(row => new { row.DefinitionId, row.Version }).IsUnique();
        }
    }
}
