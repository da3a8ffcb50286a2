using System.Text.RegularExpressions;
using DotLiquid;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>
/// What is wrong with a template, by line, before it counts. The parser itself names no lines, so each tag is looked at alone
/// first; then the whole is filled as a mail would be.
/// </summary>
public static partial class TemplateCheck
{
    private const int LongestText = 200_000;

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal) { "if", "unless", "case", "for", "tablerow", "capture", "ifchanged" };
    private static readonly HashSet<string> Verbatim = new(StringComparer.Ordinal) { "comment", "raw", "literal" };
    private static readonly HashSet<string> Inner = new(StringComparer.Ordinal) { "else", "elsif", "when", "break", "continue" };
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal) { "assign", "cycle", "increment", "decrement" };

    /// <summary>The problems, first line first; none when the template can count.</summary>
    public static IReadOnlyList<LineProblem> Problems(string name, string text, TemplateSample sample)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(sample);
        if (text.Length > LongestText)
        {
            return [new(1, $"模板不能超过{LongestText}个字符。", $"A template has at most {LongestText} characters.")];
        }

        var problems = Lines(name, text).Concat(Tags(text, Known(name, text, sample))).OrderBy(problem => problem.Line).ToList();
        return problems.Count > 0 ? problems : [.. Whole(name, text, sample)];
    }

    private static IEnumerable<LineProblem> Lines(string name, string text)
    {
        var lines = text.Split('\n');
        if (string.IsNullOrWhiteSpace(text))
        {
            yield return new(1, "模板是空的。", "The template is empty.");
        }
        else if (name.Contains(".Note-", StringComparison.Ordinal))
        {
            if (!lines[0].StartsWith(NoteTemplates.NameMark, StringComparison.Ordinal))
            {
                yield return new(1, $"第一行必须是“{NoteTemplates.NameMark}”加模板的名称。", $"The first line must be \"{NoteTemplates.NameMark}\" and what the template is called.");
            }

            if (lines.Length < 2 || !lines[1].StartsWith(MailTemplates.SubjectMark, StringComparison.Ordinal))
            {
                yield return new(2, $"第二行必须是“{MailTemplates.SubjectMark}”加邮件主题。", $"The second line must be \"{MailTemplates.SubjectMark}\" and the mail's subject.");
            }
        }
        else if (MailTemplates.HasSubject(name) && (lines.Length < 2 || !lines[0].StartsWith(MailTemplates.SubjectMark, StringComparison.Ordinal)))
        {
            yield return new(1, $"第一行必须是“{MailTemplates.SubjectMark}”加邮件主题，正文从第二行起。", $"The first line must be \"{MailTemplates.SubjectMark}\" and the mail's subject; the text follows.");
        }
    }

    /// <summary>Every tag by itself: closed, known, parsed, and asking only for what there is.</summary>
    private static IEnumerable<LineProblem> Tags(string text, HashSet<string> known)
    {
        var open = new Stack<(string Name, int Line)>();
        for (var at = NextTag(text, 0); at >= 0;)
        {
            var line = LineOf(text, at);
            var isOutput = text[at + 1] == '{';
            var end = text.IndexOf(isOutput ? "}}" : "%}", at, StringComparison.Ordinal);
            if (end < 0 || text.AsSpan(at + 2, end - at - 2).Contains('\n') && isOutput)
            {
                yield return new(line, $"“{(isOutput ? "{{" : "{%")}”没有结束。", $"\"{(isOutput ? "{{" : "{%")}\" is not closed.");
                yield break;
            }

            var tag = text[at..(end + 2)];
            var word = isOutput ? "" : TagName().Match(tag).Groups[1].Value;
            if (Verbatim.Contains(word))
            {
                var close = Regex.Match(text[end..], $@"\{{%-?\s*end{word}\s*-?%\}}", RegexOptions.None, TimeSpan.FromSeconds(1));
                if (!close.Success)
                {
                    yield return new(line, $"“{word}”没有对应的“end{word}”。", $"\"{word}\" has no \"end{word}\".");
                    yield break;
                }

                at = NextTag(text, end + close.Index + close.Length);
                continue;
            }

            if ((isOutput ? Alone(tag, tag) : Look(word, tag, open, line)) is { } message)
            {
                yield return new(line, message.Chinese, message.English);
            }
            else if (Unknown(tag, known) is { } stranger)
            {
                yield return new(line, $"没有“{stranger}”这个变量。", $"There is no variable \"{stranger}\".");
            }

            at = NextTag(text, end + 2);
        }

        foreach (var (unclosed, line) in open)
        {
            yield return new(line, $"“{unclosed}”没有对应的“end{unclosed}”。", $"\"{unclosed}\" has no \"end{unclosed}\".");
        }
    }

    private static (string Chinese, string English)? Look(string word, string tag, Stack<(string Name, int Line)> open, int line)
    {
        if (Blocks.Contains(word))
        {
            open.Push((word, line));
            return Alone(tag, $"{tag}{(word == "case" ? "{% when 1 %}" : "")}{{% end{word} %}}");
        }

        if (word.StartsWith("end", StringComparison.Ordinal))
        {
            if (open.Count > 0 && open.Peek().Name == word[3..])
            {
                open.Pop();
                return null;
            }

            return ($"“{word}”没有对应的“{word[3..]}”。", $"\"{word}\" ends nothing.");
        }

        if (Inner.Contains(word))
        {
            return open.Count == 0 ? ($"“{word}”只能用在块里。", $"\"{word}\" stands in no block.")
                : word == "elsif" ? Alone(tag, $"{{% if true %}}{tag}{{% endif %}}")
                : null;
        }

        return Single.Contains(word) ? Alone(tag, tag) : ($"没有“{word}”这种标签。", $"There is no tag \"{word}\".");
    }

    private static (string Chinese, string English)? Alone(string tag, string whole)
    {
        try
        {
            Template.Parse(whole).Render(new RenderParameters(System.Globalization.CultureInfo.InvariantCulture) { ErrorsOutputMode = ErrorsOutputMode.Rethrow });
            return null;
        }
#pragma warning disable CA1031 // Whatever the parser dislikes is shown to whoever wrote it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ($"“{tag}”不能使用：{error.Message}", $"\"{tag}\" cannot be used: {error.Message}");
        }
    }

    private static IEnumerable<LineProblem> Whole(string name, string text, TemplateSample sample)
    {
        TemplateFault? fault;
        try
        {
            fault = sample.Try(MailOverrides.None.With(name, text)).FirstOrDefault();
        }
        catch (InvalidOperationException error)
        {
            fault = new(name, 0, error.Message);
        }

        if (fault is not null)
        {
            yield return new(1, $"用示例数据生成时出错：{fault.Error}", $"It fails with sample data: {fault.Error}");
        }
    }

    /// <summary>What the built-in templates of the kind and the sample know, and what the text itself names.</summary>
    private static HashSet<string> Known(string name, string text, TemplateSample sample)
    {
        var known = new HashSet<string>(sample.Names, StringComparer.Ordinal) { "forloop", "first", "last", "index", "index0", "size", "length", "tablerowloop", "true", "false", "nil", "null", "empty", "blank" };
        var kind = name.Split('.')[1];
        var built = MailTemplates.Names.Where(each => each.Split('.')[1] == kind).Select(MailTemplates.Source);
        foreach (var word in built.SelectMany(source => AnyTag().Matches(source)).SelectMany(tag => Words().Matches(Quoted().Replace(tag.Value, "\"\""))).Select(word => word.Value))
        {
            known.Add(word);
        }

        foreach (Match match in Named().Matches(text))
        {
            known.Add(match.Groups[1].Value);
        }

        return known;
    }

    private static string? Unknown(string tag, HashSet<string> known)
    {
        var plain = Quoted().Replace(tag.Trim('{', '}', '%', '-', ' '), "\"\"");
        var parts = plain.Split('|');
        var inTag = tag[1] == '%';
        return Words().Matches(parts[0]).Select(word => word.Value)
            .Where(word => !inTag || !Keyword(word))
            .FirstOrDefault(word => !known.Contains(word));
    }

    private static bool Keyword(string word) => Blocks.Contains(word) || Inner.Contains(word) || Single.Contains(word)
        || word.StartsWith("end", StringComparison.Ordinal)
        || word is "in" or "and" or "or" or "not" or "contains" or "limit" or "offset" or "reversed" or "cols" or "as";

    private static int NextTag(string text, int from)
    {
        for (var at = text.IndexOf('{', from); at >= 0 && at + 1 < text.Length; at = text.IndexOf('{', at + 1))
        {
            if (text[at + 1] is '{' or '%')
            {
                return at;
            }
        }

        return -1;
    }

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    [GeneratedRegex(@"^\{%-?\s*(\w+)")]
    private static partial Regex TagName();

    [GeneratedRegex(@"\{[\{%].*?[\}%]\}")]
    private static partial Regex AnyTag();

    [GeneratedRegex(@"(?<![\w.'""])[A-Za-z_]\w*|(?<=\.)[A-Za-z_]\w*")]
    private static partial Regex Words();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{%-?\s*(?:assign|capture|for|tablerow|increment|decrement)\s+(\w+)")]
    private static partial Regex Named();
}
