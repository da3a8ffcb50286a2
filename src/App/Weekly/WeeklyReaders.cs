using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Weekly;

/// <summary>Who gets a summary of a round, and how much of the round: told by ids alone, however many items there are.</summary>
internal sealed class WeeklyReaders(RectifyDb db, PeopleDirectory directory)
{
    /// <summary>The widest part of the round the person may see for their office; whoever is left answers for items of their own.</summary>
    public static WeeklyScope WidestFor(Viewer viewer, Round round) =>
        (viewer.Is(Roles.Supervisor) || viewer.Is(Roles.Secretary)) && viewer.UnitIds.Contains(round.TownUnitId.Value) ? WeeklyScope.Round
        : viewer.Is(Roles.UnitLeader) ? WeeklyScope.Unit
        : WeeklyScope.Own;

    /// <summary>
    /// Each reader once, with the widest part, in the order of their ids; nobody when everything is closed. A leader or an
    /// official with nothing going on is no reader.
    /// </summary>
    public Task<IReadOnlyList<(Guid Person, WeeklyScope Scope)>> OfAsync(Round round, CancellationToken cancellationToken) =>
        OfAsync(round, new ForecastChange(), cancellationToken);

    /// <summary>The same if other people answered for the items.</summary>
    public async Task<IReadOnlyList<(Guid Person, WeeklyScope Scope)>> OfAsync(
        Round round, ForecastChange change, CancellationToken cancellationToken)
    {
        var items = db.Items.AsNoTracking().Where(item => item.RoundId == round.Id);
        if (!await items.AnyAsync(item => item.Status != ItemStatus.Closed && item.Status != ItemStatus.Withdrawn, cancellationToken))
        {
            return [];
        }

        var readers = new SortedDictionary<Guid, WeeklyScope>();
        foreach (var viewer in await HoldersAsync([Roles.Supervisor, Roles.Secretary], cancellationToken))
        {
            if (WidestFor(viewer, round) is WeeklyScope.Round)
            {
                readers[viewer.Id] = WeeklyScope.Round;
            }
        }

        var going = items.Where(item => item.Status != ItemStatus.Closed && item.Status != ItemStatus.Withdrawn && item.Status != ItemStatus.LongTerm);
        var named = (await going.Select(item => item.Duty.ResponsibleLeader).Distinct().ToListAsync(cancellationToken))
            .Concat(await going.Select(item => item.Duty.LeadLeader).Distinct().ToListAsync(cancellationToken)).OfType<PersonId>()
            .Select(person => new PersonId(change.InLead(person.Value))).ToHashSet();
        var units = (await going.Select(item => item.Duty.ResponsibleUnit).Distinct().ToListAsync(cancellationToken)).OfType<UnitId>().ToList();
        foreach (var leader in await HoldersAsync([Roles.UnitLeader], cancellationToken))
        {
            if (named.Contains(new(leader.Id))
                || (!leader.UnitIds.Contains(round.TownUnitId.Value) && units.Exists(unit => leader.UnitIds.Contains(unit.Value))))
            {
                readers.TryAdd(leader.Id, WeeklyScope.Unit);
            }
        }

        await foreach (var official in going.Select(item => item.Duty.ResponsiblePerson).Distinct().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (official is { } id)
            {
                readers.TryAdd(change.Instead(id.Value), WeeklyScope.Own);
            }
        }

        return [.. readers.Select(reader => (reader.Key, reader.Value))];
    }

    private async Task<List<Viewer>> HoldersAsync(string[] roles, CancellationToken cancellationToken)
    {
        var viewers = new List<Viewer>();
        foreach (var role in roles)
        {
            foreach (var id in await directory.HoldersAsync(role, null, cancellationToken))
            {
                if (await directory.ViewerAsync(id, cancellationToken) is { } viewer)
                {
                    viewers.Add(viewer);
                }
            }
        }

        return viewers;
    }
}
