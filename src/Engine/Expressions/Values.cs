using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using System.Xml;
using Rectify.Workflow.Engine.Definitions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Expressions;

/// <summary>Converts values between the types definitions declare, never by the machine's culture.</summary>
public static class Values
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>JSON text with Chinese left readable.</summary>
    public static string ToJson(JsonNode? value) => value is null ? "null" : value.ToJsonString(Readable);

    /// <summary>Converts to a declared type. Throws <see cref="ExpressionException"/> when the value cannot mean it.</summary>
    public static JsonNode? Convert(JsonNode? value, ValueType type)
    {
        if (value is null)
        {
            return null;
        }

        if (type.IsList)
        {
            return ToList(value, type);
        }

        return type.Kind switch
        {
            ValueKind.Text => value.GetValueKind() == JsonValueKind.String ? value : JsonValue.Create(ToText(value)),
            ValueKind.Boolean => JsonValue.Create(ToBoolean(value)),
            ValueKind.Whole => ToInteger(value) is { } whole ? JsonValue.Create(whole) : null,
            ValueKind.Number => ToNumber(value) is { } number ? JsonValue.Create(number) : null,
            ValueKind.Instant => ToInstant(value) is { } instant ? JsonValue.Create(InstantText(instant)) : null,
            ValueKind.Day => ToDay(value) is { } day ? JsonValue.Create(day.ToString("O", CultureInfo.InvariantCulture)) : null,
            ValueKind.Duration => ToDuration(value) is { } span ? JsonValue.Create(span.ToString("c", CultureInfo.InvariantCulture)) : null,
            ValueKind.Json => FromJsonText(value),
            _ => value,
        };
    }

    /// <summary>Text as Elsa's conversion writes it: True and False capitalised, objects as JSON.</summary>
    public static string ToText(JsonNode? value) => value switch
    {
        null => "",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
        JsonValue v when v.GetValueKind() == JsonValueKind.True => "True",
        JsonValue v when v.GetValueKind() == JsonValueKind.False => "False",
        JsonValue v when v.GetValueKind() == JsonValueKind.Number =>
            v.TryGetValue<long>(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : NumberOf(v).ToString(CultureInfo.InvariantCulture),
        _ => ToJson(value),
    };

    /// <summary>True for true, "true", and numbers other than zero; everything else is false, as in Elsa.</summary>
    public static bool ToBoolean(JsonNode? value) => value switch
    {
        null => false,
        JsonValue v => v.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.String => bool.TryParse(v.GetValue<string>().Trim(), out var parsed) && parsed,
            JsonValueKind.Number => NumberOf(v) != 0,
            _ => false,
        },
        _ => false,
    };

    /// <summary>A whole number; null for a blank text.</summary>
    public static long? ToInteger(JsonNode? value) => value is JsonValue exact && WholeOf(exact) is { } whole ? whole : ToNumber(value) is { } number
        ? number is >= long.MinValue and <= long.MaxValue
            ? (long)Math.Round(number, MidpointRounding.ToEven)
            : throw Mismatch(value, "a whole number")
        : null;

    /// <summary>A number; null for a blank text.</summary>
    public static double? ToNumber(JsonNode? value)
    {
        switch (value?.GetValueKind())
        {
            case null:
                return null;
            case JsonValueKind.Number:
                return NumberOf(value.AsValue());
            case JsonValueKind.True:
                return 1;
            case JsonValueKind.False:
                return 0;
            case JsonValueKind.String:
                var text = value.GetValue<string>();
                return string.IsNullOrWhiteSpace(text) ? null
                    : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed
                    : throw Mismatch(value, "a number");
            default:
                throw Mismatch(value, "a number");
        }
    }

    /// <summary>An instant; a text without offset is UTC; null for a blank text.</summary>
    public static DateTimeOffset? ToInstant(JsonNode? value)
    {
        var text = value is null ? "" : ToText(value).Trim();
        return text.Length == 0 ? null
            : PickedTime.TryRead(text) is { } picked ? new(picked, TimeSpan.Zero)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
            : throw Mismatch(value, "a date and time such as 2023-12-31T09:00:00+08:00");
    }

    /// <summary>A day; the first ten characters of an instant will do; null for a blank text.</summary>
    public static DateOnly? ToDay(JsonNode? value)
    {
        var text = value is null ? "" : ToText(value).Trim();
        return text.Length == 0 ? null
            : DateOnly.TryParseExact(text.Length > 10 ? text[..10] : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : PickedTime.TryRead(text) is { } picked ? DateOnly.FromDateTime(picked)
            : throw Mismatch(value, "a date such as 2023-12-31");
    }

    /// <summary>A span such as 1.02:03:04 or ISO 8601 PT30M; null for a blank text.</summary>
    public static TimeSpan? ToDuration(JsonNode? value)
    {
        var text = value is null ? "" : ToText(value).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span))
        {
            return span;
        }

        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw Mismatch(value, "a duration such as 00:30:00 or PT30M");
        }
    }

    /// <summary>The elements of a list; a JSON text is parsed, any other single value is a list of one.</summary>
    public static JsonArray ToArray(JsonNode? value) => value switch
    {
        null => [],
        JsonArray array => array,
        JsonValue v when v.GetValueKind() == JsonValueKind.String && v.GetValue<string>().TrimStart().StartsWith('[') => ParseList(v),
        JsonValue v when v.GetValueKind() == JsonValueKind.String && string.IsNullOrWhiteSpace(v.GetValue<string>()) => [],
        _ => [value.DeepClone()],
    };

    /// <summary>Parses a JSON text; null when it is no JSON.</summary>
    public static JsonNode? TryParse(string text, out bool parsed)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: new() { MaxDepth = 64, AllowDuplicateProperties = false });
            parsed = true;
            return node;
        }
        catch (JsonException)
        {
            parsed = false;
            return null;
        }
    }

    /// <summary>The same number written without a needless fraction, as JavaScript's numbers arrive as doubles.</summary>
    public static JsonNode FromNumber(double number) =>
        Math.Abs(number) < 9007199254740992 && Math.Truncate(number) == number && !(number == 0 && double.IsNegative(number))
            ? JsonValue.Create((long)number)
            : double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A name as the functions of scripts are called after it: "order total" gives OrderTotal.</summary>
    public static string Pascal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Concat(name.Split(['_', '-', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => char.ToUpper(part[0], CultureInfo.InvariantCulture) + part[1..]));
    }

    /// <summary>An instant as text that reads back the same.</summary>
    public static string InstantText(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    // Numbers of 16 digits and more, such as account numbers, do not survive as a double.
    private static long? WholeOf(JsonValue value) => value.TryGetValue<long>(out var whole) ? whole
        : value.TryGetValue<string>(out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) ? parsed
        : null;

    // A node made from a long answers only to long, one that was parsed answers to every number type.
    private static double NumberOf(JsonValue value) =>
        value.TryGetValue<double>(out var number) ? number
        : value.TryGetValue<long>(out var whole) ? whole
        : value.TryGetValue<int>(out var small) ? small
        : value.TryGetValue<decimal>(out var exact) ? (double)exact
        : double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static JsonArray ParseList(JsonValue value) =>
        TryParse(value.GetValue<string>(), out var parsed) is JsonArray array && parsed
            ? array
            : throw Mismatch(value, "a JSON list");

    private static JsonNode FromJsonText(JsonNode value) =>
        value is JsonValue text && text.TryGetValue<string>(out var json) && json.TrimStart() is ['{' or '[', ..]
            && TryParse(json, out _) is { } parsed ? parsed : value;

    private static JsonArray ToList(JsonNode value, ValueType type)
    {
        var items = ToArray(value);
        if (type.Kind is ValueKind.Any or ValueKind.Json)
        {
            return items;
        }

        var element = type with { IsList = false };
        return new JsonArray([.. items.Select(item => Convert(item, element)?.DeepClone())]);
    }

    private static ExpressionException Mismatch(JsonNode? value, string wanted)
    {
        var shown = ToJson(value);
        return new($"The value {(shown.Length > 80 ? shown[..80] + "…" : shown)} is not {wanted}.");
    }
}
