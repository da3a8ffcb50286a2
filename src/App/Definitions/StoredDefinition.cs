using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Definitions;

/// <summary>One version of a workflow definition (流程定义), as Elsa's designer saves it.</summary>
public sealed class StoredDefinition
{
    /// <summary>Identity of this version.</summary>
    public required Guid Id { get; init; }

    /// <summary>The logical id, shared by all versions.</summary>
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }
    public required string Name { get; set; }
    public string? Description { get; set; }

    /// <summary>The definition's JSON with everything the designer put there, known here or not.</summary>
    public required string Json { get; set; }

    /// <summary>True when other definitions may use it as an activity.</summary>
    public bool UsableAsActivity { get; set; }

    public bool IsPublished { get; set; }
    public bool IsLatest { get; set; }

    /// <summary>Counts what was saved into this version; whoever saves over an older count has not seen the newest.</summary>
    public int Edition { get; set; }

    /// <summary>Grows with every change of the row; of two racing changes one finds the number it read.</summary>
    public int Revision { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its content was last saved, and by whom; null when a tool did.</summary>
    public required DateTimeOffset SavedAt { get; set; }

    public Guid? SavedBy { get; set; }

    /// <summary>
    /// Set when it was first published or run: from then on its content never changes, so instances keep what they
    /// started with, and its number is never given again.
    /// </summary>
    public DateTimeOffset? FrozenAt { get; set; }

    /// <summary>Set when a frozen version was deleted: gone from every list, yet its instances go on.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<StoredDefinition>
    {
        public void Configure(EntityTypeBuilder<StoredDefinition> builder)
        {
            builder.ToTable("workflow_definitions");
            builder.Property(row => row.DefinitionId).HasMaxLength(100);
            builder.Property(row => row.Name).HasMaxLength(200);
            builder.Property(row => row.Description).HasMaxLength(2000);
            builder.Property(row => row.Revision).IsConcurrencyToken();
            builder.HasIndex(row => new { row.DefinitionId, row.Version }).IsUnique();
            builder.HasIndex(row => row.DefinitionId, "ix_workflow_definitions_one_latest").IsUnique().HasFilter("is_latest");
            builder.HasIndex(row => row.DefinitionId, "ix_workflow_definitions_one_published").IsUnique().HasFilter("is_published");
        }
    }
}
