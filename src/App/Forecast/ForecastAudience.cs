using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Forecast;

/// <summary>Whom the sweeps would tell, asked once for each set of people that answers for items.</summary>
internal sealed class ForecastAudience(RungAudience audience, PeopleDirectory directory, ForecastChange change)
{
    private readonly Dictionary<(DutyHolders, RoundId, Rung), IReadOnlyList<(Guid Person, bool Copy)>> _rungs = [];
    private readonly Dictionary<Guid, bool> _there = [];

    /// <summary>Whom a reminder goes to.</summary>
    public async ValueTask<IReadOnlyList<Guid>> OfReminderAsync(DutyHolders duty, CancellationToken cancellationToken) =>
        duty.Reminded is { } person && await IsThereAsync(person, cancellationToken) ? [person] : [];

    /// <summary>Whom a rung speaks to.</summary>
    public async ValueTask<IReadOnlyList<(Guid Person, bool Copy)>> OfRungAsync(
        DutyHolders duty, Round round, Rung rung, CancellationToken cancellationToken)
    {
        if (!_rungs.TryGetValue((duty, round.Id, rung), out var readers))
        {
            var there = new List<(Guid Person, bool Copy)>();
            foreach (var reader in await audience.OfAsync(duty, round, rung, cancellationToken))
            {
                if (await IsThereAsync(reader.Person, cancellationToken))
                {
                    there.Add(reader);
                }
            }

            _rungs[(duty, round.Id, rung)] = readers = there;
        }

        return readers;
    }

    /// <summary>A mail to somebody who has left is owed and then cancelled: nobody gets it.</summary>
    public async ValueTask<bool> IsThereAsync(Guid person, CancellationToken cancellationToken)
    {
        if (!_there.TryGetValue(person, out var there))
        {
            _there[person] = there = !change.Leaves(person) && await directory.ViewerAsync(person, cancellationToken) is not null;
        }

        return there;
    }
}
