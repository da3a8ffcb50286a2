using System.Text;
using MimeKit;
using MimeKit.Cryptography;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>
/// What the mailbox's own server says of a message's sender (RFC 8601). Nothing is verified here: the server's topmost
/// header is believed, and only under the name the administrator gave.
/// </summary>
public static class SenderProof
{
    /// <summary>True when that server confirmed that the message comes from the domain its From names.</summary>
    public static bool Passes(MimeMessage message, string server)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.From.Mailboxes.FirstOrDefault()?.Address is not { } from)
        {
            return false;
        }

        var domain = from[(from.LastIndexOf('@') + 1)..];
        var said = message.Headers.FirstOrDefault(header => header.Id is HeaderId.AuthenticationResults);
        return said is not null && AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(said.Value), out var results)
            && string.Equals(results.AuthenticationServiceIdentifier, server, StringComparison.OrdinalIgnoreCase)
            && results.Results.Any(result => Confirms(result, domain));
    }

    private static bool Confirms(AuthenticationMethodResult result, string domain) =>
        string.Equals(result.Result, "pass", StringComparison.OrdinalIgnoreCase)
        && result.Method.ToUpperInvariant() switch
        {
            "DMARC" => Value(result, "header", "from") is not { } named || IsOf(named, domain),
            "DKIM" => IsOf(Value(result, "header", "d") ?? Value(result, "header", "i"), domain),
            "SPF" => IsOf(Value(result, "smtp", "mailfrom"), domain),
            _ => false,
        };

    private static string? Value(AuthenticationMethodResult result, string type, string name) => result.Properties
        .FirstOrDefault(property => property.PropertyType.Equals(type, StringComparison.OrdinalIgnoreCase)
            && property.Property.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    // The domain itself or one above it: mail of a.gov.cn may be signed by gov.cn's own server, never the other way round.
    private static bool IsOf(string? named, string domain)
    {
        if (named is null)
        {
            return false;
        }

        var signer = named[(named.LastIndexOf('@') + 1)..].Trim('"', '<', '>', '.');
        return signer.Contains('.', StringComparison.Ordinal)
            && (domain.Equals(signer, StringComparison.OrdinalIgnoreCase) || domain.EndsWith($".{signer}", StringComparison.OrdinalIgnoreCase));
    }
}
