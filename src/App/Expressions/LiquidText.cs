using System.Text;
using System.Text.RegularExpressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// Liquid as people write it. The library wants each tag on one line and blanks around comparisons; without them a condition
/// such as <c>status=="open"</c> never holds. Both are put right before it reads a template; texts in quotes stay as they are.
/// </summary>
internal static partial class LiquidText
{
    /// <summary>The same template, each tag on one line and each comparison with blanks around it.</summary>
    public static string Loosen(string template)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
        {
            return template;
        }

        var loose = new StringBuilder(template.Length + 16);
        var at = 0;
        foreach (var tag in Tags().EnumerateMatches(template))
        {
            loose.Append(template, at, tag.Index - at);
            at = tag.Index + tag.Length;
            var text = template.Substring(tag.Index, tag.Length);
            loose.Append(text.StartsWith("{%", StringComparison.Ordinal) && Raw().IsMatch(text) ? text : Loose(text));
        }

        return loose.Append(template, at, template.Length - at).ToString();
    }

    private static string Loose(string tag)
    {
        var compares = Condition().IsMatch(tag);
        return Parts().Replace(tag, part => part.Value switch
        {
            ['"' or '\'', ..] => part.Value,
            ['\r' or '\n', ..] => " ",
            var comparison => compares ? $" {comparison} " : comparison,
        });
    }

    // What stands between raw and endraw is one match, so that it is left alone.
    [GeneratedRegex(@"\{%-?\s*raw\b[\s\S]*?\{%-?\s*endraw\s*-?%\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}", RegexOptions.None, 1_000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^\{%-?\s*raw\b", RegexOptions.None, 1_000)]
    private static partial Regex Raw();

    [GeneratedRegex(@"^\{%-?\s*(?:if|elsif|unless)\b", RegexOptions.None, 1_000)]
    private static partial Regex Condition();

    [GeneratedRegex("""
        "[^"]*"|'[^']*'|[\r\n]+|==|!=|<>|<=|>=|<|>
        """, RegexOptions.IgnorePatternWhitespace, 1_000)]
    private static partial Regex Parts();
}
