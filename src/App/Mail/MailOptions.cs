using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using MimeKit;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Mail;

/// <summary>Where mails go.</summary>
public enum MailTransportKind { Folder, Smtp }

/// <summary>How the line to the mail server is protected.</summary>
public enum MailSecurity { None, StartTls, Implicit }

/// <summary>Settings under "Rectify:Mail". Every default is safe; what SMTP needs is asked for when SMTP is chosen.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Rectify:Mail";

    public MailTransportKind Transport { get; set; } = MailTransportKind.Folder;

    /// <summary>Where the folder transport writes its .eml files.</summary>
    [Required] public string Folder { get; set; } = "data/mail";

    public string Host { get; set; } = "";

    [Range(1, 65535)] public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Ask the issuer whether the server's certificate was revoked; impossible in a closed network.</summary>
    public bool CheckRevocation { get; set; } = true;

    /// <summary>A PEM file with the authority that signs the server's certificate, where this machine does not know it.</summary>
    public string AuthorityFile { get; set; } = "";

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    [Required] public string From { get; set; } = "rectify@localhost.localdomain";

    /// <summary>The address that mails coming back are returned to (envelope sender); empty: the inbox, or else whoever the mail is from.</summary>
    public string BounceTo { get; set; } = "";

    public string FromName { get; set; } = "巡察整改督办平台";

    /// <summary>The address people open in a browser; links in mails begin with it.</summary>
    [Required] public string PublicUrl { get; set; } = "http://localhost:5080";

    /// <summary>How long a link in a mail finds its task.</summary>
    [Range(1, 365)] public int LinkDays { get; set; } = 30;

    [Range(1, 500)] public int BatchSize { get; set; } = 100;

    /// <summary>Mails a minute to the server, over all processes; 0 is no limit.</summary>
    [Range(0, 100_000)] public int MaxPerMinute { get; set; }

    /// <summary>Mails a minute to recipients of a host (the part after the @), over all processes and spread over the minute.</summary>
    public Dictionary<string, int> MaxPerMinuteTo { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lines to the server at once, in each process.</summary>
    [Range(1, 32)] public int Connections { get; set; } = 4;

    /// <summary>A larger mail is not sent; the server's own limit counts as well.</summary>
    [Range(100_000, 1_000_000_000)] public long MaxMessageBytes { get; set; } = 25_000_000;

    /// <summary>Only for measuring what it costs: without NoDelay each mail waits for the peer's acknowledgement.</summary>
    internal bool LetSmallWritesWait { get; set; }

    [Range(1, 50)] public int MaxAttempts { get; set; } = 10;

    /// <summary>How long a claimed mail belongs to its claimer. Longer than a batch takes at its slowest.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "06:00:00")] public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(15);

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")] public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(20);

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")] public TimeSpan SendTimeout { get; set; } = TimeSpan.FromMinutes(2);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Transport is MailTransportKind.Smtp && string.IsNullOrWhiteSpace(Host))
        {
            yield return new($"{Section}:Host is needed when Transport is Smtp.", [nameof(Host)]);
        }

        foreach (var (host, rate) in MaxPerMinuteTo.Where(entry => entry.Value is < 1 or > 100_000 || !entry.Key.Contains('.', StringComparison.Ordinal) || entry.Key.Length > 255))
        {
            yield return new($"{Section}:MaxPerMinuteTo:{host} is {rate}; it must be a host such as qq.com and from 1 to 100000.", [nameof(MaxPerMinuteTo)]);
        }

        if (Lease <= ConnectTimeout + SendTimeout)
        {
            yield return new($"{Section}:Lease must be longer than ConnectTimeout and SendTimeout together: no mail is begun that the claim might not outlast.", [nameof(Lease)]);
        }

        if (AuthorityFile.Length > 0 && AuthorityProblem() is { } problem)
        {
            yield return new($"{Section}:AuthorityFile cannot be used: {problem}", [nameof(AuthorityFile)]);
        }

        if (!MailboxAddress.TryParse(From, out var from) || from.Address != From)
        {
            yield return new($"{Section}:From must be one plain mail address.", [nameof(From)]);
        }

        if (BounceTo.Length > 0 && (!MailboxAddress.TryParse(BounceTo, out var bounces) || bounces.Address != BounceTo))
        {
            yield return new($"{Section}:BounceTo must be one plain mail address.", [nameof(BounceTo)]);
        }

        if (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return new($"{Section}:PublicUrl must be an absolute http or https address.", [nameof(PublicUrl)]);
        }
    }

    private string? AuthorityProblem()
    {
        try
        {
            ServerTrust.Read(AuthorityFile);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return error.Message;
        }
    }
}
