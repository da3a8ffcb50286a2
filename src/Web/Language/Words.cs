using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Rectify.Workflow.Web.Language;

/// <summary>The texts of the pages: the Chinese text is the key, en.json holds the English of each.</summary>
public sealed class Words
{
    /// <summary>The interface's languages, the first is the default.</summary>
    public static readonly IReadOnlyList<string> Cultures = ["zh-CN", "en"];

    private static readonly FrozenDictionary<string, string> EnglishTexts = Read();

    /// <summary>All English texts by their Chinese original, for the test that no page lacks one.</summary>
    public static IReadOnlyDictionary<string, string> English => EnglishTexts;

    /// <summary>True when the reader chose English.</summary>
    public static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    /// <summary>The text in the reader's language.</summary>
    public string this[string chinese] => IsEnglish ? EnglishTexts.GetValueOrDefault(chinese, chinese) : chinese;

    /// <summary>The text in the reader's language with its places filled.</summary>
    public string this[string chinese, params object?[] values] =>
        string.Format(IsEnglish ? Counting.Instance : CultureInfo.CurrentCulture, this[chinese], values);

    /// <summary>In English a place such as {0:item|items} is filled with the word for one or for any other number.</summary>
    private sealed class Counting : IFormatProvider, ICustomFormatter
    {
        public static readonly Counting Instance = new();

        public object? GetFormat(Type? formatType) =>
            formatType == typeof(ICustomFormatter) ? this : CultureInfo.CurrentCulture.GetFormat(formatType);

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) =>
            format?.Split('|') is [var one, var many] ? arg is 1 or 1L ? one : many
            : arg is IFormattable value ? value.ToString(format, CultureInfo.CurrentCulture)
            : arg?.ToString() ?? "";
    }

    private static FrozenDictionary<string, string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream(typeof(Words), "en.json")
            ?? throw new InvalidOperationException("The resource Language/en.json is not embedded in this assembly; rebuild it.");
        var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? [];
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
