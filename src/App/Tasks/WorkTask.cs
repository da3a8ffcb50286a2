using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tasks;

/// <summary>The life of a work task.</summary>
public enum WorkTaskStatus
{
    Open,
    Done,
    Cancelled,
}

/// <summary>Something a person must do or decide (待办), addressed by its own id.</summary>
public sealed class WorkTask
{
    /// <summary>The bookmark it resumes.</summary>
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }
    public ItemId? ItemId { get; init; }

    /// <summary>The short activity type, such as "VerifyItem".</summary>
    public required string Kind { get; set; }

    public required string ActivityId { get; set; }
    public required string Title { get; set; }

    /// <summary>The one person it is for; null when everybody with <see cref="Role"/> in scope may take it.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>The role it is for; null when <see cref="PersonId"/> or <see cref="UnitId"/> says it.</summary>
    public string? Role { get; set; }

    /// <summary>The unit whose people may take it; null when it is for a person or a role.</summary>
    public Guid? UnitId { get; set; }

    /// <summary>The engine's whole request as JSON: outcomes, instructions, who must differ, and so on.</summary>
    public required string Request { get; set; }

    public DateOnly? DueOn { get; set; }
    public required DateTimeOffset OpenedAt { get; init; }
    public WorkTaskStatus Status { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public Guid? ClosedBy { get; set; }
    /// <summary>In whose place <see cref="ClosedBy"/> did it (代理); null for who did it as themself.</summary>
    public Guid? OnBehalfOf { get; set; }
    public string? Outcome { get; set; }
    public string? Opinion { get; set; }

    /// <summary>The step that opened it; a bulk start opens many with one id.</summary>
    public string? StepId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<WorkTask>
    {
        public void Configure(EntityTypeBuilder<WorkTask> builder)
        {
            builder.ToTable("work_tasks");
            builder.Property(row => row.Kind).HasMaxLength(100);
            builder.Property(row => row.ActivityId).HasMaxLength(100);
            builder.Property(row => row.Title).HasMaxLength(500);
            builder.Property(row => row.Role).HasMaxLength(50);
            builder.Property(row => row.Outcome).HasMaxLength(100);
            builder.Property(row => row.StepId).HasMaxLength(64);
            builder.Property(row => row.Status).IsConcurrencyToken();
            builder.HasIndex(row => row.InstanceId);
            builder.HasIndex(row => row.ItemId);
            // Only open tasks are looked for by whom they are for; a closed one leaves these indexes.
            builder.HasIndex(row => row.PersonId).HasFilter("status = 0 AND person_id IS NOT NULL");
            builder.HasIndex(row => row.Role).HasFilter("status = 0 AND role IS NOT NULL");
            builder.HasIndex(row => row.UnitId).HasFilter("status = 0 AND unit_id IS NOT NULL");
        }
    }
}
