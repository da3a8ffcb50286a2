using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Calls;

/// <summary>A request a workflow sends and waits on: added with the step, sent by a job, answered in a step of its own.</summary>
public sealed class OutgoingCall
{
    /// <summary>The bookmark to resume with the answer.</summary>
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }

    /// <summary>What to send, as JSON.</summary>
    public required string Request { get; init; }

    public required CallPhase Phase { get; set; }

    /// <summary>When the job looks at it next: to send, to deliver, or to find out that whoever sent it died.</summary>
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>What came back, as JSON.</summary>
    public string? Answer { get; set; }

    /// <summary>Failed attempts to deliver the answer; it is put off a little further each time.</summary>
    public int Attempts { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<OutgoingCall>
    {
        public void Configure(EntityTypeBuilder<OutgoingCall> builder)
        {
            builder.ToTable("workflow_calls");
            builder.Property(row => row.DueAt).IsConcurrencyToken();
            builder.HasIndex(row => row.DueAt);
            builder.HasIndex(row => row.InstanceId);
        }
    }
}

/// <summary>How far a request has come.</summary>
public enum CallPhase
{
    ToSend,

    /// <summary>On its way; if its time passes, nobody knows whether it arrived.</summary>
    Sending,

    /// <summary>The instance is owed the answer.</summary>
    Answered,
}
