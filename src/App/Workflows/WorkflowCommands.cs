using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
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
        try
        {
            await (command.Name switch
            {
                "mail.send" => SendMailAsync(loaded, frame, command, cancellationToken),
                "paper.issue" => IssuePaperAsync(loaded, frame, command, cancellationToken),
                _ => throw new FormatException($"'{command.Name}' is nothing this server can do."),
            });
        }
        catch (FormatException error)
        {
            throw new RefusedEffectException(command.ActivityId, error);
        }
    }

    private async Task SendMailAsync(LoadedInstance loaded, StepFrame frame, Effect.Command command, CancellationToken cancellationToken)
    {
        var occasion = string.Create(CultureInfo.InvariantCulture,
            $"{loaded.Instance.Id:N}:{command.ActivityId}:{loaded.Instance.Version}");
        var template = Text(command, "template") is { Length: > 0 } named ? named : null;
        if (template is not null && !NoteTemplates.Has(template))
        {
            throw new FormatException($"There is no mail template '{template}'. There are: {string.Join(", ", NoteTemplates.Ids)}.");
        }

        if (template is not null && loaded.Item is null)
        {
            throw new FormatException($"The mail template '{template}' is about an item, and this workflow runs for none. Write Subject and Body instead.");
        }

        var before = db.ChangeTracker.Entries<LedgerMail>()
            .Count(entry => entry.State is EntityState.Added && entry.Entity.Occasion.StartsWith($"workflow:{occasion}", StringComparison.Ordinal));
        occasion = before == 0 ? occasion : string.Create(CultureInfo.InvariantCulture, $"{occasion}:{before + 1}");
        foreach (var recipient in await RecipientsAsync(loaded, Words(command, "to"), cancellationToken))
        {
            db.Mails.Add(MailPlan.FromWorkflow(
                recipient, occasion, loaded.Item?.Id, Text(command, "subject"), Text(command, "body"), frame.Acting.At, template));
        }
    }

    private async Task IssuePaperAsync(LoadedInstance loaded, StepFrame frame, Effect.Command command, CancellationToken cancellationToken)
    {
        var kind = PaperKindWords.Find(Text(command, "kind")) ?? throw new FormatException(
            $"'{Text(command, "kind")}' is no kind of paper. There are: {string.Join(", ", Enum.GetValues<PaperKind>().Select(each => each.ChineseName))}.");
        var settings = loaded.Round?.Settings ?? new();
        var town = loaded.Round?.TownUnitId.Value ?? JournalSeal.Platform;
        var sheet = PaperText.Written(Text(command, "text"), loaded.Item?.Title, settings) with
        {
            CheckValue = (await db.CheckValuesAsync([town], cancellationToken)).GetValueOrDefault(town),
        };
        var paper = await papers.IssueAsync(settings.IssuingBody, kind, loaded.Item?.Id, frame.Today, sheet, frame.Acting.At, cancellationToken);
        var to = Words(command, "to");
        foreach (var recipient in await RecipientsAsync(loaded, to.Count == 0 ? ["role:ResponsibleOfficial"] : to, cancellationToken))
        {
            db.Mails.Add(MailPlan.WithPaper(recipient, paper, frame.Acting.At));
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
