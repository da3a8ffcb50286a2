using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>A paper as a file to send and to keep (文书文件).</summary>
public static class PaperFile
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private const int LongestTitle = 24;

    /// <summary>The file's name: kind, number and a short title, such as 催办单 徐巡改催〔2024〕1号 分红不到位.docx.</summary>
    public static string NameOf(Paper paper)
    {
        ArgumentNullException.ThrowIfNull(paper);
        var title = Clean(PaperSheet.Read(paper.Sheet).Subject ?? "");
        return $"{paper.Kind.ChineseName} {paper.NumberText}{(paper.Status is PaperStatus.Void ? "（作废）" : "")} {Shorten(title)}".Trim() + ".docx";
    }

    /// <summary>The paper as an attachment of a mail.</summary>
    internal static MailAttachment Attach(Paper paper) => new(NameOf(paper), ContentType, PaperDocument.Write(paper));

    // What file systems refuse, and blanks at which a name would be cut.
    private static string Clean(string title) =>
        string.Concat(title.Where(sign => !char.IsControl(sign) && !char.IsWhiteSpace(sign) && !"\\/:*?\"<>|".Contains(sign, StringComparison.Ordinal)));

    private static string Shorten(string title)
    {
        if (title.Length <= LongestTitle)
        {
            return title;
        }

        return title[..(char.IsHighSurrogate(title[LongestTitle - 1]) ? LongestTitle - 1 : LongestTitle)];
    }
}
