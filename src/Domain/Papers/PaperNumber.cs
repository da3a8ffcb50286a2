using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rectify.Workflow.Domain.Papers;

/// <summary>The number of a paper (文号), such as 徐巡改催〔2024〕1号.</summary>
/// <param name="Body">Short name of the issuing body: 徐巡改.</param>
/// <param name="Kind">The kind; each counts on its own.</param>
/// <param name="Year">The year; counting restarts at 1 in each.</param>
/// <param name="Number">Position within body, kind and year, from 1, written without leading zeros.</param>
public sealed partial record PaperNumber(string Body, PaperKind Kind, int Year, int Number)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Body}{Kind.NumberWord}〔{Year}〕{Number}号");

    /// <summary>Reads a number as it is written, also with the stray spaces of real papers.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PaperNumber? number)
    {
        number = null;
        if (Written().Match(string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c)))) is not { Success: true } match)
        {
            return false;
        }

        var word = match.Groups["kind"].ValueSpan[0];
        number = new(
            match.Groups["body"].Value,
            Enum.GetValues<PaperKind>().First(kind => kind.NumberWord == word),
            int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Reads a number; throws when the text is none.</summary>
    public static PaperNumber Parse(string text) => TryParse(text, out var number)
        ? number
        : throw new FormatException($"'{text}' is no paper number. One looks like 徐巡改催〔2024〕1号.");

    [GeneratedRegex("^(?<body>[^〔〕0-9]+)(?<kind>[提催督约])〔(?<year>[0-9]{4})〕(?<number>[1-9][0-9]{0,5})号$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
