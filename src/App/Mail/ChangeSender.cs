using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Mail;

/// <summary>A unit with the sender it names itself; null where it has what the unit above it has.</summary>
public sealed record SenderRow(Guid Id, string Name, int Depth, string? From, string? FromName, string? ReplyTo);

/// <summary>What was typed; empty is the same as nothing.</summary>
public sealed record SenderForm(string? From, string? FromName, string? ReplyTo);

/// <summary>Why a sender cannot be used.</summary>
public enum SenderProblem
{
    FromInvalid,
    ReplyToInvalid,
    NameWithoutFrom,
}

/// <summary>An administrator says from whom a unit's mails come (发件单位). Message-IDs keep the settings' domain, so a mail stays the same mail.</summary>
public sealed class ChangeSender(RectifyDb db, TimeProvider clock)
{
    private const int LongestName = 100;

    /// <summary>All units, parents before children.</summary>
    public async Task<IReadOnlyList<SenderRow>> ListAsync(CancellationToken cancellationToken) => [.. (await db.Units.AsNoTracking()
        .OrderBy(unit => unit.Path).ToListAsync(cancellationToken))
        .Select(unit => new SenderRow(unit.Id, unit.Name, unit.Path.Count(letter => letter == '/') - 1, unit.MailFrom, unit.MailFromName, unit.MailReplyTo))];

    /// <summary>Saves it; the problems when it cannot be used, null when there is no such unit.</summary>
    public async Task<IReadOnlyList<SenderProblem>?> SaveAsync(Guid unitId, SenderForm form, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator) || await db.Units.SingleOrDefaultAsync(row => row.Id == unitId, cancellationToken) is not { } unit)
        {
            return null;
        }

        var (from, replyTo) = (Typed(form.From), Typed(form.ReplyTo));
        var name = Typed(form.FromName) is { } typed ? Typed(MailMessages.OneLine(typed, LongestName)) : null;
        var problems = Problems(from, name, replyTo).ToList();
        if (problems.Count > 0)
        {
            return problems;
        }

        (unit.MailFrom, unit.MailFromName, unit.MailReplyTo) = (from, name, replyTo);
        db.Record(Acting.Person(by.Id, clock), "unit.sender", new JsonObject { ["unit"] = unitId.ToString(), ["from"] = from, ["name"] = name, ["replyTo"] = replyTo });
        await db.SaveChangesAsync(cancellationToken);
        return [];
    }

    private static IEnumerable<SenderProblem> Problems(string? from, string? name, string? replyTo)
    {
        if (from is not null && !MailMessages.IsAddress(from))
        {
            yield return SenderProblem.FromInvalid;
        }

        if (replyTo is not null && !MailMessages.IsAddress(replyTo))
        {
            yield return SenderProblem.ReplyToInvalid;
        }

        if (name is not null && from is null)
        {
            yield return SenderProblem.NameWithoutFrom;
        }
    }

    private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
