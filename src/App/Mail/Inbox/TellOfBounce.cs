using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Inbox.Reading;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>
/// Records that a mail came back. After a hard bounce the administrators and the leader of the person's unit are told by
/// mail, once for each address; that such a notice itself came back is only recorded, so notices never answer each other.
/// </summary>
internal sealed class TellOfBounce(RectifyDb db, PeopleDirectory people)
{
    internal const string Cause = "bounce:";

    /// <summary>Adds the bounce and the mails it owes; the caller commits.</summary>
    public async Task RecordAsync(InboxMessage row, LedgerMail mail, BounceReport report, CancellationToken cancellationToken)
    {
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.Id == mail.RecipientId, cancellationToken);
        var address = mail.Address ?? person?.Email ?? report.Address ?? "";
        db.MailBounces.Add(new()
        {
            Id = row.Id,
            MailId = mail.Id,
            RecipientId = mail.RecipientId,
            Address = address,
            Hard = report.Kind is BounceKind.Hard,
            Code = report.Code,
            Diagnostic = report.Diagnostic,
            At = row.ReceivedAt,
            MessageId = row.Id,
        });
        // A mail to an address that was changed meanwhile comes back to nobody's harm.
        if (report.Kind is BounceKind.Hard && person is { Active: true } && !mail.Occasion.Contains($"workflow:{Cause}", StringComparison.Ordinal)
            && string.Equals(person.Email, address, StringComparison.OrdinalIgnoreCase))
        {
            await TellAsync(person, address, report, row.ReceivedAt, cancellationToken);
        }
    }

    private async Task TellAsync(Person person, string address, BounceReport report, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var occasion = await OccasionAsync(person.Id, address, cancellationToken);
        foreach (var reader in await ReadersAsync(person, cancellationToken))
        {
            if (await db.Mails.AnyAsync(mail => mail.RecipientId == reader && mail.Occasion == $"workflow:{occasion}", cancellationToken))
            {
                continue;
            }

            var culture = await db.Users.Where(each => each.Id == reader).Select(each => each.Culture).SingleOrDefaultAsync(cancellationToken);
            var (subject, body, why) = culture?.StartsWith("en", StringComparison.OrdinalIgnoreCase) is true
                ? English(person, address, report)
                : Chinese(person, address, report);
            db.Mails.Add(MailPlan.Returned(reader, occasion, subject, body, why, at));
        }
    }

    /// <summary>Once per person and address; again when mails went to another address in between.</summary>
    private async Task<string> OccasionAsync(Guid person, string address, CancellationToken cancellationToken)
    {
        var before = await db.Mails.Where(mail => mail.RecipientId == person && mail.Address != null && mail.Address != address)
            .OrderByDescending(mail => mail.Id).Select(mail => (Guid?)mail.Id).FirstOrDefaultAsync(cancellationToken);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToUpperInvariant())).AsSpan(0, 8));
        return $"{Cause}{person:N}:{digest}:{before?.ToString("N") ?? "first"}";
    }

    /// <summary>The administrators, and the leaders of the person's unit or of the nearest one above it that has any.</summary>
    private async Task<IReadOnlyList<Guid>> ReadersAsync(Person person, CancellationToken cancellationToken)
    {
        var readers = new List<Guid>(await people.HoldersAsync(Roles.Administrator, item: null, cancellationToken));
        var leaders = new List<Viewer>();
        foreach (var id in await people.HoldersAsync(Roles.UnitLeader, item: null, cancellationToken))
        {
            if (id != person.Id && await people.ViewerAsync(id, cancellationToken) is { } leader && leader.UnitIds.Contains(person.UnitId))
            {
                leaders.Add(leader);
            }
        }

        // The fewer units somebody covers, the nearer.
        var nearest = leaders.Count == 0 ? 0 : leaders.Min(leader => leader.UnitIds.Count);
        readers.AddRange(leaders.Where(leader => leader.UnitIds.Count == nearest).Select(leader => leader.Id));
        return [.. readers.Where(reader => reader != person.Id).Distinct()];
    }

    private static (string Subject, string Body, string Why) Chinese(Person person, string address, BounceReport report) => (
        $"邮件被退回：{person.DisplayName}收不到邮件",
        $"发给{person.DisplayName}的邮件被退回，地址 {address} 不可用。\n对方服务器的答复：{Said(report)}\n"
        + "此后发往这一地址的提醒和通知都可能送不到。请核实并在“人员”中更正邮箱地址，其间请用其他方式通知本人。更正之前，同一地址的退信不再另发邮件。",
        "您是管理员，或是该人员所在单位的责任领导。");

    private static (string Subject, string Body, string Why) English(Person person, string address, BounceReport report) => (
        $"Mail returned: {person.DisplayName} gets no mail",
        $"A mail to {person.DisplayName} came back: the address {address} does not work.\nThe other server said: {Said(report)}\n"
        + "Reminders and notices to this address will probably not arrive. Please check and correct the address under People, and tell the person in another way meanwhile. "
        + "Further bounces of the same address are not mailed.",
        "You are an administrator, or the leader of this person's unit.");

    private static string Said(BounceReport report) => report.Diagnostic is { Length: > 0 } said
        ? report.Code is { } code && !said.Contains(code, StringComparison.Ordinal) ? $"{code} {said}" : said
        : report.Code ?? "—";
}
