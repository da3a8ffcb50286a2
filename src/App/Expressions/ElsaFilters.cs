using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>The filters Elsa adds to Liquid: base64, keys and json.</summary>
internal static class ElsaFilters
{
    private const int DeepestLevel = 64;

    public static string? Base64(object? input) => input is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(input)));

    public static IEnumerable<string> Keys(object? input) => input is IDictionary<string, object?> members
        ? members.Keys
        : throw new ExpressionException("The filter 'keys' works on objects only.");

    public static string Json(object? input) => Values.ToJson(Node(input, 0));

    private static string Text(object input) => input switch
    {
        string text => text,
        IDictionary<string, object?> or IList => Json(input),
        _ => Convert.ToString(input, CultureInfo.InvariantCulture) ?? "",
    };

    private static JsonNode? Node(object? value, int level) => value switch
    {
        _ when level > DeepestLevel => throw new ExpressionException($"The value is nested deeper than {DeepestLevel} levels."),
        null => null,
        string text => text,
        bool truth => truth,
        IDictionary<string, object?> members => new JsonObject(members.Select(pair => KeyValuePair.Create(pair.Key, Node(pair.Value, level + 1)))),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => Node(item, level + 1))]),
        IConvertible number => Values.FromNumber(number.ToDouble(CultureInfo.InvariantCulture)),
        _ => value.ToString(),
    };
}
