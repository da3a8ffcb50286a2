using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Lets many instances go on in one save, as after downtime: all of the steps are stored, or none of them (decision 13). Only
/// steps that keep to the rows of their own instance and item are taken together.
/// </summary>
public sealed class ResumeTogether(RectifyDb db, InstanceStep step, TimeProvider clock)
{
    /// <summary>
    /// Takes what can be taken together, and answers what each of the others must do alone. When it throws, nothing is
    /// stored and all must be taken alone.
    /// </summary>
    public async Task<IReadOnlyList<ResumeBookmark.Command>> RunAsync(
        IReadOnlyCollection<ResumeBookmark.Command> commands, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var alone = new List<ResumeBookmark.Command>();
        var items = new HashSet<Guid>();
        var loaded = (await db.LoadByInstancesAsync(
            [.. commands.Select(command => command.InstanceId)], [.. commands.Select(command => command.BookmarkId)], cancellationToken))
            .ToDictionary(one => one.Instance.Id);
        foreach (var command in commands)
        {
            if (!loaded.Remove(command.InstanceId, out var instance)
                || (instance.Item is { } item && !items.Add(item.Id.Value))
                || !await TryTakeAsync(command, instance, cancellationToken))
            {
                alone.Add(command);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return alone;
    }

    private async Task<bool> TryTakeAsync(ResumeBookmark.Command command, LoadedInstance loaded, CancellationToken cancellationToken)
    {
        var acting = Acting.System(command.Actor, clock);
        var computed = await step.ComputeAsync(loaded, acting, facts => ResumeBookmark.StimulusOf(command, acting, facts), cancellationToken);
        if (!KeepsToItself(computed))
        {
            return false;
        }

        ResumeBookmark.Record(db, command, acting, loaded, await step.ApplyAsync(computed, cancellationToken));
        return true;
    }

    /// <summary>
    /// True when applying the step asks the database nothing that another step of the same save may be about to change. Events
    /// published, papers and mails a definition asks for, faults and cancellations do ask such things.
    /// </summary>
    private static bool KeepsToItself(ComputedStep computed) =>
        computed.Transition is { Applied: true, State.SubStatus: not (InstanceSubStatus.Cancelled or InstanceSubStatus.Faulted) } transition
        && transition.State.Incidents.Length <= computed.Before.Incidents.Length
        && transition.Effects.All(effect => effect is Effect.CloseBookmark or Effect.WakeAt or Effect.WakeOn or Effect.AwaitEvent
            or Effect.OpenTask or Effect.SendHttp or Effect.StartChild or Effect.WriteLine or Effect.Command { Name: ItemMoves.Command });
}
