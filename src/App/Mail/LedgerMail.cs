using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail;

/// <summary>The state of a mail in the ledger (邮件台账).</summary>
public enum MailStatus
{
    /// <summary>Owed, not yet sent.</summary>
    Planned,

    /// <summary>Claimed by a dispatcher.</summary>
    Sending,

    /// <summary>The server took it; that is not proof that it was delivered.</summary>
    Accepted,

    /// <summary>The connection broke after the text was handed over: it may or may not have been taken.</summary>
    Uncertain,

    /// <summary>Refused for good.</summary>
    Failed,

    /// <summary>Became pointless before it was sent.</summary>
    Cancelled,
}

/// <summary>Why a mail is sent; each kind has its template.</summary>
public enum MailKind
{
    /// <summary>待办通知: one new task.</summary>
    TaskOpened,

    /// <summary>待办通知: several tasks opened together.</summary>
    TasksOpened,

    /// <summary>到期提醒: the person's mail of the day.</summary>
    Reminder,

    /// <summary>逾期提醒、催办单、督办单、约谈通知.</summary>
    Rung,

    /// <summary>结果通知: returned, refused, granted, closed.</summary>
    Decision,

    /// <summary>每周汇总.</summary>
    WeeklySummary,

    /// <summary>A mail written by a workflow definition.</summary>
    Workflow,

    /// <summary>系统通知: something an administrator has to know of the platform itself.</summary>
    Notice,

    /// <summary>试发: a template tried by an administrator, on invented data.</summary>
    Test,

    /// <summary>代理通知: a deputyship began, was ended, or its deputy has left.</summary>
    Deputy,

    /// <summary>移交回执: all open items of an official went to another.</summary>
    Handover,

    /// <summary>作业停摆提醒: recurring jobs that fell silent.</summary>
    Silence,
}

/// <summary>One mail owed to one person: the ledger's row, rendered when it is sent.</summary>
public sealed class LedgerMail
{
    public required Guid Id { get; init; }
    public required MailKind Kind { get; init; }
    public required Guid RecipientId { get; init; }

    /// <summary>Unique with the recipient: the same occasion never gives a second mail.</summary>
    public required string Occasion { get; init; }

    /// <summary>The item it is about; null when it is about several.</summary>
    public ItemId? ItemId { get; init; }

    /// <summary>The task it is about; null when there is none.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>The mail of which a deputy gets this copy (代收); null for a mail of its own.</summary>
    public Guid? ForMailId { get; init; }

    /// <summary>The person the recipient stands in for; null for a mail of the recipient's own.</summary>
    public Guid? OnBehalfOf { get; init; }

    /// <summary>Ids and words the template needs and that do not change, as JSON.</summary>
    public string Data { get; set; } = "{}";

    public MailStatus Status { get; set; }
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When it may be tried (again).</summary>
    public required DateTimeOffset DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>How often a person had it sent again (重发); its Message-ID stays the same.</summary>
    public int Resent { get; set; }

    /// <summary>The dispatcher that holds it while it is Sending.</summary>
    public string? ClaimedBy { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>The subject and address as they were sent.</summary>
    public string? Subject { get; set; }

    public string? Address { get; set; }

    /// <summary>Why it failed, is uncertain, was put off or cancelled.</summary>
    public string? Detail { get; set; }

    /// <summary>Ties it to the request or job that owed it.</summary>
    public string? StepId { get; init; }

    /// <summary>A deputy's copy says what the mail says to the person stood in for: the mail as it was owed to them.</summary>
    internal LedgerMail AsOwed() => ForMailId is not { } mail || OnBehalfOf is not { } person ? this : new()
    {
        Id = mail,
        Kind = Kind,
        RecipientId = person,
        Occasion = Occasion,
        ItemId = ItemId,
        TaskId = TaskId,
        Data = Data,
        PlannedAt = PlannedAt,
        DueAt = DueAt,
        StepId = StepId,
    };

    private sealed class Configuration : IEntityTypeConfiguration<LedgerMail>
    {
        public void Configure(EntityTypeBuilder<LedgerMail> builder)
        {
            builder.ToTable("mails");
            builder.Property(row => row.Occasion).HasMaxLength(200);
            builder.Property(row => row.ClaimedBy).HasMaxLength(100);
            builder.Property(row => row.Subject).HasMaxLength(500);
            builder.Property(row => row.Address).HasMaxLength(320);
            builder.Property(row => row.Detail).HasMaxLength(2000);
            builder.Property(row => row.StepId).HasMaxLength(64);
            builder.Property(row => row.Status).IsConcurrencyToken();
            builder.HasIndex(row => new { row.RecipientId, row.Occasion }).IsUnique();
            builder.HasIndex(row => row.Occasion);
            builder.HasIndex(row => row.DueAt).HasFilter("status < 2");
            builder.HasIndex(row => row.ItemId);
            builder.HasIndex(row => row.PlannedAt);
            builder.HasIndex(row => new { row.RecipientId, row.PlannedAt });
            builder.HasIndex(row => new { row.Kind, row.PlannedAt });
            builder.HasIndex(row => new { row.Status, row.PlannedAt });
        }
    }
}
