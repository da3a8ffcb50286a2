using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Endpoints;

/// <summary>
/// A method at an address that a workflow answers (HTTP 入口): a published definition starts, or an instance waits there.
/// Rows are written with the publication or the step, so whoever calls a moment later, on whatever host, is heard.
/// </summary>
public sealed class HttpListener
{
    public required Guid Id { get; init; }
    public required string DefinitionId { get; init; }
    public required int Version { get; init; }

    /// <summary>The activity that listens.</summary>
    public required string ActivityId { get; init; }

    /// <summary>The instance that waits; null when a new one starts.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>What to resume on it.</summary>
    public Guid? BookmarkId { get; init; }

    public required string Method { get; init; }

    /// <summary>The path as drawn, below the base path.</summary>
    public required string Path { get; init; }

    /// <summary>What a request's path begins with.</summary>
    public required string Prefix { get; init; }

    /// <summary>The path without the names of its parameters.</summary>
    public required string Shape { get; init; }

    /// <summary>Who may call it and with what, as JSON.</summary>
    public required string Route { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<HttpListener>
    {
        public void Configure(EntityTypeBuilder<HttpListener> builder)
        {
            builder.ToTable("workflow_http_listeners");
            builder.Property(row => row.DefinitionId).HasMaxLength(100);
            builder.Property(row => row.ActivityId).HasMaxLength(200);
            builder.Property(row => row.Method).HasMaxLength(20);
            builder.Property(row => row.Path).HasMaxLength(PathTemplate.MostCharacters);
            builder.Property(row => row.Prefix).HasMaxLength(PathTemplate.MostCharacters);
            builder.Property(row => row.Shape).HasMaxLength(PathTemplate.MostCharacters);
            builder.HasIndex(row => row.BookmarkId);
            builder.HasIndex(row => row.InstanceId);
            builder.HasIndex(row => row.DefinitionId).HasFilter("instance_id IS NULL");
            builder.HasIndex(row => new { row.Prefix, row.Path, row.Method });
            // Two definitions published in the same moment cannot both answer one address.
            builder.HasIndex(row => new { row.Shape, row.Method }, "ix_workflow_http_listeners_one_start").IsUnique().HasFilter("instance_id IS NULL");
        }
    }
}
