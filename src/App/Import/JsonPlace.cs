using System.Globalization;
using System.Text.Json;

namespace Rectify.Workflow.App.Import;

/// <summary>
/// An object in a JSON file together with its path. Reading a member that is missing or wrong notes a problem and gives a
/// harmless value, so that one pass finds every problem of a file.
/// </summary>
internal sealed class JsonPlace(JsonElement value, string path, List<ImportProblem> problems)
{
    private readonly HashSet<string> _known = [];

    public string Path => path;

    /// <summary>Notes a problem at a member of this object.</summary>
    public void Wrong(string member, string message) => problems.Add(new(Below(member), message));

    /// <summary>Notes a problem at a full path, such as an element of a list.</summary>
    public void WrongAt(string at, string message) => problems.Add(new(at, message));

    public bool Has(string member) => TryGet(member, JsonValueKind.Undefined) is not null;

    /// <summary>A text without surrounding blanks; empty, with a problem noted, when it is missing.</summary>
    public string Text(string member, int longest = 400) => OptionalText(member, longest) ?? Missing(member, "");

    public string? OptionalText(string member, int longest = 400)
    {
        if (TryGet(member, JsonValueKind.String) is not { } found)
        {
            return null;
        }

        var text = found.GetString()?.Trim() ?? "";
        if (text.Length == 0)
        {
            Wrong(member, "不能为空。Must not be empty.");
        }
        else if (text.Length > longest)
        {
            Wrong(member, $"共{text.Length}字,最多{longest}字。Has {text.Length} characters, at most {longest} are allowed.");
        }

        return text;
    }

    /// <summary>A key: a short word of letters, digits and dashes.</summary>
    public string Key(string member)
    {
        var key = Text(member, 100);
        if (key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-'))
        {
            Wrong(member, $"“{key}”只能用字母、数字和-。Only letters, digits and dashes.");
        }

        return key;
    }

    /// <summary>An hour of the day, such as 08:30.</summary>
    public TimeOnly? OptionalHour(string member)
    {
        if (OptionalText(member) is not { } text)
        {
            return null;
        }

        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour))
        {
            return hour;
        }

