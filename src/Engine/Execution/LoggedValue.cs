using System.Globalization;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>
/// A value as the log keeps it: a copy, or a note of its size where it is long; else a loop over a large list would write
/// the list once for each turn.
/// </summary>
internal static class LoggedValue
{
    /// <summary>About so many characters of a value are kept.</summary>
    public const int Most = 4000;

    public static JsonNode? Of(JsonNode? value)
    {
        switch (value)
        {
            case JsonValue text when text.TryGetValue<string>(out var characters) && characters.Length > Most:
                return string.Create(CultureInfo.InvariantCulture, $"{characters.AsSpan(0, Most)}… ({characters.Length})");
            case JsonArray array when Left(array, Most) < 0:
                return string.Create(CultureInfo.InvariantCulture, $"[…] ({array.Count})");
            case JsonObject @object when Left(@object, Most) < 0:
                return string.Create(CultureInfo.InvariantCulture, $"{{…}} ({@object.Count})");
            default:
                return value?.DeepClone();
        }
    }

    // Stops counting where the measure is full, so a long value costs no more than a short one.
    private static int Left(JsonNode? value, int measure)
    {
        measure -= 4;
        switch (value)
        {
            case JsonArray array:
                for (var index = 0; index < array.Count && measure >= 0; index++)
                {
                    measure = Left(array[index], measure);
                }

                return measure;
            case JsonObject @object:
                foreach (var (name, member) in @object)
                {
                    measure = measure < 0 ? measure : Left(member, measure - name.Length);
                }

                return measure;
            case JsonValue text when text.TryGetValue<string>(out var characters):
                return measure - characters.Length;
            default:
                return measure;
        }
    }
}
