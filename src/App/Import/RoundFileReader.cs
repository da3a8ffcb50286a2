using System.Collections.Immutable;
using System.Text.Json;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Import;

/// <summary>Reads a round file (format in ops/samples/README.md). Pure; finds every problem in one pass.</summary>
public static class RoundFileReader
{
    /// <summary>Files beyond this size are refused: a round of a thousand items is about 2 MB.</summary>
    public const int LargestFile = 20 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private static readonly Dictionary<string, UnitKind> UnitKinds = new()
    {
        ["district"] = UnitKind.District,
        ["town"] = UnitKind.Town,
        ["office"] = UnitKind.Office,
        ["village"] = UnitKind.Village,
    };

    /// <summary>Reads the bytes of a file.</summary>
    public static RoundFileReading Read(ReadOnlyMemory<byte> bytes, RoundSettings? usual = null)
    {
        if (bytes.Length > LargestFile)
        {
            return Refused($"文件超过{LargestFile / 1024 / 1024} MB。The file is too large.");
        }

        if (bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? Read(json.RootElement, usual ?? new())
                : Refused("最外层应为对象。The outermost value must be an object.");
        }
        catch (JsonException error)
        {
            return Refused(
                $"不是合格的UTF-8 JSON(第{error.LineNumber + 1}行,第{error.BytePositionInLine + 1}字节)。Not valid UTF-8 JSON: {error.Message}");
        }
        catch (InvalidOperationException error) when (error.InnerException is System.Text.DecoderFallbackException)
        {
            return Refused("含有不是UTF-8的文字。Contains text that is not UTF-8.");
        }
    }

    private static RoundFileReading Refused(string message) => new(null, [new("$", message)]);

    private static RoundFileReading Read(JsonElement root, RoundSettings usual)
    {
        var problems = new List<ImportProblem>();
        var file = new JsonPlace(root, "$", problems);
        if (file.Text("format") is var format and not "rectify-round" and not "")
        {
            file.Wrong("format", $"“{format}”不是轮次文件。Must be \"rectify-round\".");
        }

        file.Number("version", 1, 1);
        var statusesAsOf = ReadSource(file.OptionalObject("source"));
        var declared = file.OptionalObject("declared")?.Figures() ?? [];
        var contains = ReadContains(file.Object("contains"));
        var units = ReadUnits(file);
        var people = ReadPeople(file, units);
        var keys = new RoundKeys(units, people);
        var round = ReadRound(file.Object("round"), keys, usual);
        var items = new ItemReader(keys).ReadSections(file, contains);
        file.NothingElse();
        return round is null || contains is null || problems.Count > 0
            ? new(null, problems)
            : new(new(round, units, people, items, contains, declared, statusesAsOf), []);
    }

    private static DateOnly? ReadSource(JsonPlace? source)
    {
        if (source is null)
        {
            return null;
        }

        source.OptionalText("title");
        source.OptionalText("note", 2000);
        source.OptionalDay("feedbackOn");
        source.OptionalDay("signedOn");
        source.OptionalDay("publishedOn");
        var statusesAsOf = source.OptionalDay("statusesAsOf");
        source.NothingElse();
        return statusesAsOf;
    }

    private static RoundFileCounts? ReadContains(JsonPlace? contains)
    {
        if (contains is null)
        {
            return null;
        }

        const int Most = 1_000_000;
        var counts = new RoundFileCounts(
            contains.Number("sections", 0, Most), contains.Number("headings", 0, Most), contains.Number("items", 0, Most),
            contains.Number("measures", 0, Most), contains.Number("amounts", 0, Most));
        contains.NothingElse();
        return counts;
    }

    private static List<FiledUnit> ReadUnits(JsonPlace file)
    {
        var units = new List<FiledUnit>();
        foreach (var place in file.Objects("units", required: true))
        {
            var unit = new FiledUnit(
                place.Key("key"), place.Text("name", 200), place.OptionalText("parent"), place.Choice("kind", UnitKinds));
            if (units.Any(other => other.Key == unit.Key))
            {
                place.Wrong("key", $"“{unit.Key}”重复。Used twice.");
            }

            if (unit.Parent is not null && units.All(other => other.Key != unit.Parent))
            {
                place.Wrong("parent", $"前面没有单位“{unit.Parent}”。No such unit before this one.");
            }
            else if (units.Any(other => other.Parent == unit.Parent && other.Name == unit.Name))
            {
                place.Wrong("name", $"同一上级下已有“{unit.Name}”。The parent has a unit of this name already.");
            }

            place.NothingElse();
            units.Add(unit);
        }

        return units;
    }

