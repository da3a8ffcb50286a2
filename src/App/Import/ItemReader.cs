using System.Text.RegularExpressions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Import;

/// <summary>Reads the sections, headings and items of a round file.</summary>
internal sealed partial class ItemReader(RoundKeys keys)
{
    private static readonly Dictionary<string, TimeLimitKind> TimeLimits =
        Enum.GetValues<TimeLimitKind>().ToDictionary(limit => limit.ToString());

    private static readonly Dictionary<string, PublishedStatus> Statuses =
        Enum.GetValues<PublishedStatus>().ToDictionary(status => status.ToString());

    private static readonly Dictionary<string, bool> AmountPlaces = new() { ["problem"] = false, ["progress"] = true };

    private readonly List<FiledItem> _items = [];

    /// <summary>Reads everything below "sections" and compares it with what the file says it contains.</summary>
    public IReadOnlyList<FiledItem> ReadSections(JsonPlace file, RoundFileCounts? contains)
    {
        var sections = file.Objects("sections", required: true);
        var headings = 0;
        for (var index = 0; index < sections.Count; index++)
        {
            headings += ReadSection(sections[index], index + 1);
        }

        if (contains is not null)
        {
            Compare("sections", contains.Sections, sections.Count);
            Compare("headings", contains.Headings, headings);
            Compare("items", contains.Items, _items.Count);
            Compare("measures", contains.Measures, _items.Sum(item => item.Measures.Count));
            Compare("amounts", contains.Amounts, _items.Sum(item => item.Amounts.Count));
        }

        return [.. _items.OrderBy(item => item.Number)];

        void Compare(string what, int said, int counted)
        {
            if (said != counted)
            {
                file.Wrong($"contains.{what}", $"写的是{said},数得{counted}。Says {said} but the file holds {counted}.");
            }
        }
    }

    private int ReadSection(JsonPlace section, int expected)
    {
        var no = InOrder(section, expected);
        var title = section.Text("title");
        var headings = section.Objects("headings");
        for (var index = 0; index < headings.Count; index++)
        {
            var place = new FiledPlace(no, title, InOrder(headings[index], index + 1), headings[index].Text("title"));
            ReadItems(headings[index], place);
            headings[index].NothingElse();
        }

        ReadItems(section, new(no, title, null, null));
        section.NothingElse();
        return headings.Count;
    }

    private void ReadItems(JsonPlace parent, FiledPlace where)
    {
        foreach (var place in parent.Objects("items"))
        {
            var item = ReadItem(place, where);
            if (_items.Any(other => other.Number == item.Number))
            {
                place.Wrong("number", $"序号{item.Number}重复。Used twice.");
            }

            place.NothingElse();
            _items.Add(item);
        }
    }

    private FiledItem ReadItem(JsonPlace place, FiledPlace where)
    {
        var limit = place.Choice("timeLimit", TimeLimits);
        var dueOn = place.OptionalDay("dueOn");
        if (limit is TimeLimitKind.FixedDate && dueOn is null)
        {
            place.Wrong("dueOn", "定日期的任务须写完成日期。Required with FixedDate.");
        }
        else if (limit is not TimeLimitKind.FixedDate && dueOn is not null)
        {
            place.Wrong("dueOn", "只有定日期的任务可写,其余由轮次设置推算。Only with FixedDate; the others follow from the round.");
        }

        return new(
            where, place.Number("number", 1, 100_000), place.Text("title"), place.OptionalText("detail", 8000),
            place.OptionalText("goal", 2000), limit, dueOn, ReadDuty(place.Object("duty")))
        {
            Mark = place.OptionalText("mark", 20),
            Progress = place.OptionalText("progress", 8000),
            Concerns = keys.Units(place, "concerns"),
            Measures = ReadMeasures(place),
            Amounts = ReadAmounts(place),
            Dates = ReadDates(place),
            Published = ReadPublished(place.OptionalObject("published")),
        };
    }

    private FiledDuty ReadDuty(JsonPlace? place)
    {
        if (place is null)
        {
            return new("", "", "", "", [], "");
        }

        var duty = new FiledDuty(
            keys.Person(place, "leadLeader"), keys.Person(place, "responsibleLeader", Roles.UnitLeader),
            keys.Unit(place, "leadUnit"), keys.Unit(place, "responsibleUnit"), keys.Units(place, "cooperatingUnits"),
            keys.Person(place, "responsiblePerson", Roles.Official));
        if (duty.ResponsiblePerson.Length > 0 && duty.ResponsiblePerson == duty.ResponsibleLeader)
        {
            place.Wrong("responsiblePerson", "责任人与责任领导不能是同一人。Must differ from the responsible leader.");
        }

        place.NothingElse();
        return duty;
    }

    private static List<FiledMeasure> ReadMeasures(JsonPlace item)
    {
        var measures = new List<FiledMeasure>();
        foreach (var place in item.Objects("measures", required: true))
        {
            measures.Add(new(InOrder(place, measures.Count + 1), place.Text("text", 2000), place.OptionalText("evidence", 200)));
            place.NothingElse();
        }

        if (measures.Count == 0 && item.Has("measures"))
        {
            item.Wrong("measures", "至少要有一条措施。At least one measure is needed.");
        }

        return measures;
    }

    private static List<FiledAmount> ReadAmounts(JsonPlace item)
    {
        var amounts = new List<FiledAmount>();
        foreach (var place in item.Objects("amounts"))
        {
            amounts.Add(new(
                place.Money("yuan"), place.Flag("atLeast"), place.Choice("where", AmountPlaces), place.OptionalText("note")));
            place.NothingElse();
        }

        return amounts;
    }

    private static List<FiledDate> ReadDates(JsonPlace item)
    {
        var dates = new List<FiledDate>();
        foreach (var place in item.Objects("dates"))
        {
            var on = place.Text("on");
            if (on.Length > 0 && !DayMonthOrYear().IsMatch(on))
            {
                place.Wrong("on", $"“{on}”应写成2023-06-26、2023-06或2023。Must be a day, a month or a year.");
            }

            dates.Add(new(on, place.OptionalText("note")));
            place.NothingElse();
        }

        return dates;
    }

    private static FiledOutcome? ReadPublished(JsonPlace? place)
    {
        if (place is null)
        {
            return null;
        }

        var outcome = new FiledOutcome(place.Choice("status", Statuses), place.OptionalDay("dueOn"));
        if (outcome is { Status: not PublishedStatus.GoingOn, DueOn: not null })
        {
            place.Wrong("dueOn", "只有继续整改的任务可写。Only with GoingOn.");
        }

        place.NothingElse();
        return outcome;
    }

    private static int InOrder(JsonPlace place, int expected)
    {
        var no = place.Number("no", 1, 100_000);
        if (no != expected && place.Has("no"))
        {
            place.Wrong("no", $"应为{expected}:编号从1起逐一递增。Must be {expected}: numbers run from 1 without a gap.");
        }

        return no;
    }

    [GeneratedRegex("^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DayMonthOrYear();
}
