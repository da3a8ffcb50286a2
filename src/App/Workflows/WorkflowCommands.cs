using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Carries out what a definition asks of the host besides moving its item: a mail, a numbered paper.</summary>
public sealed class WorkflowCommands(RectifyDb db, PeopleDirectory people, PaperIssue papers)
{
    internal async Task RunAsync(LoadedInstance loaded, StepFrame frame, Effect.Command command, CancellationToken cancellationToken)
    {
        switch (command.Name)
        {
            case "mail.send":
                await SendMailAsync(loaded, frame, command, cancellationToken);
                break;
            case "paper.issue":
                await IssuePaperAsync(loaded, frame, command, cancellationToken);
                break;
            default:
                throw new FormatException($"Activity {command.ActivityId} asks for '{command.Name}', which this server cannot do.");
        }
    }

    private async Task SendMailAsync(LoadedInstance loaded, StepFrame frame, Effect.Command command, CancellationToken cancellationToken)
    {
        var occasion = string.Create(CultureInfo.InvariantCulture,
            $"{loaded.Instance.Id:N}:{command.ActivityId}:{loaded.Instance.Version}");
        var before = db.ChangeTracker.Entries<LedgerMail>()
            .Count(entry => entry.State is EntityState.Added && entry.Entity.Occasion.StartsWith($"workflow:{occasion}", StringComparison.Ordinal));
        occasion = before == 0 ? occasion : string.Create(CultureInfo.InvariantCulture, $"{occasion}:{before + 1}");
        foreach (var recipient in await RecipientsAsync(loaded, Words(command, "to"), cancellationToken))
        {
            db.Mails.Add(MailPlan.FromWorkflow(
                recipient, occasion, loaded.Item?.Id, Text(command, "subject"), Text(command, "body"), frame.Acting.At));
        }
    }

    private async Task IssuePaperAsync(LoadedInstance loaded, StepFrame frame, Effect.Command command, CancellationToken cancellationToken)
    {
        if (loaded is not { Item: { } item, Round: { } round })
        {
            throw new FormatException($"Activity {command.ActivityId} issues a paper, but this instance is about no item.");
        }

        var kind = Enum.TryParse<PaperKind>(Text(command, "kind"), ignoreCase: true, out var known)
            ? known
            : throw new FormatException(
                $"'{Text(command, "kind")}' is no kind of paper. There are: {string.Join(", ", Enum.GetNames<PaperKind>())}.");
        var paper = await papers.IssueAsync(
            round.Settings.IssuingBody, kind, item.Id, frame.Today, Text(command, "text"), frame.Acting.At, cancellationToken);
        var to = Words(command, "to");
        foreach (var recipient in await RecipientsAsync(loaded, to.Count == 0 ? ["role:ResponsibleOfficial"] : to, cancellationToken))
        {
            db.Mails.Add(MailPlan.FromWorkflow(
                recipient, $"paper:{paper.Id:N}", item.Id, $"{kind.ChineseName} {paper.NumberText}", paper.Text, frame.Acting.At));
        }
    }

    private async Task<IReadOnlyList<Guid>> RecipientsAsync(LoadedInstance loaded, IReadOnlyList<string> to, CancellationToken cancellationToken)
    {
        var recipients = new List<Guid>();
        foreach (var words in to)
        {
            var assignee = await Assignee.FindAsync(people, words, loaded.Item, cancellationToken);
            recipients.AddRange(await assignee.PeopleAsync(people, loaded.Item, cancellationToken));
        }

        return [.. recipients.Distinct()];
    }

    /// <summary>Who is named: a list, or one text with commas or semicolons between.</summary>
    private static IReadOnlyList<string> Words(Effect.Command command, string name)
    {
        var texts = command.Arguments.TryGetPropertyValue(name, out var node) && node is JsonArray list
            ? list.OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : "")
            : [Text(command, name)];
        return [.. texts.SelectMany(text =>
            text.Split([',', ';', '，', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
    }

    private static string Text(Effect.Command command, string name) =>
        command.Arguments.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : "";
}
