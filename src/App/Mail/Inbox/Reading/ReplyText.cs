using System.Text;
using System.Text.RegularExpressions;

namespace Rectify.Workflow.App.Mail.Inbox.Reading;

/// <summary>Takes from a reply what its sender wrote anew: no quoted mail, no signature.</summary>
public static partial class ReplyText
{
    private const int HeadLines = 5;
    private const int LongestMark = 500;

    /// <summary>The sender's own words; empty when there are none.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var own = new StringBuilder();
        for (var at = 0; at < lines.Length && !QuoteBegins(lines, at) && !IsSignature(lines[at]); at++)
        {
            var line = lines[at].TrimEnd();
            if (!line.TrimStart().StartsWith('>') && !SentFrom().IsMatch(Head(line)))
            {
                own.Append(line).Append('\n');
            }
        }

        return BlankLines().Replace(own.ToString(), "\n\n").Trim();
    }

    /// <summary>The numbers of the measures a reply names (措施2, measure 2), in its own words.</summary>
    public static IReadOnlyList<int> Measures(string own) =>
        [.. Measure().Matches(own).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];

    /// <summary>The numbers of the items a reply names (第12项, item 12), in its own words.</summary>
    public static IReadOnlyList<int> Items(string own) =>
        [.. Item().Matches(own).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];

    private static bool QuoteBegins(string[] lines, int at)
    {
        var line = Head(lines[at]);
        if (line.Length == 0)
        {
            return false;
        }

        if (line.Contains(HtmlText.QuoteMark, StringComparison.Ordinal) || Divider().IsMatch(line) || Wrote().IsMatch(line))
        {
            return true;
        }

        // "On … wrote:" is often broken in two.
        if (at + 1 < lines.Length && WroteBegins().IsMatch(line) && Wrote().IsMatch($"{line} {Head(lines[at + 1])}"))
        {
            return true;
        }

        // A rule, or nothing, and then the head of the mail answered to.
        return (HeadFrom().IsMatch(line) || Rule().IsMatch(line))
            && lines.Skip(at + 1).Take(HeadLines).Count(next => HeadOther().IsMatch(Head(next)) || HeadFrom().IsMatch(Head(next))) >= 2;
    }

    // A mark stands at a line's beginning; the rest of a book without line breaks need not be searched.
    private static string Head(string line) => line.Trim() is var trimmed && trimmed.Length > LongestMark ? trimmed[..LongestMark] : trimmed;

    private static bool IsSignature(string line) => line is "-- " or "--" or "—— ";

    [GeneratedRegex(@"^[-—_*\s\u00A0]{2,}\s*(原始邮件|原邮件|邮件原文|回复的原邮件|转发的邮件|转发邮件|原始信件|Original( Message| Mail|邮件)?|Forwarded message|Reply( Message)?)\s*[-—_*\s\u00A0]{2,}$", RegexOptions.IgnoreCase)]
    private static partial Regex Divider();

    [GeneratedRegex(@"^((On|At|Am|Le)\s.{5,300}(wrote|writes|schrieb|écrit)|.{0,200}(于|在)\s*(\d{2,4}[年/.-]|\S{2,20}\s*\d).{2,160}(写道|写到|寫道))\s*[:：]?$", RegexOptions.IgnoreCase)]
    private static partial Regex Wrote();

    [GeneratedRegex(@"^((On|At)\s.{5,300}|.{0,200}(于|在)\s*\d{2,4}年.{2,160})$", RegexOptions.IgnoreCase)]
    private static partial Regex WroteBegins();

    [GeneratedRegex(@"^\*{0,2}(发件人|发信人|寄件者|寄件人|From)\*{0,2}\s*[:：]", RegexOptions.IgnoreCase)]
    private static partial Regex HeadFrom();

    [GeneratedRegex(@"^\*{0,2}(发送时间|发送日期|发件时间|日期|时间|收件人|抄送|主题|寄件日期|收件者|主旨|Sent|Date|To|Cc|Subject)\*{0,2}\s*[:：]", RegexOptions.IgnoreCase)]
    private static partial Regex HeadOther();

    [GeneratedRegex(@"^[-_=—]{5,}$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(发自我的|發自我的|从我的.{1,30}发送|来自我的|发自.{0,20}(QQ邮箱|邮箱大师|手机|iPhone|iPad|华为|小米|荣耀|OPPO|vivo)|Sent from (my|Mail for|Outlook|Samsung)|Get Outlook for|获取\s?Outlook)", RegexOptions.IgnoreCase)]
    private static partial Regex SentFrom();

    [GeneratedRegex(@"(?:措施|measure)\s*(?:第|no\.?|#)?\s*(\d{1,3})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Measure();

    [GeneratedRegex(@"(?:第\s*(?=\d{1,4}\s*项)|\bitem\s*(?:no\.?|#)?\s*|\bno\.\s*)(\d{1,4})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Item();

    [GeneratedRegex("\n{3,}")]
    private static partial Regex BlankLines();
}
