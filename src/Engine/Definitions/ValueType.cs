namespace Rectify.Workflow.Engine.Definitions;

/// <summary>The types values are converted to. Any takes a value as it is; Json parses a text that holds an object or a list.</summary>
public enum ValueKind { Any, Text, Boolean, Whole, Number, Instant, Day, Duration, Json }

/// <summary>A declared type, read from the many ways Elsa writes it.</summary>
public readonly record struct ValueType(ValueKind Kind, bool IsList = false)
{
    public static readonly ValueType Any = new(ValueKind.Any);
    public static readonly ValueType Text = new(ValueKind.Text);
    public static readonly ValueType Boolean = new(ValueKind.Boolean);
    public static readonly ValueType Whole = new(ValueKind.Whole);
    public static readonly ValueType Number = new(ValueKind.Number);
    public static readonly ValueType Instant = new(ValueKind.Instant);
    public static readonly ValueType Day = new(ValueKind.Day);
    public static readonly ValueType Duration = new(ValueKind.Duration);
    public static readonly ValueType Json = new(ValueKind.Json);
    public static readonly ValueType List = new(ValueKind.Any, IsList: true);
    public static readonly ValueType TextList = new(ValueKind.Text, IsList: true);

    /// <summary>
    /// Reads a type name such as "Int32", "System.String, System.Private.CoreLib", "String[]" or
    /// "List&lt;Int32&gt;"; a type that is not known holds <see cref="Json"/>.
    /// </summary>
    public static ValueType Parse(string? name, bool isArray = false)
    {
        var text = (name ?? "").Trim();
        var generic = text.IndexOf('<', StringComparison.Ordinal);
        if (generic > 0 && text.EndsWith('>'))
        {
            var outer = text[..generic];
            var inner = Parse(text[(generic + 1)..^1]);
            return outer.EndsWith("Nullable", StringComparison.Ordinal) ? inner
                : outer.Contains("Dictionary", StringComparison.Ordinal) ? Json
                : new(inner.Kind, IsList: true);
        }

        var comma = text.IndexOf(',', StringComparison.Ordinal);
        text = comma >= 0 ? text[..comma].Trim() : text;
        if (text.EndsWith("[]", StringComparison.Ordinal))
        {
            return new(Parse(text[..^2]).Kind, IsList: true);
        }

        return new(KindOf(text[(text.LastIndexOf('.') + 1)..].TrimEnd('?')), isArray);
    }

    private static ValueKind KindOf(string name) => name switch
    {
        "String" or "string" or "Guid" or "Uri" or "Char" => ValueKind.Text,
        "Boolean" or "bool" or "Bool" => ValueKind.Boolean,
        "Int16" or "Int32" or "Int64" or "Byte" or "UInt32" or "int" or "long" or "Long" => ValueKind.Whole,
        "Single" or "Double" or "Decimal" or "double" or "float" or "decimal" => ValueKind.Number,
        "DateTime" or "DateTimeOffset" => ValueKind.Instant,
        "DateOnly" => ValueKind.Day,
        "TimeSpan" => ValueKind.Duration,
        "" or "Object" or "object" => ValueKind.Any,
        _ => ValueKind.Json,
    };
}
