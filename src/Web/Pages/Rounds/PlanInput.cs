using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Web.Pages.Rounds;

/// <summary>The form of a round's plan, as typed.</summary>
public sealed partial class PlanInput
{
    /// <summary>More rungs than this nobody climbs.</summary>
    public const int MostRungs = 8;

    /// <summary>The settings this form was filled from.</summary>
    public string Seen { get; set; } = "";

    public string? WorkingDays { get; set; }

    public string? CalendarDays { get; set; }

    public string? SendingHour { get; set; }

    public string? QuietDays { get; set; }

    public string? IssuerName { get; set; }

    public string? Contact { get; set; }

    public List<RungInput> Rungs { get; set; } = [];

    /// <summary>A form filled from settings, with room for one more rung.</summary>
    public static PlanInput Of(RoundSettings settings, string seen)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new()
        {
            Seen = seen,
            WorkingDays = Written(settings.ReminderOffsets),
            CalendarDays = Written(settings.CalendarReminderOffsets),
            SendingHour = settings.SendingHour.ToString("HH:mm", CultureInfo.InvariantCulture),
            QuietDays = string.Join('\n', settings.QuietDays.Select(span => span.From == span.To ? Day(span.From) : $"{Day(span.From)} 至 {Day(span.To)}")),
            IssuerName = settings.IssuerName,
            Contact = settings.Contact,
            Rungs = [.. settings.Ladder.Rungs.Select(RungInput.Of), .. settings.Ladder.Rungs.Length < MostRungs ? [new RungInput()] : Array.Empty<RungInput>()],
        };
    }

    /// <summary>The settings with what was typed; every part that cannot be read is named, Chinese and English.</summary>
    public RoundSettings Apply(RoundSettings settings, List<SettingProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(problems);
        var rungs = Rungs.Take(MostRungs).Where(rung => !string.IsNullOrWhiteSpace(rung.After)).Select(rung => rung.Read(problems)).OfType<Rung>();
        return settings with
        {
            ReminderOffsets = Numbers(WorkingDays, nameof(RoundSettings.ReminderOffsets), problems),
            CalendarReminderOffsets = Numbers(CalendarDays, nameof(RoundSettings.CalendarReminderOffsets), problems),
            SendingHour = Hour(SendingHour, nameof(RoundSettings.SendingHour), problems) ?? settings.SendingHour,
            QuietDays = Spans(QuietDays, problems),
            Ladder = new([.. rungs]),
            IssuerName = IssuerName?.Trim() ?? "",
            Contact = Contact?.Trim() ?? "",
        };
    }

    /// <summary>Whole numbers with any sign between them.</summary>
    internal static ImmutableArray<int> Numbers(string? text, string field, List<SettingProblem> problems)
    {
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
    internal static TimeOnly? Hour(string? text, string field, List<SettingProblem> problems)
    {
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

    internal static string Written(ImmutableArray<int> offsets) => string.Join('、', offsets.Select(offset => offset.ToString(CultureInfo.InvariantCulture)));

    private static ImmutableArray<QuietSpan> Spans(string? text, List<SettingProblem> problems)
    {
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

/// <summary>One rung, as typed; a rung without a day is taken away.</summary>
public sealed class RungInput
{
    public string? After { get; set; }

    public List<Audience> To { get; set; } = [];

    public List<Audience> Copy { get; set; } = [];

    public PaperKind? Paper { get; set; }

    public static RungInput Of(Rung rung)
    {
        ArgumentNullException.ThrowIfNull(rung);
        return new()
        {
            After = rung.AfterWorkingDays.ToString(CultureInfo.InvariantCulture),
            To = [.. rung.Audience],
            Copy = [.. rung.CopyTo],
            Paper = rung.Paper,
        };
    }

    internal Rung? Read(List<SettingProblem> problems)
    {
        if (int.TryParse(After?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var after) && after <= OwnPlan.MostWorkingDays)
        {
            return new(after, [.. To.Where(Enum.IsDefined).Distinct()], Paper is { } paper && Enum.IsDefined(paper) ? paper : null)
            {
                CopyTo = [.. Copy.Where(Enum.IsDefined).Distinct().Except(To)],
            };
        }

        problems.Add(new(nameof(RoundSettings.Ladder), $"“{After?.Trim()}”不是工作日数", $"“{After?.Trim()}” is no number of working days."));
        return null;
    }
}
