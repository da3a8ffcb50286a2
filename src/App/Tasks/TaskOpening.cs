using System.Text.Encodings.Web;
using System.Text.Json;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tasks;

/// <summary>Opens a work task: finds out whom it is for and by when.</summary>
public sealed class TaskOpening(RectifyDb db, PeopleDirectory people)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The engine's request as it was stored with the task.</summary>
    public static TaskRequest RequestOf(WorkTask task) => JsonSerializer.Deserialize<TaskRequest>(task.Request, Json)
        ?? throw new InvalidOperationException($"Task {task.Id} has no request.");

    /// <summary>The engine's request as it is stored with a task.</summary>
    internal static string Stored(TaskRequest request) => JsonSerializer.Serialize(request, Json);

    public async ValueTask<WorkTask> OpenAsync(
        LoadedInstance loaded, StepFrame frame, Effect.OpenTask open, CancellationToken cancellationToken)
    {
        var assignee = await AssigneeAsync(loaded, open, cancellationToken);
        var task = new WorkTask
        {
            Id = Guid.Parse(open.BookmarkId),
            InstanceId = loaded.Instance.Id,
            ItemId = loaded.Item?.Id,
            Kind = open.Task.Kind,
            ActivityId = open.ActivityId,
            Title = open.Task.Title,
            PersonId = assignee.Person,
            Role = assignee.Role,
            UnitId = assignee.Unit,
            Request = Stored(open.Task),
            DueOn = DueOn(loaded, frame, open.Task),
            OpenedAt = frame.Acting.At,
            StepId = frame.Acting.StepId,
        };
        db.Tasks.Add(task);
        return task;
    }

    private async Task<Assignee> AssigneeAsync(LoadedInstance loaded, Effect.OpenTask open, CancellationToken cancellationToken)
    {
        try
        {
            return await Assignee.FindAsync(people, open.Task.Assignee, loaded.Item, cancellationToken);
        }
        catch (FormatException error)
        {
            throw new RefusedEffectException(open.ActivityId, error);
        }
    }

    /// <summary>The task's own date, else so many working days from today, else the item's due date for who must implement it.</summary>
    private static DateOnly? DueOn(LoadedInstance loaded, StepFrame frame, TaskRequest request) =>
        request.DueOn
        ?? (request.DueInWorkingDays is { } days ? frame.Calendar.AddWorkingDays(frame.Today, days) : (DateOnly?)null)
        ?? (loaded.Item is { Status: ItemStatus.Implementing } item ? item.DueOn : null);
}
