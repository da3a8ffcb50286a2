using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Migration;

namespace Rectify.Workflow.App.Moves;

/// <summary>
/// Works out what a move would do to one instance and its tasks, timers and waits. The preview and the move itself ask
/// the same, so that what is done is what was shown.
/// </summary>
public sealed class PlanMove(
    RectifyDb db, DefinitionCatalog definitions, Interpreter interpreter, PeopleDirectory people, WorkingCalendar calendar, TownZone town,
    IOptions<EndpointOptions> endpoints)
{
    private readonly Migrator _migrator = new(interpreter);

    internal async Task<MovePlan> RunAsync(
        LoadedInstance loaded, MoveRows rows, MoveChoice choice, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var from = await definitions.GetAsync(db, loaded.Instance.DefinitionId, loaded.Instance.DefinitionVersion, cancellationToken);
        var to = await definitions.GetAsync(db, choice.DefinitionId, choice.ToVersion, cancellationToken);
        var state = InstanceStateJson.Deserialize(loaded.Instance.State);
        var result = _migrator.Migrate(from, state, to, new(at)
        {
            Facts = loaded is { Item: { } item, Round: { } round } ? ItemFacts.Of(item, round, town.Of(round).DayOf(at)) : null,
            Mapping = choice.Mapping.ToImmutableDictionary(),
        });
        var preview = new MovePreview { Name = loaded.Instance.Name, From = Places(from, state) };
        if (result is not MigrationResult.Moved moved)
        {
            return new(from, to, state, null, preview with { Obstacles = ((MigrationResult.Refused)result).Obstacles });
        }

        var (tasks, timers, waits, listeners) = (new List<TaskChange>(), new List<TimerChange>(), new List<WaitChange>(), new List<ListenerChange>());
        var (changes, obstacles) = (new List<MoveChange>(), new List<MigrationObstacle>());
        foreach (var wait in moved.Waits)
        {
            var (title, id) = (TitleOf(to, wait.After.NodeId), Guid.Parse(wait.Before.Id));
            switch (wait.Before.Kind)
            {
                case BookmarkKinds.Task when rows.Tasks.FirstOrDefault(row => row.Id == id) is { } row:
                    try
                    {
                        var change = await TaskAsync(loaded, row, wait, cancellationToken);
                        tasks.Add(change);
                        changes.AddRange(await TellAsync(loaded, change, title, cancellationToken));
                    }
                    catch (FormatException error)
                    {
                        obstacles.Add(new(MigrationObstacleKind.InputFails, title, error.Message));
                    }

                    break;
                case BookmarkKinds.Timer when rows.Timers.FirstOrDefault(row => row.Id == id) is { } row && TimeOf(loaded, row, wait) is { } time && time.DueAt != row.DueAt:
                    timers.Add(new(row, time));
                    changes.Add(new(MoveChangeKind.Timer, title, Instant(row.DueAt), Instant(time.DueAt)));
                    break;
                case BookmarkKinds.Event when rows.Waits.FirstOrDefault(row => row.Id == id) is { } row && row.EventName != wait.After.Name:
                    waits.Add(new(row, wait.After.Name));
                    changes.Add(new(MoveChangeKind.Event, title, row.EventName, wait.After.Name));
                    break;
                case BookmarkKinds.Http when rows.Listeners.Where(row => row.BookmarkId == id).ToList() is { Count: > 0 } listening:
                    var route = wait.New is Wait.ForHttp http ? http.Route : RouteOf(listening[0]);
                    listeners.Add(new(id, listening, wait.After.ActivityId, route));
                    changes.AddRange(wait.New is null ? [] : [new(MoveChangeKind.Address, title, listening[0].Path, route.Path)]);
                    obstacles.AddRange(Listening.Problem(route, endpoints.Value) is { } problem
                        ? [new(MigrationObstacleKind.InputFails, title, problem.Chinese)]
                        : []);
                    break;
                default:
                    // A child instance, a request under way: the bookmark's id is all it needs.
                    break;
            }
        }

        return obstacles.Count > 0
            ? new(from, to, state, null, preview with { Obstacles = obstacles })
            : new(from, to, state, moved.State, preview with { To = Places(to, moved.State), Changes = changes, Notes = moved.Notes })
            {
                Tasks = tasks,
                Timers = timers,
                Waits = waits,
                Listeners = listeners,
            };
    }

    internal static HttpRoute RouteOf(HttpListener row) => JsonSerializer.Deserialize<HttpRoute>(row.Route)
        ?? throw new InvalidOperationException($"Listener {row.Id} has no route.");

    private static IReadOnlyList<MovePlace> Places(Definition definition, InstanceState state) =>
        [.. Standing.Of(definition, state).Select(node => new MovePlace(node.Key, node.Title, node.Type)).Distinct()];

    private static string TitleOf(Definition definition, string nodeId) =>
        definition.Nodes.FirstOrDefault(node => node.NodeId == nodeId) is { } node ? node.Title : nodeId;

    // The row keeps everything whose input reads the same, even if the facts have changed since it opened.
    private async Task<TaskChange> TaskAsync(LoadedInstance loaded, WorkTask row, MovedWait wait, CancellationToken cancellationToken)
    {
        var (asked, kept) = (TaskOpening.RequestOf(row), new Assignee(row.PersonId, row.Role, row.UnitId));
        if (wait.New is not Wait.ForTask { Request: { } asks })
        {
            return new(row, wait.After.ActivityId, asked, [], kept, row.DueOn, []);
        }

        var parts = TaskFields.Differing((wait.Old as Wait.ForTask)?.Request ?? asked, asks);
        var merged = TaskFields.Take(asked, asks, parts);
        var assignee = parts.Contains(nameof(TaskRequest.Assignee))
            ? await Assignee.FindAsync(people, merged.Assignee, loaded.Item, cancellationToken)
            : kept;
        var due = parts.Contains(nameof(TaskRequest.DueOn)) || parts.Contains(nameof(TaskRequest.DueInWorkingDays))
            ? DueOn(loaded, row, merged)
            : row.DueOn;
        return new(row, wait.After.ActivityId, merged, parts, assignee, due, await ToldAsync(loaded, row, kept, assignee, cancellationToken));
    }

    /// <summary>Whoever gets the task and neither had it nor ever had a mail about it.</summary>
    private async Task<IReadOnlyList<Guid>> ToldAsync(
        LoadedInstance loaded, WorkTask row, Assignee before, Assignee after, CancellationToken cancellationToken)
    {
        if (before == after)
        {
            return [];
        }

        var had = await before.PeopleAsync(people, loaded.Item, cancellationToken);
        var fresh = (await after.PeopleAsync(people, loaded.Item, cancellationToken)).Except(had).ToList();
        var occasion = MailPlan.TaskOccasion(row.Id);
        var told = await db.Mails.AsNoTracking().Where(mail => mail.Occasion == occasion && fresh.Contains(mail.RecipientId))
            .Select(mail => mail.RecipientId).ToListAsync(cancellationToken);
        return [.. fresh.Except(told)];
    }

    private async Task<List<MoveChange>> TellAsync(LoadedInstance loaded, TaskChange change, string title, CancellationToken cancellationToken)
    {
        var (row, asked, asks) = (change.Row, TaskOpening.RequestOf(change.Row), change.Asks);
        var told = new List<MoveChange>();
        Tell(MoveChangeKind.Kind, row.Kind, asks.Kind);
        Tell(MoveChangeKind.Title, row.Title, asks.Title);
        var before = new Assignee(row.PersonId, row.Role, row.UnitId);
        if (before != change.Assignee)
        {
            Tell(MoveChangeKind.Assignee, await NameAsync(before, cancellationToken), await NameAsync(change.Assignee, cancellationToken));
            if (change.Told.Count > 0)
            {
                told.Add(new(MoveChangeKind.Notified, title, null, change.Told.Count.ToString(CultureInfo.InvariantCulture)));
            }
        }

        Tell(MoveChangeKind.Due, Day(row.DueOn), Day(change.DueOn));
        Tell(MoveChangeKind.Instructions, asked.Instructions, asks.Instructions);
        Tell(MoveChangeKind.Outcomes, string.Join(' ', asked.Outcomes), string.Join(' ', asks.Outcomes));
        if (change.TouchesReminders && loaded.Item is not null)
        {
            told.Add(new(MoveChangeKind.Reminders, title));
        }

        if (change.Parts.Any(part => part is nameof(TaskRequest.EvidenceRequired) or nameof(TaskRequest.MustDifferFrom) or nameof(TaskRequest.OpinionRequiredFor)))
        {
            told.Add(new(MoveChangeKind.Rules, title));
        }

        return told;

        void Tell(MoveChangeKind kind, string? old, string? now)
        {
            if (old != now)
            {
                told.Add(new(kind, title, old, now));
            }
        }
    }

    private async Task<string?> NameAsync(Assignee assignee, CancellationToken cancellationToken) => assignee switch
    {
        { Person: { } person } => await db.Users.Where(row => row.Id == person).Select(row => row.DisplayName).SingleOrDefaultAsync(cancellationToken),
        { Role: { } role } => role,
        { Unit: { } unit } => await db.Units.Where(row => row.Id == unit).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken),
        _ => null,
    };

    /// <summary>Working days count from the day on which the task opened, not from the move.</summary>
    private DateOnly? DueOn(LoadedInstance loaded, WorkTask row, TaskRequest asks) =>
        asks.DueOn
        ?? (asks.DueInWorkingDays is { } days ? calendar.AddWorkingDays(town.Of(loaded.Round).DayOf(row.OpenedAt), days) : (DateOnly?)null)
        ?? (loaded.Item is { Status: Domain.Items.ItemStatus.Implementing } item ? item.DueOn : null);

    /// <summary>A span of time that became longer ends so much later than it would have; any other timer ends when it now says.</summary>
    private TimerTime? TimeOf(LoadedInstance loaded, InstanceTimer row, MovedWait wait) => (wait.Old, wait.New) switch
    {
        (_, null) => null,
        (Wait.Until old, Wait.Until now) when wait.CountsFromBeginning => new(row.DueAt + (now.DueAt - old.DueAt)),
        (_, Wait.Until now) => new(now.DueAt.ToUniversalTime()),
        (_, Wait.UntilDay now) => TimerTime.Of(loaded, town.Of(loaded.Round), calendar, now),
        _ => null,
    };

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
