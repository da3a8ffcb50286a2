using System.Globalization;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>An item's own reminder plan as its form shows it; where there is none, what counts otherwise stands in the fields.</summary>
public sealed record PlanView(bool IsOwn, bool SetsDays, string WorkingDays, string CalendarDays, string? SendingHour, string RoundHour)
{
    public static PlanView? Of(ItemDossier dossier)
    {
        ArgumentNullException.ThrowIfNull(dossier);
        if (dossier.Watch is not { } watch || dossier.ReminderPlan is not { } counting)
        {
            return null;
        }

        var own = OwnPlan.Read(watch.ItemPlan);
        return new(
            own is not null, own?.SetsDays == true, PlanText.Written(counting.Offsets), PlanText.Written(counting.CalendarOffsets),
            own?.SendingHour is { } hour ? Hour(hour) : null, Hour(dossier.Round.Settings.SendingHour));

        static string Hour(TimeOnly hour) => hour.ToString("HH:mm", CultureInfo.InvariantCulture);
    }
}
