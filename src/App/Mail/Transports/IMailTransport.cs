using MimeKit;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>The wall to the world of mail: hands over one message, or says what happened instead. Never throws raw.</summary>
public interface IMailTransport
{
    /// <summary>Hands over one message; a connection is kept for the next one until the transport is disposed.</summary>
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

    /// <summary>Not now; <paramref name="ServerIsAway"/> says that other mails would fare the same.</summary>
    public sealed record Later(string Reason, bool ServerIsAway = false) : Delivery;

    /// <summary>Refused for good.</summary>
    public sealed record Refused(string Reason) : Delivery;

    /// <summary>The line broke while the message was under way: it may or may not have been taken.</summary>
    public sealed record Uncertain(string Reason) : Delivery;
}
