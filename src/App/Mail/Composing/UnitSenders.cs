using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>From whom the mails of each unit come: what a unit does not say itself it has from the unit above it.</summary>
internal sealed class UnitSenders
{
    private readonly ImmutableDictionary<Guid, Own> _units;

    private UnitSenders(ImmutableDictionary<Guid, Own> units) => _units = units;

    public static UnitSenders None { get; } = new(ImmutableDictionary<Guid, Own>.Empty);

    public static async Task<UnitSenders> LoadAsync(RectifyDb db, CancellationToken cancellationToken) =>
        !await db.Units.AnyAsync(unit => unit.MailFrom != null || unit.MailReplyTo != null, cancellationToken) ? None
        : new((await db.Units.AsNoTracking()
            .Select(unit => new { unit.Id, unit.ParentId, unit.Name, unit.MailFrom, unit.MailFromName, unit.MailReplyTo })
            .ToListAsync(cancellationToken))
            .ToImmutableDictionary(unit => unit.Id, unit => new Own(unit.ParentId, unit.Name, unit.MailFrom, unit.MailFromName, unit.MailReplyTo)));

    /// <summary>The sender of a unit; null when it and all above it leave it to the settings.</summary>
    public MailSender? Of(Guid? unit, MailOptions options)
    {
        var above = Above(unit).ToList();
        var named = above.FirstOrDefault(own => own.From is not null);
        var replies = above.FirstOrDefault(own => own.ReplyTo is not null)?.ReplyTo;
        return named is { From: { } from } ? new(from, named.FromName ?? named.Name, replies)
            : replies is not null ? new(options.From, options.FromName, replies)
            : null;
    }

    private IEnumerable<Own> Above(Guid? unit)
    {
        // A tree made by hand could have a ring; no unit is as deep as there are units.
        for (var (at, steps) = (unit, 0); at is { } id && steps <= _units.Count && _units.TryGetValue(id, out var own); at = own.Parent, steps++)
        {
            yield return own;
        }
    }

    private sealed record Own(Guid? Parent, string Name, string? From, string? FromName, string? ReplyTo);
}
