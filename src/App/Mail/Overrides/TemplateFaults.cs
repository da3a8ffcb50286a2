using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>
/// Tells the administrators of a template of theirs that failed while a mail was written: on the pages from the row, by mail
/// at most once a day for each template.
/// </summary>
internal sealed class TemplateFaults(RectifyDb db, PeopleDirectory people, TownZone town, TimeProvider clock)
{
    private const int LongestError = 1000;

    public async Task TellAsync(IReadOnlyCollection<TemplateFault> faults, CancellationToken cancellationToken)
    {
        foreach (var fault in faults)
        {
            var now = clock.GetUtcNow();
            var error = fault.Error[..Math.Min(fault.Error.Length, LongestError)];
            await db.MailTemplates.Where(row => row.Name == fault.Name && row.Version == fault.Version && row.FaultAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.FaultAt, now).SetProperty(row => row.Fault, error), cancellationToken);
            await OweAsync(fault, now, cancellationToken);
        }
    }

    private async Task OweAsync(TemplateFault fault, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = town.Of(null).DayOf(now);
        var occasion = string.Create(CultureInfo.InvariantCulture, $"template:{fault.Name}:{day:yyyy-MM-dd}");
        if (await db.Mails.AnyAsync(mail => mail.Occasion == occasion, cancellationToken))
        {
            return;
        }

        foreach (var administrator in await people.HoldersAsync(Roles.Administrator, item: null, cancellationToken))
        {
            db.Mails.Add(MailPlan.Notice(administrator, occasion, new(fault.Name, fault.Version, fault.Error), now));
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException lost) when (lost.IsLostRace)
        {
            // Another dispatcher met the same template in the same moment and has told them.
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }
}