    private static List<FiledPerson> ReadPeople(JsonPlace file, List<FiledUnit> units)
    {
        var roleNames = Roles.All.ToHashSet();
        var people = new List<FiledPerson>();
        foreach (var place in file.Objects("people", required: true))
        {
            var roles = place.Texts("roles", required: true);
            foreach (var (role, at) in roles.Where(role => !roleNames.Contains(role.Text)))
            {
                place.WrongAt(at, $"没有角色“{role}”,可用:{string.Join(", ", Roles.All)}。Unknown role; use one of these.");
            }

            var person = new FiledPerson(
                place.Key("key"), place.Text("name", 200), place.Text("unit"), [.. roles.Select(role => role.Text).Distinct()],
                place.Text("mail", 320), place.OptionalText("culture") ?? "zh-CN");
            if (people.Any(other => other.Key == person.Key))
            {
                place.Wrong("key", $"“{person.Key}”重复。Used twice.");
            }

            if (person.Unit.Length > 0 && units.All(unit => unit.Key != person.Unit))
            {
                place.Wrong("unit", $"没有单位“{person.Unit}”。No such unit.");
            }

            if (person.Mail.Length > 0 && !LooksLikeMail(person.Mail))
            {
                place.Wrong("mail", $"“{person.Mail}”不是邮箱地址。Not a mail address.");
            }

            if (person.Culture is not ("zh-CN" or "en"))
            {
                place.Wrong("culture", "应为zh-CN或en。Must be zh-CN or en.");
            }

            place.NothingElse();
            people.Add(person);
        }

        return people;
    }

    private static FiledRound? ReadRound(JsonPlace? place, RoundKeys keys, RoundSettings usual)
    {
        if (place is null)
        {
            return null;
        }

        var town = place.Text("town");
        keys.CheckUnit(place, "town", town);
        place.OptionalDay("inspectedFrom");
        place.OptionalDay("inspectedTo");
        var round = new FiledRound(
            place.Key("key"), place.Text("name", 200), town, place.Day("feedbackOn"), place.OptionalText("planPaper", 100),
            keys.Units(place, "inspected"), ReadSettings(place.OptionalObject("settings"), usual));
        place.NothingElse();
        return round;
    }

    private static RoundSettings ReadSettings(JsonPlace? place, RoundSettings settings)
    {
        if (place is null)
        {
            return settings;
        }

        settings = settings with
        {
            PlanDueMonths = place.OptionalNumber("planDueMonths", 0, 1000) ?? settings.PlanDueMonths,
            ConcentratedMonths = place.OptionalNumber("concentratedMonths", 0, 1000) ?? settings.ConcentratedMonths,
            AtOnceDays = place.OptionalNumber("atOnceDays", 0, 1000) ?? settings.AtOnceDays,
            PublicityDays = place.OptionalNumber("publicityDays", 0, 1000) ?? settings.PublicityDays,
            ReviewEveryMonths = place.OptionalNumber("reviewEveryMonths", 0, 1000) ?? settings.ReviewEveryMonths,
            CleanReviewsToEnd = place.OptionalNumber("cleanReviewsToEnd", 0, 1000) ?? settings.CleanReviewsToEnd,
            ReminderOffsets = place.Numbers("reminderOffsets") is { } offsets ? [.. offsets] : settings.ReminderOffsets,
            CalendarReminderOffsets = place.Numbers("calendarReminderOffsets") is { } days ? [.. days] : settings.CalendarReminderOffsets,
            QuietDays = place.Has("quietDays") ? ReadQuietDays(place) : settings.QuietDays,
            IssuerName = place.OptionalText("issuerName", RoundSettings.LongestPrinted) ?? settings.IssuerName,
            Contact = place.OptionalText("contact", RoundSettings.LongestPrinted) ?? settings.Contact,
            SendingHour = place.OptionalHour("sendingHour") ?? settings.SendingHour,
            ZoneId = place.OptionalText("zoneId", 100) ?? settings.ZoneId,
            IssuingBody = place.OptionalText("issuingBody", 40) ?? settings.IssuingBody,
        };
        foreach (var problem in settings.Validate())
        {
            place.Wrong(JsonNamingPolicy.CamelCase.ConvertName(problem.Setting), $"{problem.Chinese}。{problem.English}");
        }

        place.NothingElse();
        return settings;
    }

    private static ImmutableArray<QuietSpan> ReadQuietDays(JsonPlace settings) =>
    [
        .. settings.Objects("quietDays").Select(place =>
        {
            var span = new QuietSpan(place.Day("from"), place.Day("to"));
            place.NothingElse();
            return span;
        }),
    ];

    private static bool LooksLikeMail(string mail) => mail.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == mail.LastIndexOf('@') && at < mail.Length - 1 && !mail.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',');
}
