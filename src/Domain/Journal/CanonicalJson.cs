using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Rectify.Workflow.Domain.Journal;

/// <summary>
/// One way to write a JSON value: members in the order of their names (by UTF-16 code unit), no blanks, only the escapes
/// JSON demands, numbers as they were written. Whoever computes a digest of it, in any language, gets the same.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The canonical text of a value.</summary>
    public static string Write(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    /// <summary>The canonical text of an object without one of its members.</summary>
    public static string WriteWithout(JsonElement value, string member)
    {
        var text = new StringBuilder();
        WriteMembers(value.EnumerateObject().Where(each => each.Name != member), text);
        return text.ToString();
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(value.EnumerateObject(), text);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var first = true;
                foreach (var element in value.EnumerateArray())
                {
                    text.Append(first ? "" : ",");
                    first = false;
                    Write(element, text);
                }

                text.Append(']');
                break;
            case JsonValueKind.String when Readable(value) is { } words:
                WriteString(words, text);
                break;
            case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                text.Append(value.GetRawText());
                break;
            default:
                throw new ArgumentException("There is no JSON value.", nameof(value));
        }
    }

    private static void WriteMembers(IEnumerable<JsonProperty> members, StringBuilder text)
    {
        text.Append('{');
        var first = true;
        foreach (var member in members.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            text.Append(first ? "" : ",");
            first = false;
            WriteString(member.Name, text);
            text.Append(':');
            Write(member.Value, text);
        }

        text.Append('}');
    }

    // Half a surrogate pair is no text; such a value stays as it was written.
    private static string? Readable(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\']);

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        var rest = value.AsSpan();
        for (var at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            text.Append(rest[..at]).Append(rest[at] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                var control => $"\\u{(int)control:x4}",
            });
            rest = rest[(at + 1)..];
        }

        text.Append(rest).Append('"');
    }
}
