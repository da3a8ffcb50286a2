using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>How the reader of one mail may answer it: the address and the tokens that bind the answer to mail, person and item.</summary>
internal sealed record ReplyInvitation(ReplyTokens Tokens, InboxOptions Options, Guid MailId, Guid PersonId)
{
    private const int LongestLocalPart = 64;

    /// <summary>The token of the mail as a whole.</summary>
    public string Token => Tokens.Write(new(MailId, 0), PersonId);

    /// <summary>Where a plain answer goes; null when the mailbox's address is not known and answers go to the sender.</summary>
    public string? Address => AddressWith(Token);

    /// <summary>A link that begins an answer about one item of several; null when the mailbox's address is not known.</summary>
    public string? LinkFor(ItemId item, string subject)
    {
        var token = Tokens.Write(new(MailId, ReplyToken.TagOf(item)), PersonId);
        return AddressWith(token) is { } address ? $"mailto:{address}?subject={Uri.EscapeDataString($"{subject} [{token}]")}" : null;
    }

    private string? AddressWith(string token)
    {
        if (Options.ReplyAddress is not { } address)
        {
            return null;
        }

        var at = address.LastIndexOf('@');
        return Options.PlusAddressing && at + 1 + token.Length <= LongestLocalPart ? $"{address[..at]}+{token}{address[at..]}" : address;
    }
}
