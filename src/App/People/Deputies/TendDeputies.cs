using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.People.Deputies;

/// <summary>
/// Tells both when a deputyship begins, notes when it is over, and tells the administrators of a deputy who has left. Days decide
/// who stands in; this only tells of it, each thing once, in one save with the row that remembers it.
/// </summary>
public sealed class TendDeputies(RectifyDb db, PeopleDirectory directory, OutboxNudge nudge, TownZone town, TimeProvider clock) : IJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (acting, time) = (Acting.System("job:deputies", clock), town.Of(null));
        var today = time.DayOf(acting.At);
        var due = await db.Set<Deputyship>().Where(row => row.EndedAt == null && row.FromOn <= today).ToListAsync(cancellationToken);
        if (due.Count == 0)
        {
            return;
        }

        var people = due.SelectMany(row => new[] { row.PrincipalId, row.DeputyId }).Distinct().ToList();
        var active = (await db.Users.Where(person => people.Contains(person.Id) && person.Active).Select(person => person.Id)
            .ToListAsync(cancellationToken)).ToHashSet();
        // At night nobody reads it; in the morning it is the first thing to know.
        var at = acting.At < time.SendingInstant(today) ? time.SendingInstant(today) : acting.At;
        foreach (var row in due)
        {
            if (today > row.ToOn)
            {
                End(row, acting);
            }
            else if (active.Contains(row.PrincipalId) && !active.Contains(row.DeputyId))
            {
                await TellLeftAsync(row, acting, cancellationToken);
            }
            else if (row.BegunAt is null && active.Contains(row.PrincipalId))
            {
                Begin(row, acting, at);
            }
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            // Another process told them in the same moment; what is left is found at the next look.
            db.ChangeTracker.Clear();
            return;
        }

        directory.Forget();
        nudge.Nudge();
    }

    /// <summary>Writes that it begins, and owes both a mail; the caller saves.</summary>
    internal void Begin(Deputyship row, Acting acting, DateTimeOffset mailAt)
    {
        row.BegunAt = acting.At;
        db.Record(acting, "deputy.began", Particulars(row));
        db.Mails.Add(MailPlan.Deputy(row.PrincipalId, row, DeputyNews.Began, acting.At, mailAt));
        db.Mails.Add(MailPlan.Deputy(row.DeputyId, row, DeputyNews.Began, acting.At, mailAt));
    }

    /// <summary>Writes that it is over; both are told when that is before its time and it had begun.</summary>
    internal void End(Deputyship row, Acting acting)
    {
        (row.EndedAt, row.EndedBy) = (acting.At, acting.By);
        db.Record(acting, "deputy.ended", Particulars(row));
        if (row.BegunAt is not null && acting.By is not null)
        {
            db.Mails.Add(MailPlan.Deputy(row.PrincipalId, row, DeputyNews.Ended, acting.At, acting.At));
            db.Mails.Add(MailPlan.Deputy(row.DeputyId, row, DeputyNews.Ended, acting.At, acting.At));
        }
    }

    /// <summary>Tells the administrators, once, that a deputy has left and mails go to the person again.</summary>
    internal async Task TellLeftAsync(Deputyship row, Acting acting, CancellationToken cancellationToken)
    {
        if (row.LeftToldAt is not null)
        {
            return;
        }

        row.LeftToldAt = acting.At;
        db.Record(acting, "deputy.left", Particulars(row));
        foreach (var administrator in await directory.HoldersAsync(Roles.Administrator, null, cancellationToken))
        {
            db.Mails.Add(MailPlan.Deputy(administrator, row, DeputyNews.Left, acting.At, acting.At));
        }
    }

    /// <summary>What the journal keeps of it.</summary>
    internal static JsonObject Particulars(Deputyship row) => new()
    {
        ["deputyship"] = row.Id.ToString("N"),
        ["person"] = row.PrincipalId.ToString("N"),
        ["deputy"] = row.DeputyId.ToString("N"),
        ["from"] = row.FromOn.ToString("yyyy-MM-dd", null),
        ["to"] = row.ToOn.ToString("yyyy-MM-dd", null),
        ["mode"] = row.Mode.ToString(),
        ["reason"] = row.Reason,
    };
}
