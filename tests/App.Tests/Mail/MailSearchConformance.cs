using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>"Was X told about Y, when, and why?", asked of the ledger, each within their rights.</summary>
public abstract class MailSearchConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private protected static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4);
    private static readonly DateTimeOffset Sent = MailWorld.Local(2023, 12, 5, 9, 30);

    [Fact]
    public async Task One_search_answers_whether_and_when_somebody_was_told_of_an_item_by_what_their_mails_really_named()
    {
        await using var world = await WorldAsync();
        var name = await RenameAsync(world, world.Official);
        var (open, closed) = (await world.ItemAsync(8801, new(2023, 12, 8)), await world.ItemAsync(8802, new(2023, 12, 8)));
        await world.RunAsync(Sent, "reminders");
        await world.MoveAsync(closed, ItemTrigger.Submit);
        await world.RunAsync("outbox");

        var told = await AnswerAsync(world, name, "8801");
        var untold = await AnswerAsync(world, name, "第8802项");

        Assert.Equal((true, 1, Sent, Sent), (told?.Told, told?.Times, told?.First, told?.Last));
        Assert.Equal((false, 0, null), (untold?.Told, untold?.Times, untold?.First));
        Assert.Null(await AnswerAsync(world, name, null));
        Assert.Null(await AnswerAsync(world, null, "8801"));
    }

    [Fact]
    public async Task The_answer_tells_what_is_known_from_what_is_not()
    {
        await using var world = await WorldAsync();
        var name = await RenameAsync(world, world.Official);
        var item = await world.ItemAsync(8803, new(2023, 12, 31));
        world.Transport.Next(() => new Delivery.Uncertain("broke"), () => new Delivery.Refused("550"));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var task = await world.TaskAsync(item);
            await world.ChangeAsync(db => Task.FromResult(db.Mails.Add(MailPlan.TaskOpened(world.Official, task, world.Clock.GetUtcNow()))));
            await world.RunAsync("outbox");
        }

        var waiting = await world.TaskAsync(item);
        await world.ChangeAsync(db => Task.FromResult(db.Mails.Add(MailPlan.TaskOpened(world.Official, waiting, Start))));

        Assert.Equal(new MailAnswer(1, Start, Start, 1, 1, 1, 0), await AnswerAsync(world, name, "扶贫项目分红款催收不到位(8803)"));
        Assert.Equal(4, await CountAsync(world, await AdministratorAsync(world), new(name, "8803")));
        Assert.Equal(1, await CountAsync(world, await AdministratorAsync(world), new(name, "8803", Status: MailStatus.Uncertain)));
        Assert.Equal(0, await CountAsync(world, await AdministratorAsync(world), new(name, "8803", Kind: MailKind.Reminder)));
        Assert.Equal(4, await CountAsync(world, await AdministratorAsync(world), new(name, From: Start, Until: Start.AddDays(1))));
        Assert.Equal(0, await CountAsync(world, await AdministratorAsync(world), new(name, Until: Start)));
        Assert.Equal(0, await CountAsync(world, await AdministratorAsync(world), new(name, From: Start.AddDays(1))));
    }

    [Fact]
    public async Task Officials_see_their_own_leaders_their_units_supervisors_the_rounds_and_administrators_all()
    {
        await using var world = await WorldAsync();
        var stranger = await OutsiderAsync(world);
        var subject = $"人人有份{Guid.CreateVersion7():N}";
        foreach (var (person, at) in new[] { world.Official, world.Leader, world.Secretary, stranger }.Select((person, at) => (person, at)))
        {
            await world.OweAsync(person, $"scope-{at}", subject);
        }

        await world.RunAsync("outbox");

        var counts = new List<int>();
        foreach (var person in new[] { world.Official, world.Leader, world.Secretary, world.Supervisor, (await AdministratorAsync(world)).Id, stranger })
        {
            counts.Add(await CountAsync(world, await ViewerAsync(world, person), new(Text: subject)));
        }

        Assert.Equal("1 2 3 3 4 1", string.Join(" ", counts));
        var foreign = await world.ReadAsync(db => db.Mails.Where(mail => mail.RecipientId == stranger).Select(mail => mail.Id).SingleAsync(Cancel));
        Assert.Null(await FindAsync(world, world.Leader, foreign));
        Assert.NotNull(await FindAsync(world, stranger, foreign));
    }

    [Fact]
    public async Task Why_is_answered_with_the_item_the_rule_its_offset_its_day_and_that_it_came_late()
    {
        await using var world = await WorldAsync();
        var (punctual, late) = (await world.ItemAsync(5, new(2023, 12, 8)), await world.ItemAsync(6, new(2023, 12, 11)));
        var dropped = await world.ItemAsync(7, new(2023, 12, 8));
        // Friday's reminder of the first two falls due on Tuesday the 5th; that of the third on Wednesday, when all was down.
        await world.RunAsync(Sent, "reminders");
        await world.MoveAsync(dropped, ItemTrigger.Submit);
        await world.RunAsync("outbox");
        await world.RunAsync(MailWorld.Local(2023, 12, 7, 9, 30), "reminders", "outbox");

        var mails = await world.MailsAsync(MailKind.Reminder);
        var first = await ReasonsAsync(world, mails[0].Id);
        var second = Assert.Single(await ReasonsAsync(world, mails[1].Id), reason => reason.ItemId == late);

        Assert.Equal([(punctual, 5, true), (dropped, 7, false)], first.Select(reason => (reason.ItemId ?? default, reason.Number ?? 0, reason.Named ?? false)));
        Assert.All(first, reason => Assert.Equal(
            (MailRule.Reminder, 3, false, new DateOnly(2023, 12, 8), new DateOnly(2023, 12, 5), new DateOnly(2023, 12, 5), false),
            (reason.Rule, reason.Offset, reason.InCalendarDays, reason.DueOn, reason.PlannedOn, reason.FiredOn, reason.Late)));
        Assert.Equal((3, new DateOnly(2023, 12, 6), new DateOnly(2023, 12, 7), true), (second.Offset, second.PlannedOn, second.FiredOn, second.Late));
    }

    [Fact]
    public async Task Every_kind_of_mail_knows_its_reason()
    {
        await using var world = await WorldAsync();
        var item = await world.ItemAsync(5, new(2023, 12, 31));
        var task = await world.TaskAsync(item);
        LedgerMail[] mails =
        [
            MailPlan.TaskOpened(world.Official, task, Start), MailPlan.TasksOpened(world.Official, "why", [task.Id], Start),
            MailPlan.Decision(world.Official, item, task.Id, new(ItemTrigger.Return, world.Leader, new(2023, 12, 4), "缺材料"), Start),
            MailPlan.FromWorkflow(world.Official, "why", item, "s", "b", Start), MailPlan.Incident(world.Official, "why-not", item, task.InstanceId, "s", "b", Start),
            MailPlan.Weekly(world.Official, new(world.Round.Id.Value, "2023-W49", new(2023, 12, 4), WeeklyScope.Own), Start),
            MailPlan.Notice(world.Official, "template:x", new("x", 1, "e"), Start), MailPlan.Test(world.Official, new(MailKind.Reminder, "zh-CN"), Start),
        ];
        await world.ChangeAsync(db => { db.Mails.AddRange(mails); return Task.CompletedTask; });

        var reasons = new List<MailReason>();
        foreach (var mail in mails)
        {
            reasons.Add(Assert.Single(await ReasonsAsync(world, mail.Id)));
        }

        Assert.Equal(
            [MailRule.Task, MailRule.Task, MailRule.Decision, MailRule.Workflow, MailRule.Incident, MailRule.Summary, MailRule.Platform, MailRule.Test],
            reasons.Select(reason => reason.Rule));
        Assert.All(reasons, reason => Assert.Equal(new DateOnly(2023, 12, 4), reason.PlannedOn));
        Assert.All(reasons.Take(5), reason => Assert.Equal(item, reason.ItemId));
        Assert.Equal(("分管农业副镇长", "Return"), (reasons[2].By, reasons[2].What));
        Assert.Equal("核查退回", MailReasons.DecisionName(reasons[2].What, "zh-CN"));
    }

    private protected static Task<Viewer> ViewerAsync(MailWorld world, Guid person) => world.AskAsync<PeopleDirectory, Viewer>(async people =>
        await people.ViewerAsync(person, Cancel) ?? throw new InvalidOperationException($"{person} is nobody."));

    private protected static async Task<Viewer> AdministratorAsync(MailWorld world) =>
        await ViewerAsync(world, await world.AddPersonAsync("管理员", world.Town, Roles.Administrator));

    private protected Task<MailWorld> WorldAsync() => MailWorld.CreateAsync(Database, Start);

    private static async Task<MailAnswer?> AnswerAsync(MailWorld world, string? person, string? item)
    {
        var viewer = await AdministratorAsync(world);
        return await world.AskAsync<MailQueries, MailAnswer?>(mails => mails.AnswerAsync(viewer, new(person, item), Cancel));
    }

    private static Task<int> CountAsync(MailWorld world, Viewer viewer, MailFilter filter) =>
        world.AskAsync<MailQueries, int>(mails => mails.CountAsync(viewer, filter, Cancel));

    private static async Task<MailRow?> FindAsync(MailWorld world, Guid person, Guid mail)
    {
        var viewer = await ViewerAsync(world, person);
        return await world.AskAsync<MailQueries, MailRow?>(mails => mails.FindAsync(viewer, mail, Cancel));
    }

    private static Task<IReadOnlyList<MailReason>> ReasonsAsync(MailWorld world, Guid mail) =>
        world.AskAsync<MailReasons, IReadOnlyList<MailReason>>(reasons => reasons.OfAsync(mail, Cancel));

    /// <summary>A name nobody else in the shared database has.</summary>
    private static async Task<string> RenameAsync(MailWorld world, Guid person)
    {
        var name = $"李四{Guid.CreateVersion7():N}";
        await world.ChangeAsync(async db => (await db.Users.SingleAsync(row => row.Id == person, Cancel)).DisplayName = name);
        return name;
    }

    /// <summary>Somebody of another district.</summary>
    private static async Task<Guid> OutsiderAsync(MailWorld world)
    {
        var elsewhere = Guid.CreateVersion7();
        await world.ChangeAsync(db => Task.FromResult(db.Units.Add(new() { Id = elsewhere, Name = "另一区", Kind = UnitKind.District, Path = Unit.PathOf(elsewhere, null) })));
        return await world.AddPersonAsync("外区人员", elsewhere, Roles.Official);
    }
}

