using Rectify.Workflow.App.Items;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>A column of the ledger (台账栏目), under its name in the address.</summary>
/// <param name="Key">Stable: saved views name it.</param>
/// <param name="Heading">The Chinese heading.</param>
/// <param name="Width">Characters wide in a workbook.</param>
public sealed record LedgerColumn(string Key, string Heading, int Width)
{
    /// <summary>What sorting by it means; null when it cannot be sorted by.</summary>
    public LedgerSort? Sort { get; init; }
}

/// <summary>The columns officials know, and what stands in them.</summary>
public sealed class LedgerColumns(Names names, Words words, Show show)
{
    private static readonly string[] Usual = ["number", "title", "unit", "person", "limit", "due", "status"];

    /// <summary>All columns in the order of the paper ledger.</summary>
    public static IReadOnlyList<LedgerColumn> All { get; } =
    [
        new("number", "序号", 6) { Sort = LedgerSort.Number },
        new("round", "问题来源", 20),
        new("section", "问题类别", 24) { Sort = LedgerSort.Section },
        new("heading", "具体问题", 30),
        new("title", "反馈问题", 40),
        new("detail", "具体表现", 60),
        new("goal", "整改目标", 30),
        new("measures", "整改措施", 60),
        new("leadLeader", "牵头领导", 14),
        new("leader", "责任领导", 14),
        new("leadUnit", "牵头单位", 16),
        new("unit", "责任单位", 16) { Sort = LedgerSort.Unit },
        new("cooperating", "配合单位", 24),
        new("person", "责任人", 14),
        new("limit", "时限类型", 12),
        new("due", "完成时限", 16) { Sort = LedgerSort.Due },
        new("original", "原定时限", 16),
        new("status", "状态", 12) { Sort = LedgerSort.Status },
        new("late", "逾期天数", 10),
        new("progress", "进展", 60),
        new("results", "完成情况", 60),
        new("evidence", "佐证份数", 10),
        new("amount", "涉及金额", 16),
        new("returned", "退回次数", 10),
        new("urged", "催办次数", 10) { Sort = LedgerSort.Urged },
        new("extensions", "延期", 20),
        new("longTerm", "转入长期日期", 16),
        new("review", "下次回头看", 16),
        new("closed", "销号日期", 16),
        new("opinion", "最近审批意见", 40),
    ];

    /// <summary>The columns of an address; those of everyday when it names none.</summary>
    public static IReadOnlyList<LedgerColumn> Chosen(IReadOnlyCollection<string> keys)
    {
        var known = All.Where(column => keys.Contains(column.Key)).ToList();
        return known.Count > 0 ? known : [.. All.Where(column => Usual.Contains(column.Key))];
    }

    /// <summary>What stands in a cell: a text, a number, a day, or nothing.</summary>
    public object? Cell(LedgerColumn column, LedgerLine line)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(line);
        var item = line.Item;
        return column.Key switch
        {
            "number" => item.Number,
            "round" => line.Round,
            "section" => Labels.Section(item.SectionNo, item.SectionTitle),
            "heading" => item.HeadingTitle,
            "title" => item.Title,
            "detail" => item.Detail,
            "goal" => item.Goal,
            "measures" => Lines(item.Measures.Select(measure => $"{measure.No}. {measure.Text}")),
            "leadLeader" => names.Person(item.Duty.LeadLeader?.Value),
            "leader" => names.Person(item.Duty.ResponsibleLeader?.Value),
            "leadUnit" => names.Unit(item.Duty.LeadUnit?.Value),
            "unit" => names.Unit(item.Duty.ResponsibleUnit?.Value),
            "cooperating" => Joined(item.Duty.CooperatingUnits.Select(unit => names.Unit(unit.Value))),
            "person" => names.Person(item.Duty.ResponsiblePerson?.Value),
            "limit" => words[Labels.TimeLimit(item.TimeLimit)],
            "due" => item.DueOn,
            "original" => item.OriginalDueOn,
            "status" => words[Labels.Status(item.Status)],
            "late" => item.IsOverdue(show.Today) && item.DueOn is { } due ? show.Today.DayNumber - due.DayNumber : null,
            "progress" => item.Progress,
            "results" => Lines(item.Measures.Where(measure => measure.Result is not null).Select(measure => $"{measure.No}. {measure.Result}")),
            "evidence" => line.Evidence,
            "amount" => Joined(item.Amounts.Where(amount => amount.Where is AmountPlace.Problem).Select(Yuan)),
            "returned" => item.ReturnedCount,
            "urged" => item.UrgedCount,
            "extensions" => Lines(item.DueChanges.Select(change => $"{show.Day(change.From)} → {show.Day(change.To)}")),
            "longTerm" => item.LongTermSince,
            "review" => item.NextReviewOn,
            "closed" => item.ClosedOn,
            "opinion" => item.LastOpinion,
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Key, "There is no such column."),
        };
    }

    /// <summary>The cell as a page writes it.</summary>
    public string Text(LedgerColumn column, LedgerLine line) => Cell(column, line) switch
    {
        null or "" => "—",
        DateOnly day => show.Day(day),
        var value => Convert.ToString(value, System.Globalization.CultureInfo.CurrentCulture) ?? "—",
    };

    private string? Joined(IEnumerable<string?> parts) => Join(words["、"], parts);

    private static string? Lines(IEnumerable<string> parts) => Join("\n", parts);

    private static string? Join(string between, IEnumerable<string?> parts) => string.Join(between, parts.OfType<string>()) is { Length: > 0 } text ? text : null;

    private static string Yuan(Amount amount) => Show.Yuan(amount.Yuan, amount.AtLeast);
}
