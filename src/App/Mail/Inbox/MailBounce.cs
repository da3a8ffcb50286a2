using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>A mail of the ledger that came back (退信): rows are only ever added.</summary>
public sealed class MailBounce
{
    public required Guid Id { get; init; }
    public required Guid MailId { get; init; }
    public required Guid RecipientId { get; init; }

    /// <summary>The address the mail went to.</summary>
    public required string Address { get; init; }

    /// <summary>True when the address does not work; false when it did not for now.</summary>
    public required bool Hard { get; init; }

    /// <summary>The enhanced status code, such as 5.1.1.</summary>
    public string? Code { get; init; }

    /// <summary>The other server's words.</summary>
    public string? Diagnostic { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The message that said so.</summary>
    public required Guid MessageId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<MailBounce>
    {
        public void Configure(EntityTypeBuilder<MailBounce> builder)
        {
            builder.ToTable("mail_bounces");
            builder.Property(row => row.Address).HasMaxLength(320);
            builder.Property(row => row.Code).HasMaxLength(20);
            builder.Property(row => row.Diagnostic).HasMaxLength(1000);
            builder.HasIndex(row => row.MailId);
            builder.HasIndex(row => row.RecipientId);
        }
    }
}
