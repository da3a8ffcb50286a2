using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>Where in which mailbox a message was found; a mailbox that numbers anew gives the same message another place.</summary>
public sealed class InboxPlace
{
    public required string Mailbox { get; init; }
    public required long UidValidity { get; init; }
    public required long Uid { get; init; }
    public Guid MessageId { get; set; }

    /// <summary>True once it was marked or moved there.</summary>
    public bool Marked { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<InboxPlace>
    {
        public void Configure(EntityTypeBuilder<InboxPlace> builder)
        {
            builder.ToTable("inbox_places");
            builder.Property(row => row.Mailbox).HasMaxLength(500);
            builder.HasKey(row => new { row.Mailbox, row.UidValidity, row.Uid });
        }
    }
}
