using System.Reflection;
using System.Text.Json;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>The Chinese of what definitions write in English: ports, categories, choices, types. The English is the key itself.</summary>
internal static class Vocabulary
{
    private static readonly Texts All = Read();

    public static string Category(string name) => Word(All.Categories, name);

    public static string Port(string name) => Word(All.Ports, name);

    public static string Option(string name) => Word(All.Options, name);

    /// <summary>The types a variable, input or output can have, in the order shown.</summary>
    public static IEnumerable<(string TypeName, string DisplayName, string Category)> Types => All.Types.Select(type =>
        Words.IsEnglish ? (type.Key, type.Key, "Types") : (type.Key, type.Value[0], type.Value[1]));

    private static string Word(Dictionary<string, string> words, string name) => Words.IsEnglish ? name : words.GetValueOrDefault(name, name);

    private static Texts Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(Vocabulary), "words.json")
            ?? throw new InvalidOperationException("The resource Elsa/Descriptors/words.json is not embedded in this assembly; rebuild it.");
        return JsonSerializer.Deserialize<Texts>(stream, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("words.json is empty.");
    }

    private sealed record Texts(
        Dictionary<string, string> Categories, Dictionary<string, string> Ports, Dictionary<string, string> Options, Dictionary<string, string[]> Types);
}
