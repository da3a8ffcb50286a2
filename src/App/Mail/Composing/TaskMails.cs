using System.Text.Json;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>待办通知, for one task or for several.</summary>
internal static class TaskMails
{
    public static MailBody One(ComposeContext context)
    {
        if (context.Mail.TaskId is not { } id || !context.Facts.Tasks.TryGetValue(id, out var task))
        {
            return new MailBody.Nothing("待办已不存在 (the task is gone)");
        }

        if (Waits(task, context.Mail.RecipientId) is { } reason)
        {
            return new MailBody.Nothing(reason);
        }

        var item = ItemOf(context, task);
        var why = new List<string> { context.Words.WhyTask(task.Kind, context.Town.DayOf(task.OpenedAt)) };
        if (item is not null)
        {
            why.Add(context.Words.WhyItem(item.Number, item.Title));
        }

        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["task"] = new Dictionary<string, object?>
                {
                    ["title"] = task.Title,
                    ["due"] = task.DueOn is { } due ? context.Words.Day(due) : null,
                    ["instructions"] = Instructions(task),
                    ["link"] = context.TaskLink(task.Id),
                },
                ["item"] = item is null ? null : context.Item(item),
                ["asked"] = item is not null && TaskRules.AnswersApplication(task) && context.Facts.Asked.TryGetValue(item.Id, out var asked) ? Asked(context, asked) : null,
            },
            why, item?.Id);
    }

    public static MailBody Several(ComposeContext context)
    {
        var tasks = MailPlan.Read<TasksData>(context.Mail).TaskIds
            .Select(id => context.Facts.Tasks.GetValueOrDefault(id))
            .OfType<WorkTask>()
            .Where(task => Waits(task, context.Mail.RecipientId) is null)
            .OrderBy(task => task.DueOn ?? DateOnly.MaxValue).ThenBy(task => ItemOf(context, task)?.Number)
            .ToList();
        if (tasks.Count == 0)
        {
            return new MailBody.Nothing("所列待办均已办结或撤销 (no task is open any more)");
        }

        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["count"] = tasks.Count,
                ["more"] = tasks.Count > ComposeContext.MostEntries ? tasks.Count - ComposeContext.MostEntries : null,
                ["tasks"] = tasks.Take(ComposeContext.MostEntries).Select(task => Row(context, task)).ToList<object?>(),
                ["home"] = context.Home,
            },
            [context.Words.WhyTask(tasks[0].Kind, context.Town.DayOf(tasks[0].OpenedAt))])
        { Items = [.. tasks.Take(ComposeContext.MostEntries).Select(task => task.ItemId).OfType<ItemId>().Distinct()] };
    }

    private static Dictionary<string, object?> Row(ComposeContext context, WorkTask task)
    {
        var item = ItemOf(context, task);
        return new()
        {
            ["title"] = task.Title,
            ["number"] = item?.Number,
            ["item"] = item?.Title,
            ["reply"] = item is null ? null : context.ReplyLink(item),
            ["due"] = (task.DueOn ?? item?.DueOn) is { } due ? context.Words.Day(due) : null,
            ["original"] = item is { DueOn: { } now, OriginalDueOn: { } first } && first != now && (task.DueOn ?? now) == now ? context.Words.Day(first) : null,
            ["link"] = context.TaskLink(task.Id),
        };
    }

    private static Dictionary<string, object?> Asked(ComposeContext context, ItemApplication asked) => new()
    {
        ["on"] = context.Words.Day(asked.RequestedOn),
        ["new_due"] = asked.NewDueOn is { } due ? context.Words.Day(due) : null,
        ["goal"] = asked.StageGoal,
        ["review"] = asked.NextReviewOn is { } review ? context.Words.Day(review) : null,
        ["final"] = asked.ExpectedFinalOn is { } final ? context.Words.Day(final) : null,
        ["reason"] = asked.Reason,
        ["late"] = asked.Late,
    };

    private static string? Waits(WorkTask task, Guid recipient) => task switch
    {
        { Status: not WorkTaskStatus.Open } => "待办已办结或撤销 (the task is no longer open)",
        { PersonId: { } person } when person != recipient => "待办已转给他人 (the task went to somebody else)",
        _ => null,
    };

    private static ItemFacts? ItemOf(ComposeContext context, WorkTask task) =>
        task.ItemId is { } id ? context.Facts.Items.GetValueOrDefault(id) : null;

    private static string? Instructions(WorkTask task)
    {
        using var request = JsonDocument.Parse(task.Request);
        return request.RootElement.ValueKind is JsonValueKind.Object
            ? request.RootElement.EnumerateObject()
                .FirstOrDefault(member => member.NameEquals("instructions") || member.NameEquals("Instructions"))
                .Value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null
            : null;
    }
}