public sealed class MailSearchOnSqlite(SqliteDatabase database) : MailSearchConformance<SqliteDatabase>(database);

public sealed class MailSearchOnPostgres(PostgresDatabase database) : MailSearchConformance<PostgresDatabase>(database)
{
    /// <summary>Enough rows that reading them all would be the dearer way; the plans are the same with a million.</summary>
    private const int Rows = 60_000;

    [Fact]
    public async Task Searches_of_a_large_ledger_go_by_indexes()
    {
        await using var world = await WorldAsync();
        var viewer = await AdministratorAsync(world);
        var item = await world.ItemAsync(9900, new(2024, 12, 31));
        var person = $"李四{Guid.CreateVersion7():N}";
        await world.ChangeAsync(async db => (await db.Users.SingleAsync(row => row.Id == world.Official, Cancel)).DisplayName = person);
        await world.ReadAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync(string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO mails (id, kind, recipient_id, occasion, data, status, planned_at, due_at, attempts, resent, subject)
                SELECT gen_random_uuid(), n % 7, gen_random_uuid(), 'bulk:' || n, '[]', CASE WHEN n % 500 = 0 THEN 4 ELSE 2 END,
                    timestamptz '2020-01-01' + n * interval '10 minutes', timestamptz '2020-01-01', 1, 0, 'subject ' || n
                FROM generate_series(1, {Rows}) AS n
                """), Cancel);
            await db.Database.ExecuteSqlRawAsync("INSERT INTO mail_items SELECT id, gen_random_uuid() FROM mails WHERE occasion LIKE 'bulk:%'", Cancel);
            return await db.Database.ExecuteSqlRawAsync("ANALYZE", Cancel);
        });

        foreach (var filter in new MailFilter[]
        {
            new(), new(person), new(person, "9900"), new(Item: "9900"), new(Status: MailStatus.Failed), new(Kind: MailKind.Workflow), new(Until: Start.AddYears(-2)),
        })
        {
            var plan = await world.AskAsync<MailQueries, string>(async mails => await PlanAsync(await mails.QueryAsync(viewer, filter, (0, 50), Cancel)));
            Assert.False(plan.Contains("Seq Scan on mails", StringComparison.Ordinal) || plan.Contains("Seq Scan on mail_items", StringComparison.Ordinal), $"{filter}:\n{plan}");
        }

        await world.ChangeAsync(db => db.Mails.Where(mail => mail.Occasion.StartsWith("bulk:")).ExecuteDeleteAsync(Cancel));
        Assert.NotEqual(default, item);
    }

    private static async Task<string> PlanAsync(IQueryable<MailRow> query)
    {
        await using var command = query.CreateDbCommand();
        command.CommandText = $"EXPLAIN {command.CommandText}";
        await (command.Connection ?? throw new InvalidOperationException("The command has no connection.")).OpenAsync(Cancel);
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
