using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>
/// What the designer says about activities, in the reader's language. The engine describes them in Chinese and names ports,
/// categories, choices and types in English: words.json holds the Chinese of those names, en.json the English of the sentences.
/// </summary>
internal static class Vocabulary
{
    private static readonly Texts All = Read<Texts>("words.json");
    private static readonly FrozenDictionary<string, string> EnglishTexts = Read<Dictionary<string, string>>("en.json").ToFrozenDictionary(StringComparer.Ordinal);

    public static string Category(string name) => Words.IsEnglish ? Sentence(name) : All.Categories.GetValueOrDefault(name, name);

    public static string Port(string name) => Words.IsEnglish ? Spaced(name) : All.Ports.GetValueOrDefault(name, name);

    /// <summary>A choice, or another word that stands in the code in English.</summary>
    public static string Word(string name) => Words.IsEnglish ? Sentence(name) : All.Words.GetValueOrDefault(name, name);

    /// <summary>The name of an activity, an input or an output.</summary>
    public static string Name(string name, string chinese) => Words.IsEnglish ? Spaced(name) : chinese;

    /// <summary>A sentence of the engine's.</summary>
    public static string Sentence(string chinese) => Words.IsEnglish ? EnglishTexts.GetValueOrDefault(chinese, chinese) : chinese;

    /// <summary>The types a variable, input or output can have, in the order shown.</summary>
    public static IEnumerable<(string TypeName, string DisplayName, string Category)> Types => All.Types.Select(type =>
        Words.IsEnglish ? (type.Key, type.Key, "Types") : (type.Key, type.Value[0], type.Value[1]));

    private static string Spaced(string name) => string.Concat(name.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) && char.IsLower(name[index - 1]) ? $" {letter}" : letter.ToString()));

    private static T Read<T>(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(Vocabulary), file)
            ?? throw new InvalidOperationException($"The resource Elsa/Descriptors/{file} is not embedded in this assembly; rebuild it.");
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web) ?? throw new InvalidOperationException($"{file} is empty.");
    }

    private sealed record Texts(
        Dictionary<string, string> Categories, Dictionary<string, string> Ports, Dictionary<string, string> Words, Dictionary<string, string[]> Types);
}
