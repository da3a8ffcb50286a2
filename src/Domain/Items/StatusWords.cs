using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rectify.Workflow.Domain.Items;

/// <summary>The normal form of the words ledgers and notices have for how far an item is.</summary>
public enum StatusForm
{
    /// <summary>立行立改: done at once.</summary>
    DoneAtOnce,

    /// <summary>集中整改期内完成: done in the period.</summary>
    DoneInPeriod,

    /// <summary>长期坚持: a stage result that is kept up.</summary>
    StageResultKeptUp,

    /// <summary>继续整改: going on.</summary>
    GoingOn,

    /// <summary>未完成: not done.</summary>
    NotDone,

    /// <summary>已销号: closed.</summary>
    Closed,
}

/// <summary>A folded status; only one that is going on may name its date.</summary>
public sealed record FoldedStatus(StatusForm Form, DateOnly? DueOn = null);

/// <summary>Folds status words (完成情况) to their normal form; words outside the table are for a person to judge.</summary>
public static partial class StatusWords
{
    private static readonly FrozenDictionary<string, StatusForm> Forms =
        new Dictionary<StatusForm, string[]>
        {
            [StatusForm.DoneAtOnce] = ["立行立改", "即知即改并已整改完成"],
            [StatusForm.DoneInPeriod] =
            [
                "集中整改期内整改完成", "集中整改期内完成整改", "已完成整改", "整改完成", "完成", "已整改", "已整改到位",
                "已按时整改到位", "整改已完成", "该问题已完成整改",
            ],
            [StatusForm.StageResultKeptUp] =
            [
                "长期任务取得阶段性成效并长期坚持", "阶段性完成", "基本完成取得阶段性成果并持续整改", "长期坚持", "持续推进",
            ],
            [StatusForm.GoingOn] = ["继续整改", "正在整改", "持续整改", "部分整改", "正在办理"],
            [StatusForm.NotDone] = ["未完成", "未整改", "仍未整改到位", "整改不够到位"],
            [StatusForm.Closed] = ["已销号", "拟销号", "办结", "办结销号"],
        }
        .SelectMany(form => form.Value.Select(words => (words, form.Key)))
        .ToFrozenDictionary(pair => pair.words, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The normal form of the words, or null when the table does not know them.</summary>
    public static FoldedStatus? Fold(string? text)
    {
        var words = Noise().Replace(text ?? "", "");
        if (Forms.TryGetValue(words, out var form))
        {
            return new(form);
        }

        return Dated().Match(words) is { Success: true } match && Forms.TryGetValue(match.Groups["words"].Value, out form)
            && form is StatusForm.GoingOn && DateOf(match) is { } dueOn
            ? new(form, dueOn)
            : null;
    }

    // A month without a day is meant to its end: 12月底前.
    private static DateOnly? DateOf(Match match)
    {
        var (year, month) = (Number("year"), Number("month"));
        if (year is < 1 or > 9999 || month is < 1 or > 12)
        {
            return null;
        }

        var last = DateTime.DaysInMonth(year, month);
        var day = match.Groups["day"].Success ? Number("day") : last;
        return day >= 1 && day <= last ? new DateOnly(year, month, day) : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    // Spaces, the brackets the phrase stands in and its full stop say nothing.
    [GeneratedRegex(@"[\s()\uFF08\uFF09\u3002]")]
    private static partial Regex Noise();

    [GeneratedRegex(@"^(?<words>[^,\uFF0C]+)[,\uFF0C](?<year>[0-9]{4})年(?<month>[0-9]{1,2})月(?:底|(?<day>[0-9]{1,2})日)?前?完成$")]
    private static partial Regex Dated();
}
