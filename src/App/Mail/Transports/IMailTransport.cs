using MimeKit;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>The wall to the world of mail: hands over one message, or says what happened instead. Never throws raw.</summary>
public interface IMailTransport
{
    /// <summary>Makes sure that the other side can be reached, before any mail is begun; otherwise says why not.</summary>
    Task<Delivery.Later?> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<Delivery.Later?>(null);

    /// <summary>Hands over one message. Several may be handed over at once; lines are kept for the next ones.</summary>
    Task<Delivery> SendAsync(Guid mailId, MimeMessage message, CancellationToken cancellationToken);

    /// <summary>Asked after a crash: was this mail taken? Null when nobody can know.</summary>
    bool? WasTaken(Guid mailId);
}

/// <summary>What became of one message.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>The other side has taken it; that says nothing about the reader's inbox.</summary>
    public sealed record Accepted(string Reply) : Delivery;

    /// <summary>Not now.</summary>
    /// <param name="ServerIsAway">Other mails would fare the same.</param>
    /// <param name="Tried">False when the server never heard of this mail, so that it is no attempt of the mail's.</param>
    public sealed record Later(string Reason, bool ServerIsAway = false, bool Tried = true) : Delivery;

    /// <summary>Refused for good.</summary>
    public sealed record Refused(string Reason) : Delivery;

    /// <summary>The line broke while the message was under way: it may or may not have been taken.</summary>
    public sealed record Uncertain(string Reason) : Delivery;
}
