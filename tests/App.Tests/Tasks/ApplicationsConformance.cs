using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Tests.Deciding;

/// <summary>延期 and 转长期: what an application needs, who answers it and what counts meanwhile; on every database.</summary>
public abstract class ApplicationsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly Due = new(2023, 9, 14);
    private static readonly DateOnly Later = new(2023, 12, 31);

    [Fact]
    public async Task An_extension_is_endorsed_by_the_leader_and_granted_by_the_supervisor_and_only_then_counts()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AskedAsync(world);

        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Leader, "Endorsed", "情况属实，已付一部分，同意上报。"));
        var between = await world.ItemAsync(item);
        var watched = await WatchAsync(world, item);
        var second = await world.OpenTaskAsync(item);
        Assert.Equal((ItemStatus.DecidingExtension, Due, (Due, 10)), (between.Status, between.DueOn, (watched.DueOn, watched.NextReminderStep)));
        Assert.Equal(("DecideExtension", Roles.Supervisor), (second.Kind, second.Role));
        Assert.Equal([world.Leader], await ToldAsync(world, item, "EndorseExtension"));
        Assert.Equal(new[] { world.Supervisor, world.OtherSupervisor }.Order(), await ToldAsync(world, item, "DecideExtension"));

        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Supervisor, "Granted"));
        var granted = await world.ItemAsync(item);
        watched = await WatchAsync(world, item);
        Assert.Equal((ItemStatus.Implementing, Later, Due), (granted.Status, granted.DueOn, granted.OriginalDueOn));
        Assert.Equal((Later, 0, (int?)10), (watched.DueOn, watched.RungsDone, watched.NextReminderStep));
        Assert.True(watched.NextReminderAt > new DateTimeOffset(2023, 12, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal([world.Official], await world.ReadAsync(db => db.Mails.AsNoTracking()
            .Where(mail => mail.Kind == MailKind.Decision && mail.ItemId == (ItemId?)item).Select(mail => mail.RecipientId).ToListAsync(Cancel)));
    }

    [Fact]
    public async Task Neither_the_applicant_nor_the_first_approver_decides_at_the_second_level()
    {
        await using var world = await World.BuildAsync(Database);
        await GiveAsync(world, Roles.Supervisor, world.Official, world.Leader);
        var item = await AskedAsync(world);
        await world.DecideAsync(item, world.Leader, "Endorsed");

        Assert.Equal(new DecideTask.Outcome.MustDiffer("EndorseExtension"), await world.DecideAsync(item, world.Leader, "Granted"));
        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.Official, "Granted"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Supervisor, "Granted"));

        // Who granted one extension may grant the next: only the levels of one application differ.
        await AskAsync(world, item, new(2024, 3, 31));
        await world.DecideAsync(item, world.Leader, "Endorsed");
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Supervisor, "Granted"));
    }

    [Fact]
    public async Task An_applicant_who_leads_the_unit_does_not_endorse_their_own_application()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await ImplementingAsync(world);
        await world.ReadAsync(async db =>
        {
            var stored = await db.Items.SingleAsync(row => row.Id == item, Cancel);
            db.Entry(stored).ComplexProperty(row => row.Duty).CurrentValue = stored.Duty with { ResponsibleLeader = stored.Duty.ResponsiblePerson };
            return await db.SaveChangesAsync(Cancel);
        });
        await AskAsync(world, item, Later);

        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.Official, "Endorsed"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_refusal_at_either_level_needs_an_opinion_and_leaves_the_date_as_it_was(int level)
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AskedAsync(world);
        if (level == 2)
        {
            await world.DecideAsync(item, world.Leader, "Endorsed");
        }

        var decider = level == 1 ? world.Leader : world.Supervisor;
        Assert.IsType<DecideTask.Outcome.OpinionTooShort>(await world.DecideAsync(item, decider, "Refused", "不行"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, decider, "Refused", "离期限还早，应当按期完成，不同意延期。"));

        var after = await world.ItemAsync(item);
        Assert.Equal((ItemStatus.Implementing, Due, ApplicationOutcome.Refused), (after.Status, after.DueOn, Assert.Single(after.Applications).Outcome));
        Assert.Equal("ImplementItem", (await world.OpenTaskAsync(item)).Kind);
    }

    [Fact]
    public async Task Of_two_applications_made_at_the_same_moment_one_is_pending()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await ImplementingAsync(world);
        var task = (await world.OpenTaskAsync(item)).Id;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => number % 2 == 0
            ? world.DecideAsync(task, world.Official, "ExtensionRequested", data: Extension(Later))
            : world.DecideAsync(task, world.Official, "ConversionRequested", data: Conversion()))));

        Assert.Single(outcomes.OfType<DecideTask.Outcome.Done>());
        Assert.Equal(5, outcomes.OfType<DecideTask.Outcome.AlreadyDecided>().Count());
        Assert.Single((await world.ItemAsync(item)).Applications);
        Assert.Equal("EndorseExtension", (await world.OpenTaskAsync(item)).Kind);
    }

    [Fact]
    public async Task Until_it_is_granted_reminders_and_ladder_go_on_by_the_first_date()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AskedAsync(world);

        for (var day = new DateOnly(2023, 8, 30); day <= new DateOnly(2023, 9, 20); day = day.AddDays(1))
        {
            world.Clock.SetUtcNow(new(day.ToDateTime(new(0, 45)), TimeSpan.Zero));
            await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));
            await world.RunAsync<EscalateOverdue>(job => job.RunAsync(Cancel));
        }

        var notices = await world.ReadAsync(db => db.Notices.AsNoTracking().Where(notice => notice.ItemId == item).OrderBy(notice => notice.FiredAt).ToListAsync(Cancel));
        Assert.Equal([10, 5, 3, 1], notices.Where(notice => notice.Kind == NoticeKind.Reminder).Select(notice => notice.Step));
        Assert.Equal([1, 2], notices.Where(notice => notice.Kind == NoticeKind.Rung).Select(notice => notice.Step));
        Assert.All(notices, notice => Assert.Equal(Due, notice.DueOn));
        Assert.True((await world.ItemAsync(item)).IsOverdue(new(2023, 9, 15)));

        await world.DecideAsync(item, world.Leader, "Endorsed");
        await world.DecideAsync(item, world.Supervisor, "Granted");
        var watch = await WatchAsync(world, item);
        Assert.Equal((Later, 0), (watch.DueOn, watch.RungsDone));
        Assert.False((await world.ItemAsync(item)).IsOverdue(new(2023, 9, 25)));
    }

    [Theory]
    [InlineData("2023-09-14", false)]
    [InlineData("2023-09-15", true)]
    public async Task An_application_after_the_due_date_is_marked_late_to_everybody_who_decides(string on, bool late)
    {
        await using var world = await World.BuildAsync(Database);
        var item = await ImplementingAsync(world);
        world.Clock.SetUtcNow(new(DateOnly.Parse(on, null).ToDateTime(new(8, 0)), TimeSpan.Zero));
        await AskAsync(world, item, Later);

        Assert.Equal(late, (await world.ItemAsync(item)).PendingApplication?.Late);
        await world.DecideAsync(item, world.Leader, "Endorsed");
        await world.DecideAsync(item, world.Supervisor, "Refused", "已经超过期限，继续按原定时限认定。");
        var decision = await world.ReadAsync(db => db.Mails.AsNoTracking().SingleAsync(mail => mail.Kind == MailKind.Decision && mail.ItemId == (ItemId?)item, Cancel));
        Assert.Equal((DateOnly.Parse(on, null), late), (MailPlan.Read<DecisionData>(decision).AskedOn, MailPlan.Read<DecisionData>(decision).AskedLate));
    }

    [Fact]
    public async Task A_conversion_goes_through_both_levels_and_keeps_its_goal_its_review_and_its_expected_end()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await ImplementingAsync(world);
        var incomplete = Conversion();
        incomplete.Remove("expectedFinalOn");
        Assert.Equal(ItemRule.ExpectedFinalTooEarly, Assert.IsType<DecideTask.Outcome.RuleBroken>(
            await world.DecideAsync(item, world.Official, "ConversionRequested", data: incomplete)).Rule);

        await world.DecideAsync(item, world.Official, "ConversionRequested", data: Conversion());
        await world.DecideAsync(item, world.Leader, "Endorsed");
        Assert.Equal(ItemStatus.DecidingConversion, (await world.ItemAsync(item)).Status);
        await world.DecideAsync(item, world.Supervisor, "Granted");

        var after = await world.ItemAsync(item);
        var application = Assert.Single(after.Applications);
        Assert.Equal((ItemStatus.LongTerm, TimeLimitKind.LongTerm, (DateOnly?)new(2023, 12, 5)), (after.Status, after.TimeLimit, after.NextReviewOn));
        Assert.Equal(("台账更新，制度上墙", (DateOnly?)new(2024, 12, 31), (ApplicationOutcome?)ApplicationOutcome.Granted),
            (application.StageGoal, application.ExpectedFinalOn, application.Outcome));
        Assert.Equal((null, null), ((await WatchAsync(world, item)).NextReminderAt, (await WatchAsync(world, item)).NextRungAt));
    }

    [Fact]
    public async Task An_item_without_a_due_date_is_never_overdue()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await ImplementingAsync(world, dueOn: null, TimeLimitKind.LongTerm);
        var tasks = await world.OpenTaskAsync(item);
        world.Clock.SetUtcNow(new(2035, 6, 1, 0, 45, 0, TimeSpan.Zero));
        await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));
        await world.RunAsync<EscalateOverdue>(job => job.RunAsync(Cancel));
        var (today, viewer) = (new DateOnly(2035, 6, 1), await ViewerAsync(world, world.Official));

        Assert.Null((await world.ItemAsync(item)).DueOn);
        Assert.Equal(0, (await world.ReadAsync(db => new LedgerQueries(db).FiguresAsync(viewer, today, Cancel))).Overdue);
        Assert.Equal(0, await world.ReadAsync(db => new LedgerQueries(db).CountAsync(viewer, new() { Overdue = true }, today, Cancel)));
        Assert.Equal(0, await world.ReadAsync(db => new MyTasks(db).OverdueAsync(viewer, today, Cancel)));
        Assert.Empty(await world.ReadAsync(db => db.Notices.Where(notice => notice.ItemId == item).ToListAsync(Cancel)));
        var rows = await world.ReadAsync(db => WeeklyRows.LoadAsync(db, world.Round, Cancel));
        await using var scope = world.Services.CreateAsyncScope();
        var span = SummarySpan.Of(SummaryRhythm.Weekly, new(today, world.Clock.GetUtcNow()), new(2023, 3, 14),
            new Domain.Rounds.RoundSettings().ToTownTime(), scope.ServiceProvider.GetRequiredService<Domain.Deadlines.WorkingCalendar>());
        Assert.Equal(0, WeeklyFigures.Of([.. rows.Select(row => row.Row)], span).All.Overdue);
        Assert.Equal(ItemRule.NoDueDateToExtend, Assert.IsType<DecideTask.Outcome.RuleBroken>(
            await world.DecideAsync(tasks.Id, world.Official, "ExtensionRequested", data: Extension(Later))).Rule);
    }

    private static JsonObject Extension(DateOnly to) => new() { ["reason"] = "企业回款慢，余款年内付清。", ["newDueOn"] = to.ToString("yyyy-MM-dd", null) };

    private static JsonObject Conversion() => new()
    {
        ["reason"] = "涉及历史遗留问题。",
        ["stageGoal"] = "台账更新，制度上墙",
        ["nextReviewOn"] = "2023-12-05",
        ["expectedFinalOn"] = "2024-12-31",
    };

    private static async Task<ItemId> ImplementingAsync(World world, DateOnly? dueOn, TimeLimitKind limit = TimeLimitKind.Concentrated)
    {
        var item = await world.StartAsync(dueOn, limit);
        await world.DecideAsync(item, world.Leader, "Assigned");
        return item;
    }

    private static Task<ItemId> ImplementingAsync(World world) => ImplementingAsync(world, Due);

    private static async Task<ItemId> AskedAsync(World world)
    {
        var item = await ImplementingAsync(world);
        await AskAsync(world, item, Later);
        return item;
    }

    private static async Task AskAsync(World world, ItemId item, DateOnly to) => Assert.IsType<DecideTask.Outcome.Done>(
        await world.DecideAsync(item, world.Official, "ExtensionRequested", data: Extension(to)));

    private static Task<ItemWatch> WatchAsync(World world, ItemId item) =>
        world.ReadAsync(db => db.Watches.AsNoTracking().SingleAsync(row => row.ItemId == item, Cancel));

    private static Task<List<Guid>> ToldAsync(World world, ItemId item, string kind) => world.ReadAsync(db => (
        from mail in db.Mails.AsNoTracking()
        join task in db.Tasks on mail.TaskId equals task.Id
        where mail.Kind == MailKind.TaskOpened && task.ItemId == item && task.Kind == kind
        orderby mail.RecipientId
        select mail.RecipientId).ToListAsync(Cancel));

    private static async Task<Viewer> ViewerAsync(World world, Guid person) =>
        await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel) ?? throw new InvalidOperationException("Nobody.");

    private static async Task GiveAsync(World world, string role, params Guid[] people)
    {
        await world.ReadAsync(async db =>
        {
            var id = await db.Roles.Where(row => row.Name == role).Select(row => row.Id).SingleAsync(Cancel);
            db.UserRoles.AddRange(people.Select(person => new IdentityUserRole<Guid> { UserId = person, RoleId = id }));
            return await db.SaveChangesAsync(Cancel);
        });
        world.Services.GetRequiredService<PeopleDirectory>().Forget();
    }
}

public sealed class ApplicationsOnSqlite(SqliteDatabase database) : ApplicationsConformance<SqliteDatabase>(database);

public sealed class ApplicationsOnPostgres(PostgresDatabase database) : ApplicationsConformance<PostgresDatabase>(database);
