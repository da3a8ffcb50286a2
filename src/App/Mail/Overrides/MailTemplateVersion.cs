using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>One version of an administrator's own text for a mail template (自定义邮件模板). The highest version counts; all are kept.</summary>
public sealed class MailTemplateVersion
{
    public long Id { get; init; }

    /// <summary>The built-in file it stands in for, such as "zh-CN.Reminder.html".</summary>
    public required string Name { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>The template; null when the built-in one was taken up again.</summary>
    public string? Text { get; init; }

    public required DateTimeOffset At { get; init; }
    public required Guid By { get; init; }

    /// <summary>When it failed for the first time while a mail was written; null while it works.</summary>
    public DateTimeOffset? FaultAt { get; set; }

    /// <summary>What went wrong.</summary>
    public string? Fault { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<MailTemplateVersion>
    {
        public void Configure(EntityTypeBuilder<MailTemplateVersion> builder)
        {
            builder.ToTable("mail_templates");
            builder.Property(row => row.Name).HasMaxLength(80);
            builder.Property(row => row.Fault).HasMaxLength(1000);
            builder.HasIndex(row => new { row.Name, row.Version }).IsUnique();
        }
    }
}
