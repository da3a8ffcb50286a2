using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail;

/// <summary>A reminder or rung that a mail tells of: a person's mail of the day may tell of many items.</summary>
public sealed class MailNotice
{
    public required Guid MailId { get; init; }
    public required Guid NoticeId { get; init; }

    /// <summary>The notice's item, so that an item's page finds all its mails.</summary>
    public required ItemId ItemId { get; init; }

    /// <summary>True when the reader gets a copy (抄送) and owes nothing.</summary>
    public bool Copy { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<MailNotice>
    {
        public void Configure(EntityTypeBuilder<MailNotice> builder)
        {
            builder.ToTable("mail_notices");
            builder.HasKey(row => new { row.MailId, row.NoticeId });
            builder.HasIndex(row => row.ItemId);
        }
    }
}
