using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>
/// The mail ledger and the journal as text, with names in the place of ids, so that two runs can be compared line by line.
/// What a crash may rightly change is left out: attempts, leases, the ids themselves and the order within one instant,
/// which follows the ids.
/// </summary>
internal sealed partial class CanonicalDump
{
    private readonly Dictionary<Guid, string> _names = [];

    public required IReadOnlyList<string> Mails { get; init; }

    public required IReadOnlyList<string> Journal { get; init; }

    /// <summary>Both, a line each.</summary>
    public string Text => string.Join('\n', (IEnumerable<string>)[.. Mails, .. Journal]);

    public static async Task<CanonicalDump> ReadAsync(RectifyDb db, CancellationToken cancellationToken)
    {
        var dump = new CanonicalDump { Mails = [], Journal = [] };
        await dump.NameAsync(db, cancellationToken);
        var mails = await db.Mails.AsNoTracking().ToListAsync(cancellationToken);
        var journal = await db.Journal.AsNoTracking().ToListAsync(cancellationToken);
        return new()
        {
            Mails = [.. mails.Select(mail => Line(
                At(mail.PlannedAt), dump.Name(mail.RecipientId), mail.Kind, dump.Plain(mail.Occasion), mail.Status,
                At(mail.AcceptedAt), mail.Subject, mail.Address, dump.Name(mail.ItemId?.Value))).Order(StringComparer.Ordinal)],
            Journal = [.. journal.Select(entry => Line(
                At(entry.At), entry.By is { } by ? dump.Name(by) : entry.Actor, entry.Kind, dump.Name(entry.ItemId?.Value), dump.Plain(entry.Data)))
                .Order(StringComparer.Ordinal)],
        };
    }

    private async Task NameAsync(RectifyDb db, CancellationToken cancellationToken)
    {
        foreach (var person in await db.Users.AsNoTracking().ToListAsync(cancellationToken))
        {
            _names[person.Id] = person.UserName ?? "?";
        }

        foreach (var unit in await db.Units.AsNoTracking().ToListAsync(cancellationToken))
        {
            _names[unit.Id] = unit.Name;
        }

        foreach (var item in await db.Items.AsNoTracking().ToListAsync(cancellationToken))
        {
            _names[item.Id.Value] = $"item{item.Number}";
        }

        foreach (var task in await db.Tasks.AsNoTracking().ToListAsync(cancellationToken))
        {
            _names[task.Id] = $"{task.Kind}@{At(task.OpenedAt)}";
        }
    }

    private static string Line(params object?[] parts) => string.Join(" | ", parts);

    private string Name(Guid? id) => id is { } known ? _names.GetValueOrDefault(known, "id") : "-";

    // Every id inside a text gets its name; JSON of PostgreSQL and SQLite may differ in nothing else.
    private string Plain(string text) => Ids().Replace(text, match => Name(Guid.Parse(match.Value, CultureInfo.InvariantCulture)));

    private static string At(DateTimeOffset? at) => at is { } known ? known.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) : "-";

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();
}
