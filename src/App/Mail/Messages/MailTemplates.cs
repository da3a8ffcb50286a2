using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using DotLiquid;
using Rectify.Workflow.App.Mail.Overrides;

namespace Rectify.Workflow.App.Mail.Messages;

/// <summary>What every mail shows around its own text.</summary>
/// <param name="Why">Why the reader got it: item, rule and day, one line each.</param>
/// <param name="LinksExpire">The last day its links work, as printed; null when it has none of its own.</param>
public sealed record MailFrame(string Name, string Sender, Guid MailId, IReadOnlyList<string> Why, string? LinksExpire)
{
    /// <summary>The token by which an answer finds its way; null when nobody reads answers.</summary>
    public string? Reply { get; init; }

    /// <summary>True when the answer has to say which item it is about.</summary>
    public bool RepliesNameItem { get; init; }
}

/// <summary>
/// Fills the templates. Values are escaped here, before a template sees them, so a page cannot forget to:
/// the only things that reach HTML as they are, are our own styles and the body put into the frame.
/// </summary>
public static partial class MailTemplates
{
    internal const string SubjectMark = "Subject: ";

    private const string Folder = "MailTemplates.";
    private const string Ending = ".liquid";

    /// <summary>More turns than the longest mail needs; a template that goes on without end is stopped.</summary>
    private const int MostIterations = 20_000;

    private static readonly ConcurrentDictionary<string, Template> Parsed = new(StringComparer.Ordinal);
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly Hash Styles = Hash.FromDictionary(
        MailStyles.All.ToDictionary(style => style.Key, style => (object)style.Value, StringComparer.Ordinal));

    /// <summary>The languages mails are written in; the first one is used for any other.</summary>
    public static IReadOnlyList<string> Cultures { get; } = ["zh-CN", "en"];

    /// <summary>The mail language of a person's culture.</summary>
    public static string LanguageOf(string? culture) =>
        culture?.StartsWith("en", StringComparison.OrdinalIgnoreCase) is true ? "en" : "zh-CN";

    /// <summary>Writes one mail.</summary>
    public static MailContent Render(
        MailKind kind, string culture, IReadOnlyDictionary<string, object?> model, MailFrame frame, MailOverrides? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(frame);
        var language = LanguageOf(culture);
        var own = overrides ?? MailOverrides.None;
        var (subject, plain) = Fill($"{language}.{kind}.txt", Plain(model), own, text => SplitSubject(text, kind.ToString()));
        var page = Fill($"{language}.{kind}.html", Escaped(model), own, text => text);

        var around = new Dictionary<string, object?>
        {
            ["lang"] = language,
            ["title"] = subject,
            ["preview"] = frame.Why.Count > 0 ? frame.Why[0] : subject,
            ["name"] = frame.Name,
            ["sender"] = frame.Sender,
            ["mail_id"] = frame.MailId.ToString("N"),
            ["why"] = frame.Why,
            ["links_expire"] = frame.LinksExpire,
            ["reply"] = frame.Reply,
            ["reply_names_item"] = frame.RepliesNameItem,
        };
        return new(subject, FillFrame(language, "html", Escaped(around), page, own), FillFrame(language, "txt", Plain(around), plain, own));
    }

    private static string FillFrame(string language, string form, Hash model, string body, MailOverrides overrides)
    {
        var inside = body.Trim();
        model["body"] = inside;
        var text = Fill($"{language}.Layout.{form}", model, overrides, whole => whole.Contains(inside, StringComparison.Ordinal)
            ? whole
            : throw new InvalidOperationException("The frame does not show the mail's body: {{ body }} is missing."));
        return form == "html" ? text : BlankLines().Replace(text, "\n\n").Trim() + "\n";
    }

    /// <summary>Fills one template as plain text and reads it.</summary>
    internal static T FillPlain<T>(string name, IReadOnlyDictionary<string, object?> model, MailOverrides overrides, Func<string, T> read) =>
        Fill(name, Plain(model), overrides, read);

    /// <summary>All templates by name: language, kind or frame, form.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. typeof(MailTemplates).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal))
        .Select(name => name[Folder.Length..^Ending.Length])
        .OrderByDescending(name => name.StartsWith("zh", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>The kinds of mail that have templates; a test is written with another kind's.</summary>
    public static IReadOnlyList<MailKind> Kinds { get; } = [.. Enum.GetValues<MailKind>().Where(kind => kind is not MailKind.Test)];

    /// <summary>True when a template's first line is the mail's subject.</summary>
    internal static bool HasSubject(string name) => name.EndsWith(".txt", StringComparison.Ordinal) && !name.Contains(".Layout.", StringComparison.Ordinal);

    /// <summary>A built-in template as it is written.</summary>
    public static string Source(string name)
    {
        using var stream = typeof(MailTemplates).Assembly.GetManifestResourceStream($"{Folder}{name}{Ending}")
            ?? throw new InvalidOperationException($"There is no mail template {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The subject in a text's first line, and the rest.</summary>
    internal static (string Subject, string Text) SplitSubject(string text, string kind)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end > 0 && text.StartsWith(SubjectMark, StringComparison.Ordinal)
            ? (text[SubjectMark.Length..end].Trim(), text[(end + 1)..])
            : throw new InvalidOperationException($"The text template of {kind} must begin with \"{SubjectMark}\".");
    }

    private static T Fill<T>(string name, Hash model, MailOverrides overrides, Func<string, T> read) =>
        overrides.Use(name, Parsed.GetOrAdd(name, each => MailOverrides.Parse(Source(each))), template => read(template.Render(
            new RenderParameters(CultureInfo.InvariantCulture)
            {
                LocalVariables = model,
                ErrorsOutputMode = ErrorsOutputMode.Rethrow,
                MaxIterations = MostIterations,
            })));

    private static Hash Plain(IReadOnlyDictionary<string, object?> model) => Convert(model, text => text);

    private static Hash Escaped(IReadOnlyDictionary<string, object?> model)
    {
        // Encode writes a line break as a character reference; the reader should see a line break.
        var hash = Convert(model, text => Encoder.Encode(text.ReplaceLineEndings("\n")).Replace("&#xA;", "<br>", StringComparison.Ordinal));
        hash["css"] = Styles;
        return hash;
    }

    private static Hash Convert(IReadOnlyDictionary<string, object?> model, Func<string, string> text)
    {
        var hash = new Hash();
        foreach (var (key, value) in model)
        {
            hash[key] = ConvertValue(value, text);
        }

        return hash;
    }

    private static object? ConvertValue(object? value, Func<string, string> text) => value switch
    {
        null or "" => null,   // Liquid takes an empty text for true
        string words => text(words),
        int or long or decimal or bool => value,
        IReadOnlyDictionary<string, object?> inner => Convert(inner, text),
        MailStyle style => style.Css,
        IEnumerable<object?> list => list.Select(each => ConvertValue(each, text)).ToList(),
        _ => throw new ArgumentException($"A mail template cannot show a {value.GetType().Name}."),
    };

    [GeneratedRegex("\n{3,}")]
    private static partial Regex BlankLines();
}
