using System.Globalization;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Web.Pages.Rounds;

/// <summary>The form of a round's plan, as typed.</summary>
public sealed class PlanInput
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
            WorkingDays = PlanText.Written(settings.ReminderOffsets),
            CalendarDays = PlanText.Written(settings.CalendarReminderOffsets),
            SendingHour = settings.SendingHour.ToString("HH:mm", CultureInfo.InvariantCulture),
            QuietDays = PlanText.Written(settings.QuietDays),
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
            ReminderOffsets = PlanText.Numbers(WorkingDays, nameof(RoundSettings.ReminderOffsets), problems),
            CalendarReminderOffsets = PlanText.Numbers(CalendarDays, nameof(RoundSettings.CalendarReminderOffsets), problems),
            SendingHour = PlanText.Hour(SendingHour, nameof(RoundSettings.SendingHour), problems) ?? settings.SendingHour,
            QuietDays = PlanText.Spans(QuietDays, problems),
            Ladder = new([.. rungs]),
            IssuerName = IssuerName?.Trim() ?? "",
            Contact = Contact?.Trim() ?? "",
        };
    }
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

    internal Rung? Read(List<SettingProblem> problems) => PlanText.Days(After, problems) is { } after
        ? new(after, [.. To.Where(Enum.IsDefined).Distinct()], Paper is { } paper && Enum.IsDefined(paper) ? paper : null)
        {
            CopyTo = [.. Copy.Where(Enum.IsDefined).Distinct().Except(To)],
        }
        : null;
}
