using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.People;

/// <summary>Whom a definition means by "role:Verifier", "person:NAME", a person's mail address or "unit:NAME": exactly one of the three.</summary>
public sealed record Assignee(Guid? Person, string? Role, Guid? Unit)
{
    /// <summary>Understands the words; throws <see cref="FormatException"/> when they name nobody.</summary>
    public static async ValueTask<Assignee> FindAsync(
        PeopleDirectory people, string words, RectificationItem? item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(words);
        var (kind, name) = words.Split(':', 2) is [var before, var after] ? (before.Trim(), after.Trim()) : ("role", words.Trim());
        return kind.ToUpperInvariant() switch
        {
            "ROLE" when name.Contains('@', StringComparison.Ordinal) => await people.FindByMailAsync(name, cancellationToken) is { } addressee
                ? new(addressee, null, null)
                : throw new FormatException($"'{name}' is the mail address of nobody here."),
            "ROLE" => Named(name, item?.Duty) is { } named ? new(named.Value, null, null) : new(null, RoleOf(name), null),
            "PERSON" when await people.FindPersonAsync(name, cancellationToken) is { } person => new(person, null, null),
            "UNIT" when await people.FindUnitAsync(name, cancellationToken) is { } unit => new(null, null, unit),
            _ => throw new FormatException(
                $"'{words}' names nobody. Write role:Verifier, person:NAME (a user name) or unit:NAME (a unit's name)."),
        };
    }

    /// <summary>The people meant, now.</summary>
    public async ValueTask<IReadOnlyList<Guid>> PeopleAsync(
        PeopleDirectory people, RectificationItem? item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        return this switch
        {
            { Person: { } person } => [person],
            { Role: { } role } => await people.HoldersAsync(role, item, cancellationToken),
            { Unit: { } unit } => await people.MembersAsync(unit, cancellationToken),
            _ => [],
        };
    }

    /// <summary>The roles of the five-role duty set mean one person; the others mean whoever holds them over the item.</summary>
    private static PersonId? Named(string role, DutySet? duty) => role.ToUpperInvariant() switch
    {
        "RESPONSIBLEOFFICIAL" or "OFFICIAL" => duty?.ResponsiblePerson,
        "UNITLEADER" or "RESPONSIBLELEADER" => duty?.ResponsibleLeader,
        "LEADLEADER" => duty?.LeadLeader,
        _ => null,
    };

    private static string RoleOf(string name) => name.ToUpperInvariant() switch
    {
        "RESPONSIBLEOFFICIAL" => Roles.Official,
        "RESPONSIBLELEADER" or "LEADLEADER" => Roles.UnitLeader,
        _ => Roles.All.FirstOrDefault(role => role.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"There is no role '{name}'. There are: {string.Join(", ", Roles.All)}."),
    };
}
