using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>One item as a summary counts it, and who has to do with it.</summary>
internal sealed record WeeklyItem(WeeklyRow Row, Guid? Official, Guid? Leader, Guid? LeadLeader);

/// <summary>The items of a round with what became of them, and which of them a person's summary covers.</summary>
internal static class WeeklyRows
{
    /// <summary>All items of a round, in order; read once however many people get a summary.</summary>
    public static Task<List<WeeklyItem>> LoadAsync(RectifyDb db, RoundId round, CancellationToken cancellationToken) =>
        ReadAsync(db.Items.Where(item => item.RoundId == round), cancellationToken);

    /// <summary>The items these officials answer for.</summary>
    public static Task<List<WeeklyItem>> LoadAsync(
        RectifyDb db, RoundId round, IEnumerable<Guid> officials, CancellationToken cancellationToken)
    {
        var ids = officials.Select(id => (PersonId?)new PersonId(id)).ToList();
        return ReadAsync(db.Items.Where(item => item.RoundId == round && ids.Contains(item.Duty.ResponsiblePerson)), cancellationToken);
    }

    /// <summary>
    /// The items one person's summary covers. A leader gets those that name the leader and those of the leader's unit;
    /// the leaders of the town itself share one unit, so each gets only what names them.
    /// </summary>
    public static IEnumerable<WeeklyItem> Of(IEnumerable<WeeklyItem> items, WeeklyScope scope, Viewer viewer, UnitId town) => scope switch
    {
        WeeklyScope.Own => items.Where(item => item.Official == viewer.Id),
        WeeklyScope.Unit => items.Where(item => item.Leader == viewer.Id || item.LeadLeader == viewer.Id
            || (item.Row.Unit is { } unit && viewer.UnitIds.Contains(unit.Value) && !viewer.UnitIds.Contains(town.Value))),
        WeeklyScope.Round => items,
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "No such scope."),
    };

    private static async Task<List<WeeklyItem>> ReadAsync(IQueryable<RectificationItem> items, CancellationToken cancellationToken) =>
        await items.AsNoTracking()
            .OrderBy(item => item.Number)
            .Select(item => new
            {
                item.Id,
                item.Number,
                item.Title,
                item.Status,
                item.DueOn,
                item.SectionNo,
                item.SectionTitle,
                item.StatusChanges,
                item.DueChanges,
                item.Duty.ResponsibleUnit,
                item.Duty.ResponsiblePerson,
                item.Duty.ResponsibleLeader,
                item.Duty.LeadLeader,
            })
            .AsAsyncEnumerable()
            .Select(item => new WeeklyItem(
                new WeeklyRow(item.Id, item.Number, item.Title, item.Status, item.DueOn)
                {
                    SectionNo = item.SectionNo,
                    SectionTitle = item.SectionTitle,
                    Unit = item.ResponsibleUnit,
                    RegisteredAt = item.Id.MadeAt,
                    StatusChanges = item.StatusChanges,
                    DueChanges = item.DueChanges,
                },
                item.ResponsiblePerson?.Value, item.ResponsibleLeader?.Value, item.LeadLeader?.Value))
            .ToListAsync(cancellationToken);
}
