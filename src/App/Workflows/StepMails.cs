using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Workflows;

/// <summary>The mails a step owes: to whoever has a new task, and to the official whose item was decided.</summary>
public sealed class StepMails(RectifyDb db, PeopleDirectory people)
{
    /// <summary>Non-null while a bulk start collects its tasks into one mail per person.</summary>
    internal Dictionary<Guid, List<Guid>>? Collected { get; set; }

    public async ValueTask OweAsync(
        LoadedInstance loaded, StepFrame frame, List<WorkTask> opened, List<MovedItem> moves, CancellationToken cancellationToken)
    {
        // Whoever reads the decision finds the new task behind the same link: one mail, not two.
        var told = Decision(loaded, frame, moves);
        foreach (var task in opened)
        {
            foreach (var recipient in await new Assignee(task.PersonId, task.Role, task.UnitId)
                .PeopleAsync(people, loaded.Item, cancellationToken))
            {
                if (told.Contains(recipient) || recipient == frame.Acting.By)
                {
                    continue;
                }

                if (Collected is { } collected)
                {
                    (collected.TryGetValue(recipient, out var ids) ? ids : collected[recipient] = []).Add(task.Id);
                }
                else
                {
                    db.Mails.Add(MailPlan.TaskOpened(recipient, task, frame.Acting.At));
                }
            }
        }
    }

    private HashSet<Guid> Decision(LoadedInstance loaded, StepFrame frame, List<MovedItem> moves)
    {
        if (loaded is not { Item: { } item, Task: { } task } || moves.FindLast(move => IsNews(move.Trigger)) is not { } news)
        {
            return [];
        }

        // The answer goes to whoever asked, too, when the item has been handed to somebody else since.
        var answered = Answers(news.Trigger) ? item.Applications[^1] : null;
        var told = new[] { item.Duty.ResponsiblePerson?.Value, answered?.RequestedBy?.Value }.OfType<Guid>()
            .Where(person => person != frame.Acting.By).ToHashSet();
        foreach (var person in told)
        {
            db.Mails.Add(MailPlan.Decision(
                person, item.Id, task.Id,
                new(news.Trigger, frame.Acting.By, frame.Today, news.Move.Opinion) { AskedOn = answered?.RequestedOn, AskedLate = answered is { Late: true }, InPlaceOf = frame.Acting.InPlaceOf },
                frame.Acting.At));
        }

        return told;
    }

    private static bool Answers(ItemTrigger trigger) => trigger is
        ItemTrigger.GrantExtension or ItemTrigger.RefuseExtension or ItemTrigger.GrantConversion or ItemTrigger.RefuseConversion;

    /// <summary>The moves by which somebody else decided what becomes of the official's work.</summary>
    private static bool IsNews(ItemTrigger trigger) => trigger is
        ItemTrigger.Return or ItemTrigger.Refuse or ItemTrigger.Approve or ItemTrigger.ApproveStage
        or ItemTrigger.GrantExtension or ItemTrigger.RefuseExtension or ItemTrigger.GrantConversion
        or ItemTrigger.RefuseConversion or ItemTrigger.ReviewFailed or ItemTrigger.CloseLongTerm;
}