        Wrong(member, $"“{text}”不是时刻,应写成08:30。Not an hour; write it as 08:30.");
        return TimeOnly.MinValue;
    }

    public DateOnly Day(string member) => OptionalDay(member) ?? Missing(member, DateOnly.MinValue);

    public DateOnly? OptionalDay(string member)
    {
        if (OptionalText(member) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Wrong(member, $"“{text}”不是日期,应写成2023-12-31。Not a day; write it as 2023-12-31.");
        return DateOnly.MinValue;
    }

    public int Number(string member, int least, int most) => OptionalNumber(member, least, most) ?? Missing(member, least);

    public int? OptionalNumber(string member, int least, int most)
    {
        if (TryGet(member, JsonValueKind.Number) is not { } found)
        {
            return null;
        }

        if (found.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(member, $"应为{least}至{most}的整数。Must be a whole number from {least} to {most}.");
        return least;
    }

    public decimal Money(string member)
    {
        if (TryGet(member, JsonValueKind.Number) is not { } found)
        {
            return Missing(member, 0m);
        }

        if (found.TryGetDecimal(out var money) && money is > 0 and <= 1_000_000_000_000m)
        {
            return money;
        }

        Wrong(member, "金额应大于0,以元计。Must be an amount above 0, in yuan.");
        return 0m;
    }

    public bool Flag(string member)
    {
        if (!Has(member))
        {
            return false;
        }

        _known.Add(member);
        var found = value.GetProperty(member);
        if (found.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return found.GetBoolean();
        }

        WrongKind(member, found.ValueKind, "true/false");
        return false;
    }

    /// <summary>One of the names of an enumeration, exactly as written there.</summary>
    public T Choice<T>(string member, IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        var text = Text(member);
        if (text.Length > 0 && names.TryGetValue(text, out var chosen))
        {
            return chosen;
        }

        if (text.Length > 0)
        {
            Wrong(member, $"没有“{text}”,可用:{string.Join(", ", names.Keys)}。Unknown value; use one of these.");
        }

        return default;
    }

    /// <summary>The object below a member; null, with a problem noted, when it is missing.</summary>
    public JsonPlace? Object(string member) =>
        OptionalObject(member) is { } found ? found : Missing<JsonPlace?>(member, null);

    public JsonPlace? OptionalObject(string member) =>
        TryGet(member, JsonValueKind.Object) is { } found ? new(found, Below(member), problems) : null;

    /// <summary>The objects of a list; empty when it is absent.</summary>
    public List<JsonPlace> Objects(string member, bool required = false)
    {
        var found = new List<JsonPlace>();
        foreach (var (element, at) in Elements(member, required))
        {
            if (element.ValueKind is JsonValueKind.Object)
            {
                found.Add(new(element, at, problems));
            }
            else
            {
                problems.Add(new(at, "应为对象。Must be an object."));
            }
        }

        return found;
    }

    /// <summary>The texts of a list with their paths; empty when it is absent.</summary>
    public List<(string Text, string Path)> Texts(string member, bool required = false)
    {
        var found = new List<(string, string)>();
        foreach (var (element, at) in Elements(member, required))
        {
            if (element.ValueKind is JsonValueKind.String && element.GetString() is { Length: > 0 } text)
            {
                found.Add((text, at));
            }
            else
            {
                problems.Add(new(at, "应为非空文字。Must be a text that is not empty."));
            }
        }

        return found;
    }

    /// <summary>The whole numbers of a list; null when it is absent.</summary>
    public List<int>? Numbers(string member)
    {
        if (!Has(member))
        {
            return null;
        }

        var found = new List<int>();
        foreach (var (element, at) in Elements(member, required: false))
        {
            if (element.ValueKind is JsonValueKind.Number && element.TryGetInt32(out var number))
            {
                found.Add(number);
            }
            else
            {
                problems.Add(new(at, "应为整数。Must be a whole number."));
            }
        }

        return found;
    }

    /// <summary>Every member that is a whole number, by name.</summary>
    public Dictionary<string, int> Figures()
    {
        var figures = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            figures[member.Name] = Number(member.Name, 0, int.MaxValue);
        }

        return figures;
    }

    /// <summary>Notes every member that nobody asked for: a slip of the pen would otherwise be lost in silence.</summary>
    public void NothingElse()
    {
        foreach (var member in value.EnumerateObject().Where(member => !_known.Contains(member.Name)))
        {
            Wrong(member.Name, "没有这一项,请检查拼写。Unknown member; check the spelling.");
        }
    }

    private IEnumerable<(JsonElement Element, string Path)> Elements(string member, bool required)
    {
        if (TryGet(member, JsonValueKind.Array) is not { } found)
        {
            _ = required && Missing(member, true);
            yield break;
        }

        var index = 0;
        foreach (var element in found.EnumerateArray())
        {
            yield return (element, $"{Below(member)}[{index++}]");
        }
    }

    private JsonElement? TryGet(string member, JsonValueKind wanted)
    {
        _known.Add(member);
        if (!value.TryGetProperty(member, out var found) || found.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (wanted is JsonValueKind.Undefined || found.ValueKind == wanted)
        {
            return found;
        }

        WrongKind(member, found.ValueKind, wanted.ToString());
        return null;
    }

    private void WrongKind(string member, JsonValueKind kind, string wanted) =>
        Wrong(member, $"类型不对。Is {kind} but must be {wanted}.");

    private T Missing<T>(string member, T instead)
    {
        // A member of the wrong kind has its own problem already.
        if (!Has(member))
        {
            Wrong(member, "缺少必填项。Required and missing.");
        }

        return instead;
    }

    private string Below(string member) => $"{path}.{member}";
}
