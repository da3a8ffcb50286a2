using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Demo;

/// <summary>
/// Carries out what a scripted person does, through the use cases a page would call. An action that a killed run did
/// already is recognised by its own instant, which no other action has, and left alone.
/// </summary>
public sealed class DemoActor(
    RectifyDb db, PeopleDirectory people, DecideTask decide, ReportProgress report, UploadEvidence upload)
{
    /// <summary>Does it, or throws <see cref="DemoException"/> when the product refuses what the script says.</summary>
    public async Task ActAsync(DemoAction action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var item = await db.Items.AsNoTracking().Where(row => row.Number == action.Item).Select(row => row.Id).SingleAsync(cancellationToken);
        var person = await db.Users.AsNoTracking().Where(row => row.UserName == action.Who).Select(row => row.Id).SingleAsync(cancellationToken);
        if (await WasDoneAsync(action, item, person, cancellationToken))
        {
            return;
        }

        var viewer = await people.ViewerAsync(person, cancellationToken)
            ?? throw new DemoException($"{action.Who} cannot act on {action.At:O}: no such active person.");
        object outcome = action.Deed switch
        {
            DemoDeed.Decide deed => await DecideAsync(deed, item, viewer, action, cancellationToken),
            DemoDeed.Report deed => await report.RunAsync(
                new(item, viewer, deed.Text, deed.MeasureDone, deed.MeasureDone is not null), cancellationToken),
            DemoDeed.Prove deed => await ProveAsync(deed, item, viewer, cancellationToken),
            _ => throw new DemoException($"The script holds {action.Deed}, which nobody can do."),
        };
        if (outcome is not (DecideTask.Outcome.Done or ReportProgress.Outcome.Done or UploadEvidence.Outcome.Done))
        {
            throw new DemoException($"Item {action.Item}, {action.At:O}, {action.Who}: {action.Deed} was answered with {outcome}.");
        }
    }

    private Task<bool> WasDoneAsync(DemoAction action, ItemId item, Guid person, CancellationToken cancellationToken) => action.Deed switch
    {
        DemoDeed.Decide => db.Tasks.AnyAsync(
            row => row.ItemId == item && row.ClosedBy == person && row.ClosedAt == action.At, cancellationToken),
        DemoDeed.Prove => db.Evidence.AnyAsync(row => row.ItemId == item && row.UploadedAt == action.At, cancellationToken),
        _ => db.ProgressNotes.AnyAsync(row => row.ItemId == item && row.At == action.At, cancellationToken),
    };

    private async Task<DecideTask.Outcome> DecideAsync(
        DemoDeed.Decide deed, ItemId item, Viewer viewer, DemoAction action, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.AsNoTracking()
            .Where(row => row.ItemId == item && row.Kind == deed.TaskKind && row.Status == WorkTaskStatus.Open)
            .Select(row => row.Id).ToListAsync(cancellationToken);
        if (tasks is not [var task])
        {
            throw new DemoException(
                $"Item {action.Item}, {action.At:O}: {action.Who} expected one open {deed.TaskKind} but found {tasks.Count}.");
        }

        var data = new JsonObject();
        if (deed.NewDueOn is { } newDueOn)
        {
            data["newDueOn"] = newDueOn.ToString("O", null);
        }

        if (deed.Reason is { } reason)
        {
            data["reason"] = reason;
        }

        return await decide.RunAsync(new(task, viewer, deed.Outcome, deed.Opinion, data), cancellationToken);
    }

    private async Task<UploadEvidence.Outcome> ProveAsync(
        DemoDeed.Prove deed, ItemId item, Viewer viewer, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(deed.Content));
        return await upload.RunAsync(new(viewer, item, deed.Measure, deed.FileName), content, cancellationToken);
    }
}
