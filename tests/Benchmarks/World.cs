using Microsoft.AspNetCore.Identity;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Benchmarks;

/// <summary>A town with a hundred officials and whoever decides on their items.</summary>
public sealed class World
{
    private const int Officials = 100;
    private const string ItemTitle = "Dividends of the collective enterprise are in arrears and the ledger does not say since when";

    private readonly DateTimeOffset _at;
    private readonly Dictionary<string, Guid> _roleIds;
    private readonly List<Person> _officials = [];

    public World(DateTimeOffset at)
    {
        _at = at;
        _roleIds = Roles.All.ToDictionary(role => role, _ => Guid.CreateVersion7(at));
        District = new() { Id = Guid.CreateVersion7(at), Name = "District", Kind = UnitKind.District, Path = "" };
        District.Path = Unit.PathOf(District.Id, null);
        Town = new() { Id = Guid.CreateVersion7(at), Name = "Town", Kind = UnitKind.Town, ParentId = District.Id, Path = "" };
        Town.Path = Unit.PathOf(Town.Id, District);
        Round = new() { Id = RoundId.New(at), TownUnitId = new(Town.Id), Name = "Benchmark", FeedbackOn = new(2023, 3, 14) };
        // The first clean review ends an instance, so that the rounds of a run do not pile up on each other.
        Round.Change(new() { CleanReviewsToEnd = 1 });
        Leader = Someone("leader", Town);
        Verifier = Someone("verifier", District);
        Supervisor = Someone("supervisor", District);
        for (var number = 0; number < Officials; number++)
        {
            _officials.Add(Someone($"official{number}", Town));
        }
    }

    public Round Round { get; }

    public Person Leader { get; }

    public Person Verifier { get; }

    public Person Supervisor { get; }

    private Unit District { get; }

    private Unit Town { get; }

    /// <summary>Stores units, people, roles and the round.</summary>
    public async Task SeedAsync(RectifyDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.AddRange(District, Town, Round);
        db.AddRange(_roleIds.Select(role => new IdentityRole<Guid>(role.Key) { Id = role.Value, NormalizedName = role.Key.ToUpperInvariant() }));
        db.AddRange([Leader, Verifier, Supervisor, .. _officials]);
        db.AddRange(
        [
            Holds(Leader, Roles.UnitLeader), Holds(Verifier, Roles.Verifier), Holds(Supervisor, Roles.Supervisor),
            .. _officials.Select(official => Holds(official, Roles.Official)),
        ]);
        await db.SaveChangesAsync();
    }

    /// <summary>The person of this id.</summary>
    public Person Find(Guid id) => id == Leader.Id ? Leader : _officials.Find(official => official.Id == id)
        ?? throw new InvalidOperationException($"Nobody has the id {id}.");

    /// <summary>The official who answers for the item of this number.</summary>
    public Person OfficialOf(int number) => _officials[number % Officials];

    /// <summary>A registered item with three measures, the middle of the sample round's size.</summary>
    public RectificationItem NewItem(int number, DateOnly? dueOn) => RectificationItem.Register(new()
    {
        Id = ItemId.New(_at.AddMilliseconds(number)),
        RoundId = Round.Id,
        Number = number,
        SectionNo = 1,
        SectionTitle = "Policies carried out half",
        Title = ItemTitle,
        Detail = string.Join(' ', Enumerable.Repeat(ItemTitle, 3)),
        TimeLimit = TimeLimitKind.LongTerm,
        DueOn = dueOn,
        Duty = new()
        {
            LeadLeader = new(Leader.Id),
            ResponsibleLeader = new(Leader.Id),
            LeadUnit = new(Town.Id),
            ResponsibleUnit = new(Town.Id),
            ResponsiblePerson = new(OfficialOf(number).Id),
        },
        Measures = [.. Enumerable.Range(1, 3).Select(no => new Measure { No = no, Text = $"{no}. {ItemTitle}" })],
    });

    private static IdentityUserRole<Guid> Of(Guid person, Guid role) => new() { UserId = person, RoleId = role };

    private IdentityUserRole<Guid> Holds(Person person, string role) => Of(person.Id, _roleIds[role]);

    private Person Someone(string name, Unit unit) => new()
    {
        Id = Guid.CreateVersion7(_at),
        UserName = name,
        NormalizedUserName = name.ToUpperInvariant(),
        DisplayName = name,
        Email = $"{name}@example.invalid",
        NormalizedEmail = $"{name}@EXAMPLE.INVALID".ToUpperInvariant(),
        SecurityStamp = name,
        UnitId = unit.Id,
    };
}
