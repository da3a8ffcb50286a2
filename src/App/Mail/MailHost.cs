using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// What the dispatchers of all processes know together of a place mails go to: the mail server itself, or the recipients'
/// host (收件域名) whose rate is limited.
/// </summary>
public sealed class MailHost
{
    /// <summary>The mail server that takes every mail of ours.</summary>
    public const string Server = "*";

    public required string Id { get; init; }

    /// <summary>When the rate lets the next mail go.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>Since when it cannot be reached, refuses to sign us in, or sends us away; null while all is well.</summary>
    public DateTimeOffset? AwaySince { get; set; }

    /// <summary>While it is away, nobody tries before this instant.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>How often it was tried in vain since it went away.</summary>
    public int Failures { get; set; }

    /// <summary>What it said last.</summary>
    public string? Reason { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<MailHost>
    {
        public void Configure(EntityTypeBuilder<MailHost> builder)
        {
            builder.ToTable("mail_hosts");
            builder.Property(row => row.Id).HasMaxLength(255);
            builder.Property(row => row.Reason).HasMaxLength(2000);
        }
    }
}
