using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DotLiquid;
using DotLiquid.Util;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>The filters Elsa adds to Liquid (base64, keys, json), and Liquid's own where the library reads them otherwise.</summary>
internal static class ElsaFilters
{
    /// <summary>Where the step's instant stands among the registers: the same step must write the same text again.</summary>
    public const string Now = "now";

    private const int DeepestLevel = 64;

    public static string? Base64(object? input) => input is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(input)));

    public static IEnumerable<string> Keys(object? input) => input is IDictionary<string, object?> members
        ? members.Keys
        : throw new ExpressionException("The filter 'keys' works on objects only.");

    public static string Json(object? input) => Values.ToJson(Node(input, 0));

    /// <summary>A date, written as Liquid does ("%Y-%m-%d"); a format without a percent sign is read as .NET's.</summary>
    public static object? Date(Context context, object? input, string? format = null)
    {
        var at = input switch
        {
            DateTimeOffset instant => instant,
            "now" or "today" => context?.Registers[Now] as DateTimeOffset?,
            string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) => instant,
            _ => (DateTimeOffset?)null,
        };
        return at is not { } when || string.IsNullOrEmpty(format) ? input
            : format.Contains('%', StringComparison.Ordinal) ? when.ToStrFTime(format, CultureInfo.InvariantCulture)
            : when.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The sum of a list's numbers, or of one member of its objects.</summary>
    public static object Sum(object? input, string? member = null)
    {
        var sum = (input as IEnumerable ?? Array.Empty<object>()).Cast<object?>()
            .Select(item => member is not null && item is IDictionary<string, object?> members ? members.TryGetValue(member, out var value) ? value : null : item)
            .Sum(one => Values.ToNumber(Node(one, 0)) ?? 0);
        return Math.Truncate(sum) == sum && Math.Abs(sum) < 1e15 ? (long)sum : sum;
    }

    public static string? Truncatewords(string? input, int words = 15, string tail = "...")
    {
        var parts = input?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts is null || parts.Length <= words ? input : string.Join(' ', parts.Take(Math.Max(words, 1))) + tail;
    }

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
