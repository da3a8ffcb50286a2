using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Mail;

/// <summary>One change of a mail's state (邮件状态历史). Rows are only ever added, in the statement that changes the mail.</summary>
public sealed class MailState
{
    public long Id { get; init; }
    public required Guid MailId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The state it went into; a mail begins as planned, at its <see cref="LedgerMail.PlannedAt"/>.</summary>
    public required MailStatus Status { get; init; }

    /// <summary>How often sending had been tried by then, since a person last asked for it.</summary>
    public required int Attempt { get; init; }

    /// <summary>What the server or the person said; null when there is nothing to say.</summary>
    public string? Detail { get; init; }

    /// <summary>The person who did it; null when the dispatcher did.</summary>
    public Guid? By { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<MailState>
    {
        public void Configure(EntityTypeBuilder<MailState> builder)
        {
            builder.ToTable("mail_states");
            builder.Property(row => row.Detail).HasMaxLength(2000);
            builder.HasIndex(row => new { row.MailId, row.Id });
        }
    }
}
