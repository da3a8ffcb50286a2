using System.ComponentModel.DataAnnotations;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>Settings under "Rectify:Mail:Inbox": the mailbox whose bounces and replies are read. Without a host nothing is read.</summary>
public sealed class InboxOptions : IValidatableObject
{
    public const string Section = "Rectify:Mail:Inbox";

    public string Host { get; set; } = "";

    [Range(1, 65535)] public int Port { get; set; } = 993;

    public MailSecurity Security { get; set; } = MailSecurity.Implicit;

    /// <summary>Ask the issuer whether the server's certificate was revoked; impossible in a closed network.</summary>
    public bool CheckRevocation { get; set; } = true;

    /// <summary>A PEM file with the authority that signs the server's certificate, where this machine does not know it.</summary>
    public string AuthorityFile { get; set; } = "";

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The folder that is read.</summary>
    [Required] public string Folder { get; set; } = "INBOX";

    /// <summary>Where messages that were understood are moved; empty: they stay and are marked as read.</summary>
    public string ProcessedFolder { get; set; } = "";

    /// <summary>The mailbox's address, where replies go; empty: the user, when that is an address.</summary>
    public string Address { get; set; } = "";

    /// <summary>The mailbox takes mail to user+anything@host.</summary>
    public bool PlusAddressing { get; set; }

    /// <summary>
    /// The name by which the mailbox's own server signs its Authentication-Results header. When set, a reply whose sender that
    /// server did not confirm waits for a person.
    /// </summary>
    public string RequireAuthenticationFrom { get; set; } = "";

    /// <summary>Older messages are left alone: a mailbox may have had a life before.</summary>
    [Range(1, 3650)] public int MaxAgeDays { get; set; } = 30;

    /// <summary>A larger message is only noted; nothing of it but its head is fetched.</summary>
    [Range(64 * 1024, EvidenceTypes.MaxBytes)] public long MaxMessageBytes { get; set; } = EvidenceTypes.MaxBytes;

    /// <summary>Messages read in one run; the next run goes on.</summary>
    [Range(1, 10_000)] public int MaxPerRun { get; set; } = 500;

    /// <summary>How often the mailbox is read; so many minutes that an hour is a whole number of them.</summary>
    [AllowedValues(1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, ErrorMessage = Section + ":EveryMinutes must be 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30.")]
    public int EveryMinutes { get; set; } = 5;

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")] public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>True when there is a mailbox to read.</summary>
    public bool IsOn => Host.Length > 0;

    /// <summary>Where replies go; null when there is no mailbox.</summary>
    public string? ReplyAddress => !IsOn ? null : Address.Length > 0 ? Address : MailMessages.IsAddress(User) ? User : null;

    /// <summary>The name under which the read messages of this mailbox are known.</summary>
    public string Mailbox => $"{User}@{Host}/{Folder}".ToLowerInvariant();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && User.Length == 0)
        {
            yield return new($"{Section}:User is needed when a Host is given.", [nameof(User)]);
        }

        if (Address.Length > 0 && !MailMessages.IsAddress(Address))
        {
            yield return new($"{Section}:Address must be one plain mail address.", [nameof(Address)]);
        }

        if (IsOn && PlusAddressing && ReplyAddress is null)
        {
            yield return new($"{Section}:Address is needed for PlusAddressing, because User is no address.", [nameof(Address)]);
        }

        if (ProcessedFolder.Length > 0 && string.Equals(ProcessedFolder, Folder, StringComparison.OrdinalIgnoreCase))
        {
            yield return new($"{Section}:ProcessedFolder must be another folder than Folder.", [nameof(ProcessedFolder)]);
        }
    }
}
