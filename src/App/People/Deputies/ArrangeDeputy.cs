using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.People.Deputies;

/// <summary>Arranges that somebody stands in for a person (设置代理人), or ends it before its time.</summary>
public sealed class ArrangeDeputy(RectifyDb db, PeopleDirectory directory, TendDeputies tend, OutboxNudge nudge, TownZone town, TimeProvider clock)
{
    public const int LongestReason = 300;

    /// <summary>Longer than anybody is away; a post that stays empty is handed over instead.</summary>
    public const int MostDays = 366;

    /// <summary>PostgreSQL's number for the lock; SQLite lets one writer in at a time anyway.</summary>
    private const long OneAtATime = 0x44_65_70_75_74_79;

    /// <summary>True for the person, an administrator, and the leaders of the person's unit and those above it.</summary>
    public static bool MayArrange(Viewer viewer, Guid principal, Guid unit)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return viewer.Id == principal || viewer.Is(Roles.Administrator) || (viewer.Is(Roles.UnitLeader) && viewer.UnitIds.Contains(unit));
    }

    public async Task<Outcome> RunAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        await using var step = await OneAtATimeAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(person => person.Id == command.Principal || person.Id == command.Deputy)
            .ToDictionaryAsync(person => person.Id, cancellationToken);
        if (!people.TryGetValue(command.Principal, out var principal))
        {
            return new Outcome.NoSuchPerson();
        }

        if (!MayArrange(command.By, principal.Id, principal.UnitId))
        {
            return new Outcome.NotAllowed();
        }

        var today = town.Of(null).DayOf(clock.GetUtcNow());
        var problems = Problems(command, principal, people.GetValueOrDefault(command.Deputy), today);
        problems.AddRange(await ClashesAsync(command, cancellationToken));
        if (problems.Count > 0)
        {
            return new Outcome.Refused([.. problems.Distinct()]);
        }

        var acting = Acting.Person(command.By.Id, clock);
        var row = db.Add(new Deputyship
        {
            Id = Guid.CreateVersion7(acting.At),
            PrincipalId = command.Principal,
            DeputyId = command.Deputy,
            FromOn = command.FromOn,
            ToOn = command.ToOn,
            Reason = command.Reason.Trim(),
            Mode = command.Mode,
            ArrangedBy = command.By.Id,
            ArrangedAt = acting.At,
        }).Entity;
        db.Record(acting, "deputy.arranged", TendDeputies.Particulars(row));
        if (row.Covers(today))
        {
            tend.Begin(row, acting, acting.At);
        }

        await db.SaveChangesAsync(cancellationToken);
        await step.CommitAsync(cancellationToken);
        directory.Forget();
        nudge.Nudge();
        return new Outcome.Done(row.Id);
    }

    /// <summary>Ends it now, or before it began; what was done until then stays done in the other's place.</summary>
    public async Task<Outcome> EndAsync(Viewer by, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var step = await OneAtATimeAsync(cancellationToken);
        var row = await db.Set<Deputyship>().SingleOrDefaultAsync(each => each.Id == id && each.EndedAt == null, cancellationToken);
        var unit = row is null ? (Guid?)null
            : await db.Users.Where(person => person.Id == row.PrincipalId).Select(person => (Guid?)person.UnitId).SingleOrDefaultAsync(cancellationToken);
        if (row is null || unit is not { } known)
        {
            return new Outcome.NoSuchPerson();
        }

        if (!MayArrange(by, row.PrincipalId, known))
        {
            return new Outcome.NotAllowed();
        }

        tend.End(row, Acting.Person(by.Id, clock));
        await db.SaveChangesAsync(cancellationToken);
        await step.CommitAsync(cancellationToken);
        directory.Forget();
        nudge.Nudge();
        return new Outcome.Done(row.Id);
    }

    private async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> OneAtATimeAsync(CancellationToken cancellationToken)
    {
        var step = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({OneAtATime})", cancellationToken);
        }

        return step;
    }

    private static List<DeputyProblem> Problems(Command command, Person principal, Person? deputy, DateOnly today)
    {
        var problems = new List<DeputyProblem>();
        Check(command.Principal == command.Deputy, DeputyProblem.SamePerson);
        Check(deputy is null, DeputyProblem.NoSuchDeputy);
        Check(deputy is { Active: false } || !principal.Active, DeputyProblem.HasLeft);
        Check(command.ToOn < command.FromOn, DeputyProblem.DaysReversed);
        Check(command.FromOn < today, DeputyProblem.BeginsInThePast);
        Check(command.ToOn.DayNumber - command.FromOn.DayNumber >= MostDays, DeputyProblem.TooLong);
        Check(string.IsNullOrWhiteSpace(command.Reason), DeputyProblem.ReasonMissing);
        Check(command.Reason.Trim().Length > LongestReason, DeputyProblem.ReasonTooLong);
        return problems;

        void Check(bool wrong, DeputyProblem problem)
        {
            if (wrong)
            {
                problems.Add(problem);
            }
        }
    }

    // One deputy at a time, and no chains: nobody stands in for a person who stands in for somebody on the same day.
    private async Task<IEnumerable<DeputyProblem>> ClashesAsync(Command command, CancellationToken cancellationToken) =>
        (await db.Set<Deputyship>().AsNoTracking()
            .Where(row => row.EndedAt == null && row.FromOn <= command.ToOn && command.FromOn <= row.ToOn)
            .Where(row => row.PrincipalId == command.Principal || row.PrincipalId == command.Deputy || row.DeputyId == command.Principal)
            .ToListAsync(cancellationToken))
        .Select(row => row.PrincipalId == command.Principal ? DeputyProblem.Overlaps : DeputyProblem.Chain);

    /// <param name="By">Who arranges it.</param>
    /// <param name="Principal">Who will be away.</param>
    /// <param name="Deputy">Who stands in.</param>
    /// <param name="FromOn">The first day.</param>
    /// <param name="ToOn">The last day, included.</param>
    public sealed record Command(Viewer By, Guid Principal, Guid Deputy, DateOnly FromOn, DateOnly ToOn, string Reason, DeputyMode Mode);

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done(Guid Id) : Outcome;

        /// <summary>No such person, or no such deputyship that is not over.</summary>
        public sealed record NoSuchPerson : Outcome;

        public sealed record NotAllowed : Outcome;

        /// <summary>Nothing was arranged, for these reasons.</summary>
        public sealed record Refused(ImmutableArray<DeputyProblem> Problems) : Outcome;
    }
}

/// <summary>Why a deputyship cannot be arranged.</summary>
public enum DeputyProblem
{
    SamePerson,
    NoSuchDeputy,
    HasLeft,
    DaysReversed,
    BeginsInThePast,
    TooLong,
    ReasonMissing,
    ReasonTooLong,

    /// <summary>The person has a deputy on some of these days.</summary>
    Overlaps,

    /// <summary>The deputy has a deputy, or the person stands in for somebody, on some of these days.</summary>
    Chain,
}
