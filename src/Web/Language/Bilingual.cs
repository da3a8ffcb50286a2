using System.Text.RegularExpressions;

namespace Rectify.Workflow.Web.Language;

/// <summary>What the ledger notes stands there in both languages, as 中文 (English), because it is written before anyone reads it.</summary>
public static partial class Bilingual
{
    /// <summary>The reader's half of such a note; anything else as it is.</summary>
    public static string? Of(string? note) => note is null ? null
        : Both().Match(note) is { Success: true } both ? both.Groups[Words.IsEnglish ? "english" : "chinese"].Value : note;

    [GeneratedRegex(@"^(?<chinese>[^()]*\p{IsCJKUnifiedIdeographs}[^()]*?) \((?<english>[ -'*-~]+)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Both();
}
