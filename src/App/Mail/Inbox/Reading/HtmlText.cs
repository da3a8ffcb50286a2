using System.Text;
using MimeKit.Text;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>Turns a mail's page into plain text: nothing in it runs, loads or hides. Read tag by tag, so depth costs nothing.</summary>
public static class HtmlText
{
    /// <summary>Stands where a mail program says that what follows is the mail answered to.</summary>
    public const string QuoteMark = "\u2060[quoted]\u2060";

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "section", "article", "header", "footer", "dd", "dt", "hr",
    };

    private static readonly HashSet<string> Unread = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "head", "title", "noscript", "template", "textarea", "select", "svg", "object", "iframe" };

    // Where the usual programs begin the quoted mail: Gmail, Outlook, 163, QQ, Foxmail, Apple.
    private static readonly string[] QuoteSigns =
        ["gmail_quote", "divRplyFwdMsg", "appendonsend", "isReplyContent", "ntes-mailmaster-quote", "qmbox_quote", "includetail", "foxmail_quote", "yahoo_quoted", "moz-cite-prefix", "mail-editor-reference-message-container"];

    /// <summary>The page as text.</summary>
    public static string Of(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var text = new StringBuilder(Math.Min(page.Length, MessageText.Longest));
        var tokenizer = new HtmlTokenizer(new StringReader(page)) { DecodeCharacterReferences = true };
        string? skipping = null;
        while (text.Length < MessageText.Longest && tokenizer.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken tag when skipping is not null:
                    skipping = tag.IsEndTag && string.Equals(tag.Name, skipping, StringComparison.OrdinalIgnoreCase) ? null : skipping;
                    break;
                case HtmlTagToken tag when Unread.Contains(tag.Name) && !tag.IsEndTag && !tag.IsEmptyElement:
                    skipping = tag.Name;
                    break;
                case HtmlTagToken tag:
                    Break(text, tag);
                    break;
                case HtmlDataToken data when skipping is null && token.Kind is HtmlTokenKind.Data:
                    Words(text, data.Data);
                    break;
            }
        }

        return text.ToString();
    }

    private static void Break(StringBuilder text, HtmlTagToken tag)
    {
        if (!tag.IsEndTag && IsQuote(tag))
        {
            text.Append('\n').Append(QuoteMark).Append('\n');
        }
        else if (tag.Name.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            text.Append('\n');
        }
        else if (Blocks.Contains(tag.Name) && text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
        else if (tag.Name is "td" or "th" && tag.IsEndTag)
        {
            text.Append(' ');
        }
    }

    private static bool IsQuote(HtmlTagToken tag) =>
        QuoteSigns.Contains(tag.Name, StringComparer.OrdinalIgnoreCase)
        || (tag.Name.Equals("blockquote", StringComparison.OrdinalIgnoreCase)
            && tag.Attributes.Any(attribute => attribute.Name.Equals("type", StringComparison.OrdinalIgnoreCase) && attribute.Value == "cite"))
        || tag.Attributes.Any(attribute => attribute.Name is "id" or "class" or "name" && attribute.Value is { Length: > 0 and < 500 } value
            && QuoteSigns.Any(sign => value.Contains(sign, StringComparison.OrdinalIgnoreCase)));

    private static void Words(StringBuilder text, string data)
    {
        foreach (var letter in data)
        {
            var blank = letter is ' ' or '\t' or '\r' or '\n' or '\u00A0';
            if (!blank)
            {
                text.Append(letter);
            }
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
            {
                text.Append(' ');
            }
        }
    }
}
