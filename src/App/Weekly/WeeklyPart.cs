using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>What the ladder or a supervisor issued on an item, in order of time.</summary>
internal sealed record IssuedRung(ItemId ItemId, DateOnly DueOn, NoticeKind Kind, PaperKind? Paper, string? Number);

/// <summary>The figures of one part of a round and the rungs issued on what is overdue in it; pictures and sheet are made once per language.</summary>
internal sealed class WeeklyPart(WeeklyFigures figures, ILookup<ItemId, IssuedRung> issued)
{
    private readonly Dictionary<string, WeeklyDress> _dressed = new(StringComparer.Ordinal);

    public WeeklyFigures Figures => figures;

    /// <summary>What was issued on an overdue item for the due date it has.</summary>
    public string IssuedOn(WeeklyRow row, SummaryWords words)
    {
        var rungs = issued[row.Id].Where(rung => rung.DueOn == row.DueOn).ToList();
        var byHand = rungs.Count(rung => rung.Kind is NoticeKind.Urge);
        var names = rungs.Where(rung => rung.Kind is NoticeKind.Rung)
            .Select(rung => rung.Number is null ? words.Rung(rung.Paper) : $"{words.Rung(rung.Paper)} {rung.Number}")
            .Concat(byHand > 0 ? [words.ByHand(byHand)] : []);
        return rungs.Count == 0 ? words.NoneIssued : string.Join(words.Comma, names);
    }

    public WeeklyDress Dressed(string culture, Func<WeeklyDress> make)
    {
        if (!_dressed.TryGetValue(culture, out var dress))
        {
            _dressed[culture] = dress = make();
        }

        return dress;
    }
}

/// <summary>What a summary carries besides its words: the two pictures, where it has them, and the sheet.</summary>
internal sealed record WeeklyDress(byte[]? Status, byte[]? Trend, byte[] Sheet);
