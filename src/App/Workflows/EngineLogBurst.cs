using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Workflows;

/// <summary>The engine's execution log of one step, for the designer's journal view; kept for a limited time.</summary>
public sealed class EngineLogBurst
{
    public required Guid InstanceId { get; init; }

    /// <summary>Sequence of the first entry within the instance.</summary>
    public required long FirstSequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The entries in the compact form of <see cref="EngineLogJson"/>.</summary>
    public required string Entries { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<EngineLogBurst>
    {
        public void Configure(EntityTypeBuilder<EngineLogBurst> builder)
        {
            builder.ToTable("engine_log");
            builder.HasKey(row => new { row.InstanceId, row.FirstSequence });
            builder.HasIndex(row => row.At);
        }
    }
}
