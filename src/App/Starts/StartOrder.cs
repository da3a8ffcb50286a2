using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Starts;

/// <summary>
/// The order to start an instance (启动指令), given by another one (子流程) or by a trigger; afterwards what the parent is owed.
/// The row is added with the step that gives the order and worked off by a sweep, so no crash loses a start or repeats it.
/// </summary>
public sealed class StartOrder
{
    /// <summary>The new instance's id, given before it exists.</summary>
    public required Guid Id { get; init; }

    /// <summary>The instance that gave the order; null when a trigger did.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The trigger it starts from; null takes the start of the drawing.</summary>
    public string? TriggerActivityId { get; init; }

    /// <summary>What the trigger received, as JSON.</summary>
    public string? TriggerPayload { get; init; }

    /// <summary>What to resume on the parent; null when nobody waits, or no longer.</summary>
    public Guid? BookmarkId { get; set; }

    public required string DefinitionId { get; init; }

    /// <summary>What it is started with, as JSON.</summary>
    public required string Input { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>When the parent is told.</summary>
    public ChildReport Report { get; init; }

    public required StartPhase Phase { get; set; }

    /// <summary>When the sweep has something to do; null while there is nothing.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>What the parent is told, as JSON.</summary>
    public string? Answer { get; set; }

    /// <summary>Failed attempts at what is due; it is put off a little further each time.</summary>
    public int Attempts { get; set; }

    /// <summary>The next thing to do, from an instant on; null for nothing.</summary>
    public void Turn(StartPhase phase, DateTimeOffset? dueAt)
    {
        Phase = phase;
        DueAt = dueAt;
        Attempts = 0;
    }

    private sealed class Configuration : IEntityTypeConfiguration<StartOrder>
    {
        public void Configure(EntityTypeBuilder<StartOrder> builder)
        {
            builder.ToTable("workflow_starts");
            builder.Property(row => row.DefinitionId).HasMaxLength(100);
            builder.Property(row => row.TriggerActivityId).HasMaxLength(200);
            builder.Property(row => row.CorrelationId).HasMaxLength(200);
            builder.Property(row => row.Phase).IsConcurrencyToken();
            builder.HasIndex(row => row.ParentId);
            builder.HasIndex(row => row.BookmarkId);
            builder.HasIndex(row => row.DueAt).HasFilter("due_at IS NOT NULL");
        }
    }
}

/// <summary>How far a child has come, as its parent sees it.</summary>
public enum StartPhase
{
    /// <summary>Asked for, not begun.</summary>
    ToStart,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>The parent is owed the answer.</summary>
    ToReport,

    /// <summary>The parent was cancelled; the child follows.</summary>
    ToCancel,

    /// <summary>Nothing is owed any more.</summary>
    Done,
}
