using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>What was made of a received message.</summary>
public enum InboxVerdict
{
    /// <summary>待整理: a person has to look.</summary>
    Unsorted,

    /// <summary>退信 of a mail of the ledger.</summary>
    Bounce,

    /// <summary>邮件回复, attached to its item as progress.</summary>
    Reply,

    /// <summary>Written by a machine: out of office, receipt, list, or a report of success.</summary>
    Automatic,

    /// <summary>A person attached it to an item.</summary>
    Attached,

    /// <summary>A person discarded it, with a reason.</summary>
    Discarded,
}

/// <summary>Why a message waits for a person.</summary>
public enum InboxDoubt
{
    None,

    /// <summary>It answers no mail of the ledger.</summary>
    NoToken,

    /// <summary>It carries something like a token that we did not write for this reader.</summary>
    WrongToken,

    /// <summary>The token is right, but another address wrote.</summary>
    WrongAddress,

    /// <summary>The mailbox's server did not confirm the sender.</summary>
    NotAuthenticated,

    /// <summary>The mail answered to told of several items, and the reply names none of them.</summary>
    WhichItem,

    /// <summary>The item has ended, or the sender no longer works on it.</summary>
    NoRight,

    /// <summary>Nothing of the sender's own in it.</summary>
    Empty,

    /// <summary>Larger than is read.</summary>
    TooLarge,

    /// <summary>Cannot be read as a mail.</summary>
    Malformed,

    /// <summary>A delivery report about a mail the ledger does not know.</summary>
    UnknownBounce,
}

/// <summary>A message of the mailbox, read once (来信). Its key is unique, so nobody acts on it twice.</summary>
public sealed class InboxMessage
{
    public required Guid Id { get; init; }

    /// <summary>A digest of its Message-ID and head: the same message under another number is the same.</summary>
    public required string Key { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
    public required long Size { get; init; }
    public required InboxVerdict Verdict { get; set; }
    public required InboxDoubt Doubt { get; init; }

    /// <summary>The sender's address as the message names it.</summary>
    public required string From { get; init; }

    public required string FromName { get; init; }
    public required string Subject { get; init; }

    /// <summary>Everything it says, with what it quotes.</summary>
    public required string Text { get; init; }

    /// <summary>Names of its attachments, one a line.</summary>
    public required string Files { get; init; }

    /// <summary>The stored original; null when it was too large.</summary>
    public string? StoredName { get; init; }

    /// <summary>The mail of the ledger it answers or reports on; null when that is not known.</summary>
    public Guid? MailId { get; init; }

    /// <summary>Who wrote it, as far as token and address tell, or in whose name it was attached.</summary>
    public Guid? PersonId { get; set; }

    public ItemId? ItemId { get; set; }

    /// <summary>The progress note it became.</summary>
    public Guid? NoteId { get; set; }

    public Guid? DecidedBy { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Why it was discarded.</summary>
    public string? Reason { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<InboxMessage>
    {
        public void Configure(EntityTypeBuilder<InboxMessage> builder)
        {
            builder.ToTable("inbox_messages");
            builder.Property(row => row.Key).HasMaxLength(64);
            builder.Property(row => row.From).HasMaxLength(320);
            builder.Property(row => row.FromName).HasMaxLength(200);
            builder.Property(row => row.Subject).HasMaxLength(500);
            builder.Property(row => row.Files).HasMaxLength(4000);
            builder.Property(row => row.StoredName).HasMaxLength(100);
            builder.Property(row => row.Reason).HasMaxLength(500);
            builder.Property(row => row.Verdict).IsConcurrencyToken();
            builder.HasIndex(row => row.Key).IsUnique();
            builder.HasIndex(row => row.ReceivedAt).HasFilter("verdict = 0");
            builder.HasIndex(row => row.ItemId);
        }
    }
}
