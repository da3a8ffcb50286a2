using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Import;

/// <summary>
/// Imports a round file (导入轮次): units, people, the round and its items, as registered. Looks first; changes something only
/// when confirmed, and then everything in one transaction. The same round is never imported twice.
/// </summary>
public sealed class ImportRound(
    RectifyDb db, UserManager<Person> users, RoleManager<IdentityRole<Guid>> roles, PeopleDirectory directory, TownZone town,
    TimeProvider clock)
{
    /// <summary>Tells what the file would create, or what is wrong with it. Changes nothing.</summary>
    public async Task<ImportOutcome> PreviewAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var (outcome, _, _) = await LookAsync(bytes, cancellationToken);
        return outcome;
    }

    /// <summary>Creates everything the preview told, or nothing.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="by">Who imports; null for the command line and the demo.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public async Task<ImportOutcome> ConfirmAsync(ReadOnlyMemory<byte> bytes, Guid? by, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (outcome, file, known) = await LookAsync(bytes, cancellationToken);
        if (outcome is not ImportOutcome.Preview { Plan: var plan } || file is null || known is null)
        {
            return outcome;
        }

        var problems = new List<ImportProblem>();
        var units = CreateUnits(file, known);
        var people = await CreatePeopleAsync(file, known, units, problems, cancellationToken);
        if (problems.Count > 0)
        {
            return new ImportOutcome.Refused(problems);
        }

        var round = CreateRound(file, units, people);
        db.KeyValues.Add(new() { Id = Mark(file.Round.Key), Value = JsonSerializer.Serialize(new ImportMark(round.Id.Value, Fingerprint(bytes))) });
        db.Journal.Add(new()
        {
            At = clock.GetUtcNow(),
            By = by,
            Actor = by is null ? "import" : null,
            Kind = "round.imported",
            StepId = StepScope.Current,
            Data = JsonSerializer.Serialize(new { round = round.Id.Value, file.Round.Name, file.Round.PlanPaper, file.Contains, file.Declared }),
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        directory.Forget();
        return new ImportOutcome.Imported(round.Id, plan);
    }

    private async Task<(ImportOutcome Outcome, RoundFile? File, KnownNames? Known)> LookAsync(
        ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var reading = RoundFileReader.Read(bytes, town.Usual);
        if (reading.File is not { } file)
        {
            return (new ImportOutcome.Refused(reading.Problems), null, null);
        }

        if (await db.KeyValues.FindAsync([Mark(file.Round.Key)], cancellationToken) is { } row &&
            JsonSerializer.Deserialize<ImportMark>(row.Value) is { } mark)
        {
            return (new ImportOutcome.AlreadyImported(new(mark.Round), mark.Sha256 == Fingerprint(bytes)), null, null);
        }

        var problems = new List<ImportProblem>();
        var known = await KnownNames.FindAsync(db, file, problems, cancellationToken);
        return problems.Count > 0
            ? (new ImportOutcome.Refused(problems), null, null)
            : (new ImportOutcome.Preview(Plan(file, known)), file, known);
    }

    private static ImportPlan Plan(RoundFile file, KnownNames known) => new(
        file.Round.Name, file.Round.FeedbackOn, file.Round.FeedbackOn.AddMonths(file.Round.Settings.ConcentratedMonths),
        file.Contains, file.Declared)
    {
        NewUnits = [.. file.Units.Where(unit => !known.Units.ContainsKey(unit.Key)).Select(unit => unit.Name)],
        KnownUnits = [.. file.Units.Where(unit => known.Units.ContainsKey(unit.Key)).Select(unit => unit.Name)],
        NewPeople = [.. file.People.Where(person => !known.People.ContainsKey(person.Key)).Select(person => person.Name)],
        KnownPeople = [.. file.People.Where(person => known.People.ContainsKey(person.Key)).Select(person => person.Name)],
        Items = [.. file.Items.Select(item =>
            new PlannedItem(item.Number, item.Title, item.TimeLimit, DueOn(file, item), item.Measures.Count))],
    };

    private Dictionary<string, UnitId> CreateUnits(RoundFile file, KnownNames known)
    {
        var made = known.Units.ToDictionary();
        foreach (var filed in file.Units.Where(unit => !made.ContainsKey(unit.Key)))
        {
            var parent = filed.Parent is null ? null : made[filed.Parent];
            var id = Guid.CreateVersion7(clock.GetUtcNow());
            made[filed.Key] = new() { Id = id, Name = filed.Name, Kind = filed.Kind, ParentId = parent?.Id, Path = Unit.PathOf(id, parent) };
            db.Units.Add(made[filed.Key]);
        }

        return made.ToDictionary(unit => unit.Key, unit => new UnitId(unit.Value.Id));
    }

    private async Task<Dictionary<string, PersonId>> CreatePeopleAsync(
        RoundFile file, KnownNames known, Dictionary<string, UnitId> units, List<ImportProblem> problems,
        CancellationToken cancellationToken)
    {
        // People refer to units, and the user manager saves each person at once.
        await db.SaveChangesAsync(cancellationToken);
        foreach (var role in file.People.SelectMany(person => person.Roles).Distinct())
        {
            if (!await roles.RoleExistsAsync(role))
            {
                await roles.CreateAsync(new(role) { Id = Guid.CreateVersion7(clock.GetUtcNow()) });
            }
        }

        var made = known.People.ToDictionary(person => person.Key, person => new PersonId(person.Value.Id));
        for (var index = 0; index < file.People.Count; index++)
        {
            var filed = file.People[index];
            if (made.ContainsKey(filed.Key))
            {
                continue;
            }

            var person = new Person
            {
                Id = Guid.CreateVersion7(clock.GetUtcNow()),
                UserName = filed.Key,
                DisplayName = filed.Name,
                Email = filed.Mail,
                UnitId = units[filed.Unit].Value,
                Culture = filed.Culture,
                MustChangePassword = true,
            };
            made[filed.Key] = new(person.Id);
            var result = await users.CreateAsync(person);
            result = result.Succeeded ? await users.AddToRolesAsync(person, filed.Roles) : result;
            problems.AddRange(result.Errors.Select(error =>
                new ImportProblem($"$.people[{index}]", $"{filed.Name}不能建立账号。{error.Description}")));
        }

        return made;
    }

    private Round CreateRound(RoundFile file, Dictionary<string, UnitId> units, Dictionary<string, PersonId> people)
    {
        var now = clock.GetUtcNow();
        var round = new Round
        {
            Id = RoundId.New(now),
            TownUnitId = units[file.Round.Town],
            Name = file.Round.Name,
            FeedbackOn = file.Round.FeedbackOn,
        };
        round.Change(file.Round.Settings);
        db.Rounds.Add(round);
        for (var index = 0; index < file.Items.Count; index++)
        {
            // A millisecond apart, so that the items' ids sort as their numbers do.
            var id = ItemId.New(now.AddMilliseconds(index));
            var item = RectificationItem.Register(Draft(file.Items[index], file, round.Id, id, units, people));
            db.Items.Add(item);
            db.ItemUnits.AddRange(UnitsOf(item.Duty).Select(unit => new ItemUnit { ItemId = item.Id, UnitId = unit.Value }));
        }

        return round;
    }

    private static ItemDraft Draft(
        FiledItem filed, RoundFile file, RoundId round, ItemId id, Dictionary<string, UnitId> units, Dictionary<string, PersonId> people) => new()
        {
            Id = id,
            RoundId = round,
            Number = filed.Number,
            SectionNo = filed.Place.SectionNo,
            SectionTitle = filed.Place.SectionTitle,
            HeadingNo = filed.Place.HeadingNo,
            HeadingTitle = filed.Place.HeadingTitle,
            Title = filed.Title,
            Detail = filed.Detail ?? "",
            Goal = filed.Goal,
            TimeLimit = filed.TimeLimit,
            DueOn = DueOn(file, filed),
            Duty = new()
            {
                LeadLeader = people[filed.Duty.LeadLeader],
                ResponsibleLeader = people[filed.Duty.ResponsibleLeader],
                LeadUnit = units[filed.Duty.LeadUnit],
                ResponsibleUnit = units[filed.Duty.ResponsibleUnit],
                CooperatingUnits = [.. filed.Duty.CooperatingUnits.Select(unit => units[unit])],
                ResponsiblePerson = people[filed.Duty.ResponsiblePerson],
            },
            Measures = [.. filed.Measures.Select(measure => new Measure { No = measure.No, Text = measure.Text })],
            Amounts = [.. filed.Amounts.Select(amount => new Amount
            {
                Yuan = amount.Yuan, AtLeast = amount.AtLeast, Note = amount.Note,
                Where = amount.InProgress ? AmountPlace.Progress : AmountPlace.Problem,
            })],
        };

    private static IEnumerable<UnitId> UnitsOf(DutySet duty) =>
        duty.CooperatingUnits.Select(unit => (UnitId?)unit).Concat([duty.LeadUnit, duty.ResponsibleUnit]).OfType<UnitId>().Distinct();

    private static DateOnly? DueOn(RoundFile file, FiledItem item) =>
        DueDates.Of(item.TimeLimit, item.DueOn, file.Round.FeedbackOn, file.Round.Settings);

    private static string Mark(string key) => $"import:{key}";

    private static string Fingerprint(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    private sealed record ImportMark(Guid Round, string Sha256);
}
