using System.Text.RegularExpressions;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>Finds Message-IDs of the ledger in any text: they are a mail's id at the sender's domain.</summary>
public static partial class LedgerIds
{
    /// <summary>The ids, in the order in which they stand; whether the ledger knows them is asked of the ledger.</summary>
    public static IEnumerable<Guid> In(string text) =>
        Id().Matches(text).Select(match => Guid.ParseExact(match.Groups[1].ValueSpan, "N"));

    [GeneratedRegex(@"(?<![0-9A-Za-z\-])([0-9a-fA-F]{32})(?:@|%40)", RegexOptions.IgnoreCase)]
    private static partial Regex Id();
}
