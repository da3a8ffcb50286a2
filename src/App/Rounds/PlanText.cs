using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Rounds;

/// <summary>Reads what people type into the forms of plans and writes it for them; what cannot be read is named by its field, Chinese and English.</summary>
public static partial class PlanText
{
    /// <summary>A rung's working days; null when they cannot be read.</summary>
    public static int? Days(string? text, List<SettingProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= OwnPlan.MostWorkingDays)
        {
            return days;
        }

        problems.Add(new(nameof(RoundSettings.Ladder), $"“{text?.Trim()}”不是工作日数", $"“{text?.Trim()}” is no number of working days."));
        return null;
    }

    /// <summary>Quiet days, a line each.</summary>
    public static string Written(ImmutableArray<QuietSpan> spans) =>
        string.Join('\n', spans.Select(span => span.From == span.To ? Day(span.From) : $"{Day(span.From)} 至 {Day(span.To)}"));

    /// <summary>Whole numbers with any sign between them.</summary>
    public static ImmutableArray<int> Numbers(string? text, string field, List<SettingProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var word in Between().Split(text ?? "").Where(word => word.Length > 0))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                problems.Add(new(field, $"“{word}”不是天数", $"“{word}” is no number of days."));
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers.Distinct().OrderDescending()];
    }

    /// <summary>An hour such as 8:30; null for none.</summary>
    public static TimeOnly? Hour(string? text, string field, List<SettingProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (TimeOnly.TryParseExact(text.Trim(), ["H:mm", "HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour))
        {
            return hour;
        }

        problems.Add(new(field, $"“{text.Trim()}”不是时刻，请写成 08:30 的形式", $"“{text.Trim()}” is no hour. Write it as 08:30."));
        return null;
    }

    /// <summary>Offsets as they are typed.</summary>
    public static string Written(ImmutableArray<int> offsets) => string.Join('、', offsets.Select(offset => offset.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Quiet days: a day or a span a line.</summary>
    public static ImmutableArray<QuietSpan> Spans(string? text, List<SettingProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var spans = ImmutableArray.CreateBuilder<QuietSpan>();
        foreach (var (line, number) in (text ?? "").Split('\n').Select((line, at) => (line.Trim(), at + 1)).Where(line => line.Item1.Length > 0))
        {
            var match = Span().Match(line);
            if (match.Success && ReadDay(match.Groups["from"].Value) is { } from && ReadDay(match.Groups["to"] is { Success: true } to ? to.Value : match.Groups["from"].Value) is { } last)
            {
                spans.Add(new(from, last));
                continue;
            }

            problems.Add(new(nameof(RoundSettings.QuietDays), $"第{number}行“{line}”不是日期，请写成 2024-02-10 或 2024-02-10 至 2024-02-17",
                $"Line {number}, “{line}”, is no date. Write 2024-02-10 or 2024-02-10 to 2024-02-17."));
        }

        return [.. spans.OrderBy(span => span.From)];
    }

    private static DateOnly? ReadDay(string text) =>
        DateOnly.TryParseExact(text, ["yyyy-M-d", "yyyy/M/d", "yyyy年M月d日"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex("[\\s、,，;；]+")]
    private static partial Regex Between();

    [GeneratedRegex("^(?<from>[0-9年月日/-]+?)(?:\\s*(?:至|到|to|~|～|—)\\s*(?<to>[0-9年月日/-]+))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Span();
}
