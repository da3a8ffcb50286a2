using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Forecasts;

/// <summary>The forecast is what the jobs will do: they are run through the weeks, and the ledger is compared with what was foretold.</summary>
public abstract class ForecastConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const int Weeks = 6;

    [Theory]
    [MemberData(nameof(RandomRound.Seeds), MemberType = typeof(RandomRound))]
    public async Task What_is_foretold_is_what_the_jobs_then_owe(int seed)
    {
        var random = new Random(seed);
        var start = MailWorld.Local(2023, 1, 1, 0, 0).AddDays(random.Next(700)).AddMinutes(random.Next(24 * 60));
        await using var world = await MailWorld.CreateAsync(Database, start, RandomRound.Settings(random, start));
        await RandomRound.FillAsync(world, random, start);
        var people = await PeopleAsync(world);

        var foretold = await world.AskAsync<Forecaster, SortedSet<string>>(async forecaster =>
        {
            var lines = new SortedSet<string>(StringComparer.Ordinal);
            await foreach (var mail in forecaster.MakeAsync(new() { Weeks = Weeks }, null, Cancel))
            {
                Assert.True(!people.Contains(mail.Recipient) || lines.Add(Write(mail)), $"Foretold twice: {Write(mail)}");
            }

            return lines;
        });
        await RunJobsAsync(world, start);

        var owed = await OwedAsync(world, start);
        Assert.NotEmpty(owed);
        var differences = owed.Except(foretold).Select(line => "not foretold: " + line)
            .Concat(foretold.Except(owed).Select(line => "not owed: " + line)).Take(6).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public async Task A_change_is_told_by_what_it_adds_and_drops_and_nothing_is_written()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 1, 7));
        await world.ItemAsync(1, new(2023, 12, 29));
        await world.ItemAsync(2, new(2024, 1, 12), world.OtherOfficial);
        var (range, before) = (new ForecastRange { Weeks = 4, Round = world.Round.Id }, await RowsAsync());

        var later = await DiffAsync(new() { DueOn = ["1=2024-03-29"] });
        var handed = await DiffAsync(new() { People = [$"{await UserNameAsync(world.Official)}={await UserNameAsync(world.OtherOfficial)}"] });
        var left = await DiffAsync(new() { People = [$"{await UserNameAsync(world.Official)}="] });
        var sooner = await DiffAsync(new() { Offsets = "2" });
        var holiday = await DiffAsync(new() { Calendar = Table("休,2023-12-25,2023-12-26,地方节日") });
        var none = await DiffAsync(new() { DueOn = ["1=2023-12-29"] });

        Assert.All(later.Dropped, mail => Assert.Equal(world.Official, mail.Recipient));
        Assert.Equal((0, 4), (later.Adds, later.Dropped.Count(mail => mail.Kind is MailKind.Reminder)));
        Assert.All(handed.Added, mail => Assert.Equal(world.OtherOfficial, mail.Recipient));
        Assert.All(handed.Dropped, mail => Assert.Equal(world.Official, mail.Recipient));
        Assert.Equal(handed.Drops, left.Drops);
        Assert.Equal(0, left.Adds);
        Assert.Equal([new DateOnly(2023, 12, 27)], sooner.Added.Select(mail => mail.Day).Distinct());
        Assert.Contains(holiday.Dropped, mail => mail.Day == new DateOnly(2023, 12, 26));
        Assert.Contains(holiday.Added, mail => mail.Day == new DateOnly(2023, 12, 20) && mail.Kind is MailKind.Reminder);
        Assert.Contains(holiday.Changed, mail => mail.Day == new DateOnly(2023, 12, 22) && mail.Kind is MailKind.Reminder);
        Assert.True(none.IsNone);
        Assert.Equal(before, await RowsAsync());

        async Task<ForecastDiff> DiffAsync(ForecastWish wish)
        {
            var (change, problems) = await world.AskAsync<ForecastWishes, (ForecastChange?, IReadOnlyList<Domain.Rounds.SettingProblem>)>(
                wishes => wishes.ReadAsync(wish with { Round = world.Round.Id }, Cancel));
            Assert.Empty(problems);
            return await world.AskAsync<ForecastQueries, ForecastDiff>(forecast => forecast.CompareAsync(range, change ?? new(), Cancel));
        }

        Task<string?> UserNameAsync(Guid person) =>
            world.ReadAsync(db => db.Users.Where(row => row.Id == person).Select(row => row.UserName).SingleAsync(Cancel));

        Task<string> RowsAsync() => world.ReadAsync(async db => string.Join('\n',
            (await db.Watches.AsNoTracking().OrderBy(row => row.ItemId).ToListAsync(Cancel))
                .Select(row => $"{row.ItemId} {row.DueOn:O} {row.NextReminderAt:O} {row.NextRungAt:O} {row.RungsDone}")
                .Append($"{await db.Mails.CountAsync(Cancel)} {await db.Notices.CountAsync(Cancel)} {await db.Journal.CountAsync(Cancel)}")));
    }

    /// <summary>The shipped table of 2023 with one line more.</summary>
    private static string Table(string line) =>
        CalendarFile.Write(WorkingCalendars.Shipped.Years.Single(year => year.Year == 2023)).TrimEnd() + "\n" + line + "\n";

    /// <summary>What the schedule would do, minute by minute where something can happen.</summary>
    internal static async Task RunJobsAsync(MailWorld world, DateTimeOffset start)
    {
        var town = world.Round.Settings.ToTownTime();
        var end = town.InstantOf(town.DayOf(start).AddDays(7 * Weeks), TimeOnly.MinValue);
        for (var day = town.DayOf(start); town.InstantOf(day, TimeOnly.MinValue) < end; day = day.AddDays(1))
        {
            for (var hour = 7; hour <= 18; hour++)
            {
                var at = town.InstantOf(day, new(hour, 30));
                if (at > start && (hour == 8 || await world.ReadAsync(db => AnythingDueAsync(db, at))))
                {
                    await world.RunAsync(at, hour == 8 ? ["reminders", "escalations", "weekly-summary"] : ["reminders", "escalations"]);

                    // Summaries and what they carry are written in tests of their own; here it is enough that they and their copies are owed.
                    var summaries = await world.ReadAsync(db => db.Mails.AsNoTracking().Where(mail => mail.Kind == MailKind.WeeklySummary
                        && mail.Status == MailStatus.Planned && db.Users.Any(person => person.Id == mail.RecipientId && person.Active)).ToListAsync(Cancel));
                    var passedOn = await world.AskAsync<DeputyMails, IReadOnlyDictionary<Guid, string>>(deputies => deputies.PassOnAsync(summaries, Cancel));
                    var alone = passedOn.Keys.ToList();
                    await world.ChangeAsync(db => db.Mails.Where(mail => alone.Contains(mail.Id))
                        .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.Status, MailStatus.Cancelled), Cancel));
                    await world.ChangeAsync(db => db.Mails.Where(mail => mail.Kind == MailKind.WeeklySummary && mail.Status == MailStatus.Planned
                            && db.Users.Any(person => person.Id == mail.RecipientId && person.Active))
                        .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.Status, MailStatus.Accepted).SetProperty(mail => mail.AcceptedAt, at), Cancel));
                    world.Clock.SetUtcNow(at.AddMinutes(59));
                    await world.RunAsync("outbox");
                }
            }
        }
    }

    private static async Task<bool> AnythingDueAsync(RectifyDb db, DateTimeOffset at) =>
        await db.Watches.AnyAsync(watch => watch.NextReminderAt <= at || watch.NextRungAt <= at, Cancel)
        || await db.Mails.AnyAsync(mail => mail.Status == MailStatus.Planned, Cancel);

    private async Task<SortedSet<string>> OwedAsync(MailWorld world, DateTimeOffset start)
    {
        await using var db = Database.Open();
        var town = world.Round.Settings.ToTownTime();
        var end = town.InstantOf(town.DayOf(start).AddDays(7 * Weeks), TimeOnly.MinValue);
        var people = await PeopleAsync(world);
        var mails = await db.Mails.AsNoTracking().Where(mail => people.Contains(mail.RecipientId)
            && mail.PlannedAt > start && mail.PlannedAt < end && mail.Status != MailStatus.Cancelled).ToListAsync(Cancel);
        var ids = mails.ConvertAll(mail => mail.ForMailId ?? mail.Id);
        var occasions = await db.Mails.Where(mail => ids.Contains(mail.Id)).ToDictionaryAsync(mail => mail.Id, mail => mail.Occasion, Cancel);
        var told = (await (
                from link in db.MailNotices
                join notice in db.Notices on link.NoticeId equals notice.Id
                join paper in db.Papers on notice.PaperId equals paper.Id into papers
                from paper in papers.DefaultIfEmpty()
                where ids.Contains(link.MailId)
                select new { link.MailId, link.Copy, Notice = notice, Paper = paper }).ToListAsync(Cancel))
            .ToLookup(row => row.MailId);
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var mail in mails)
        {
            if (town.DayOf(mail.AcceptedAt ?? mail.DueAt) is var day && day >= town.DayOf(end))
            {
                continue;   // put off until after the weeks that were asked about
            }

            var what = told[mail.ForMailId ?? mail.Id].Where(row => row.Notice.Kind is not NoticeKind.Reminder || row.Notice.DueOn >= day)
                .Select(row => Line(row.Notice.ItemId, row.Notice.Kind, row.Notice.Step, row.Notice.DueOn, row.Paper?.Kind.ToString(), row.Notice.Late, row.Copy));
            var line = Write(day, (mail.RecipientId, mail.OnBehalfOf), (mail.Kind, occasions[mail.ForMailId ?? mail.Id]), what);
            Assert.True(lines.Add(line), $"Owed twice: {line}");
        }

        return lines;
    }

    private static Task<HashSet<Guid>> PeopleAsync(MailWorld world) => world.ReadAsync(db => db.Users.Where(person => db.Units.Any(unit =>
        unit.Id == person.UnitId && (unit.Id == world.Town || unit.ParentId == world.Town
            || db.Units.Any(town => town.Id == world.Town && town.ParentId == unit.Id)))).Select(person => person.Id).ToHashSetAsync(Cancel));

    private static string Write(ForecastMail mail)
    {
        var about = mail.OnBehalfOf is { } principal ? mail.About.Replace($":{principal:N}", "", StringComparison.Ordinal) : mail.About;
        return Write(mail.Day, (mail.Recipient, mail.OnBehalfOf), (mail.Kind, about), mail.Lines.Select(line =>
            Line(line.Item, line.Kind, line.Step, line.DueOn, line.Paper?.ToString(), line.Late, line.Copy)));
    }

    private static string Write(DateOnly day, (Guid To, Guid? For) person, (MailKind Kind, string About) what, IEnumerable<string> lines) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{day:O} {person.To:N} for {person.For:N} {what.Kind} {(what.Kind is MailKind.WeeklySummary ? what.About : "")} [{string.Join("; ", lines.Order(StringComparer.Ordinal))}]");

    private static string Line(ItemId item, NoticeKind? kind, int step, DateOnly dueOn, string? paper, bool late, bool copy) =>
        string.Create(CultureInfo.InvariantCulture, $"{item.Value:N} {kind} {step} {dueOn:O} {paper} {(late ? "late" : "")} {(copy ? "copy" : "")}");
}

public sealed class ForecastOnSqlite(SqliteDatabase database) : ForecastConformance<SqliteDatabase>(database);

public sealed class ForecastOnPostgres(PostgresDatabase database) : ForecastConformance<PostgresDatabase>(database);
