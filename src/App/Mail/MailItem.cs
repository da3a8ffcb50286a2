using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail;

/// <summary>An item that a mail, as it was written, told its reader of (邮件所涉任务): what "was X told about Y" is answered from.</summary>
public sealed class MailItem
{
    public required Guid MailId { get; init; }
    public required ItemId ItemId { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<MailItem>
    {
        public void Configure(EntityTypeBuilder<MailItem> builder)
        {
            builder.ToTable("mail_items");
            builder.HasKey(row => new { row.MailId, row.ItemId });
            builder.HasIndex(row => row.ItemId);
        }
    }
}
