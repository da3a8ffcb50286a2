using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.StandingIn;

/// <summary>代理人: whose tasks and mails go where, what a deputy may do and what counts as whose; on every database.</summary>
public abstract class DeputiesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly Today = new(2023, 3, 14);
    private static readonly DateOnly Due = new(2023, 9, 14);

    [Fact]
    public async Task A_deputy_finds_the_persons_tasks_and_does_them_in_their_place()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        await world.ProveAsync(item);
        await DoneAsync(world, world.Official, world.OtherOfficial);
        var deputy = await ViewerAsync(world, world.OtherOfficial);

        var row = Assert.Single(await world.ReadAsync(db => new MyTasks(db).ListAsync(deputy, 0, 10, Cancel)));
        Assert.Equal((item, "Official甲"), (row.ItemId, row.InPlaceOf));
        Assert.Single(await world.ReadAsync(db => db.ItemsFor(deputy).ToListAsync(Cancel)));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(row.Id, world.OtherOfficial, "Submitted"));

        var task = await world.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(each => each.Id == row.Id, Cancel));
        Assert.Equal((world.OtherOfficial, world.Official), (task.ClosedBy, task.OnBehalfOf));
        var entry = await world.ReadAsync(db => db.Journal.AsNoTracking().SingleAsync(each => each.TaskId == row.Id, Cancel));
        Assert.Equal((world.OtherOfficial, world.Official.ToString("N")), (entry.By, JsonNode.Parse(entry.Data)?["inPlaceOf"]?.ToString()));
    }

    [Fact]
    public async Task A_stranger_and_a_deputy_outside_their_days_decide_nothing()
    {
        await using var world = await BuildAsync();
        var (first, second) = (await ImplementingAsync(world), await ImplementingAsync(world));
        await world.ProveAsync(first);
        await world.ProveAsync(second);
        await DoneAsync(world, world.Official, world.OtherOfficial, Today.AddDays(2), Today.AddDays(3));

        Assert.IsType<DecideTask.Outcome.NotYours>(await world.DecideAsync(first, world.OtherOfficial, "Submitted"));
        world.Clock.SetUtcNow(new(2023, 3, 15, 16, 0, 0, TimeSpan.Zero));   // midnight in the town: the first day begins
        Assert.IsType<DecideTask.Outcome.NotYours>(await world.DecideAsync(first, world.Verifier, "Submitted"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(first, world.OtherOfficial, "Submitted"));
        world.Clock.SetUtcNow(new(2023, 3, 17, 16, 0, 0, TimeSpan.Zero));   // midnight after the last day
        Assert.IsType<DecideTask.Outcome.NotYours>(await world.DecideAsync(second, world.OtherOfficial, "Submitted"));
    }

    [Fact]
    public async Task What_a_deputy_did_was_done_by_both_and_neither_checks_it()
    {
        await using var world = await BuildAsync();
        await GiveAsync(world, Roles.Verifier, world.Official, world.OtherOfficial);
        var item = await ImplementingAsync(world);
        await world.ProveAsync(item);
        await DoneAsync(world, world.Official, world.OtherOfficial, to: Today);
        await world.DecideAsync(item, world.OtherOfficial, "Submitted");
        world.Clock.Advance(TimeSpan.FromDays(2));

        // The deputyship is over; what was done under it stays done by both.
        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.OtherOfficial, "Passed"));
        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.Official, "Passed"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Verifier, "Passed"));
    }

    [Fact]
    public async Task A_deputy_approves_neither_what_they_nor_what_the_person_asked_for()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        await DoneAsync(world, world.Supervisor, world.Official);
        await DoneAsync(world, world.OtherSupervisor, world.Leader);
        await world.DecideAsync(item, world.Official, "ExtensionRequested", data: new() { ["reason"] = "余款年内付清。", ["newDueOn"] = "2023-12-31" });
        await world.DecideAsync(item, world.Leader, "Endorsed");

        // Official asked, Leader endorsed: neither does the second level in a supervisor's place.
        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.Official, "Granted"));
        Assert.Equal(new DecideTask.Outcome.MustDiffer("EndorseExtension"), await world.DecideAsync(item, world.Leader, "Granted"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Supervisor, "Granted"));
    }

    [Fact]
    public async Task Who_stands_in_for_the_applicant_counts_as_the_applicant_in_their_own_right_too()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");
        await DoneAsync(world, world.Official, world.Verifier);

        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.Verifier, "Passed"));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.OtherSupervisor, "Passed"));
    }

    [Fact]
    public async Task Mails_go_to_both_and_the_deputys_says_for_whom()
    {
        await using var world = await BuildAsync();
        await DoneAsync(world, world.Official, world.OtherOfficial);
        await ImplementingAsync(world);
        await SendAsync(world);
        await SendAsync(world);

        var (own, copy) = (await SentAsync(world, world.Official), await SentAsync(world, world.OtherOfficial));
        var task = Assert.Single(own, mail => mail.Subject.StartsWith("【待办】落实整改", StringComparison.Ordinal));
        var forwarded = Assert.Single(copy, mail => mail.Subject.StartsWith("【代Official甲】【待办】落实整改", StringComparison.Ordinal));
        Assert.Contains("您现在代理Official甲，这封邮件是发给Official甲的。", forwarded.TextBody, StringComparison.Ordinal);
        Assert.NotEqual(task.MessageId, forwarded.MessageId);
        Assert.Equal(2, own.Count);    // the task, and that somebody stands in
        Assert.Equal(2, copy.Count);
    }

    [Fact]
    public async Task Mails_and_tasks_go_to_the_deputy_alone_when_it_is_arranged_so()
    {
        await using var world = await BuildAsync();
        await DoneAsync(world, world.Official, world.OtherOfficial, mode: DeputyMode.DeputyOnly);
        var item = await ImplementingAsync(world);
        await SendAsync(world);

        Assert.DoesNotContain(await SentAsync(world, world.Official), mail => mail.Subject.Contains("待办", StringComparison.Ordinal));
        Assert.Single(await SentAsync(world, world.OtherOfficial), mail => mail.Subject.Contains("【待办】", StringComparison.Ordinal));
        var mail = await world.ReadAsync(db => db.Mails.AsNoTracking().SingleAsync(row => row.RecipientId == world.Official && row.Kind == MailKind.TaskOpened, Cancel));
        Assert.Equal((MailStatus.Cancelled, "由代理人代收 (goes to the deputy alone)"), (mail.Status, mail.Detail));
        Assert.Equal(0, await CountAsync(world, world.Official));
        Assert.Equal(1, await CountAsync(world, world.OtherOfficial));

        await world.ProveAsync(item);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Official, "Submitted"));
    }

    [Fact]
    public async Task A_reminder_owed_before_the_deputyship_finds_the_deputy_of_the_day_it_leaves()
    {
        await using var world = await BuildAsync();
        await ImplementingAsync(world);
        await SendAsync(world);
        world.Clock.SetUtcNow(new(2023, 9, 7, 0, 45, 0, TimeSpan.Zero));   // 5 working days before
        await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));
        await DoneAsync(world, world.Official, world.OtherOfficial, new(2023, 9, 7), new(2023, 9, 8));
        await SendAsync(world);

        var copy = Assert.Single(await SentAsync(world, world.OtherOfficial), mail => mail.Subject.Contains("到期提醒", StringComparison.Ordinal));
        Assert.Contains("分红拖欠", copy.TextBody, StringComparison.Ordinal);
        world.Clock.SetUtcNow(new(2023, 9, 13, 0, 45, 0, TimeSpan.Zero));   // the last reminder; the deputyship is over
        await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));
        await SendAsync(world);
        Assert.Single(await SentAsync(world, world.OtherOfficial), mail => mail.Subject.Contains("到期提醒", StringComparison.Ordinal));
        Assert.Equal(2, (await SentAsync(world, world.Official)).Count(mail => mail.Subject.Contains("到期提醒", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Both_are_told_once_when_it_begins_and_it_ends_by_itself_with_a_trace()
    {
        await using var world = await BuildAsync();
        var id = await DoneAsync(world, world.Official, world.OtherOfficial, Today.AddDays(1), Today.AddDays(2));
        Assert.Empty(await world.ReadAsync(db => db.Mails.Where(mail => mail.Kind == MailKind.Deputy && mail.RecipientId == world.Official).ToListAsync(Cancel)));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Task.WhenAll(TendAsync(world), TendAsync(world));
        await TendAsync(world);
        await SendAsync(world);

        Assert.Single(await SentAsync(world, world.Official), mail => mail.Subject.StartsWith("【代理通知】", StringComparison.Ordinal));
        Assert.Single(await SentAsync(world, world.OtherOfficial), mail => mail.Subject.StartsWith("【代理通知】", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await TendAsync(world);
        await TendAsync(world);
        var row = await world.ReadAsync(db => db.Deputyships.AsNoTracking().SingleAsync(each => each.Id == id, Cancel));
        Assert.NotNull(row.EndedAt);
        Assert.Null(row.EndedBy);
        Assert.Equal(["deputy.arranged", "deputy.began", "deputy.ended"], await TraceAsync(world, id));
    }

    [Fact]
    public async Task Ended_before_its_time_it_counts_no_more_and_both_are_told()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        var id = await DoneAsync(world, world.Official, world.OtherOfficial);
        await using var scope = world.Services.CreateAsyncScope();
        var arrange = scope.ServiceProvider.GetRequiredService<ArrangeDeputy>();

        Assert.IsType<ArrangeDeputy.Outcome.NotAllowed>(await arrange.EndAsync(await ViewerAsync(world, world.OtherOfficial), id, Cancel));
        Assert.IsType<ArrangeDeputy.Outcome.Done>(await arrange.EndAsync(await ViewerAsync(world, world.Official), id, Cancel));
        Assert.IsType<ArrangeDeputy.Outcome.NoSuchPerson>(await arrange.EndAsync(await ViewerAsync(world, world.Official), id, Cancel));
        await SendAsync(world);

        Assert.IsType<DecideTask.Outcome.NotYours>(await world.DecideAsync(item, world.OtherOfficial, "Submitted"));
        Assert.Single(await SentAsync(world, world.OtherOfficial), mail => mail.Subject.StartsWith("【代理结束】", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deputy_who_has_left_is_ignored_and_the_administrators_are_told()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        var id = await DoneAsync(world, world.Official, world.OtherOfficial, mode: DeputyMode.DeputyOnly);
        await world.RunAsync<ChangePerson>(async change => Assert.IsType<PersonChange.Done>(
            await change.SetActiveAsync(world.Administrator, world.OtherOfficial, active: false, Cancel)));
        await TendAsync(world);
        await SendAsync(world);

        Assert.Equal(1, await CountAsync(world, world.Official));
        Assert.Single(await SentAsync(world, world.Official), mail => mail.Subject.StartsWith("【待办】", StringComparison.Ordinal));
        Assert.Single(await SentAsync(world, world.Administrator), mail => mail.Subject.StartsWith("【代理人离岗】", StringComparison.Ordinal));
        Assert.Equal(["deputy.arranged", "deputy.began", "deputy.left"], await TraceAsync(world, id));
        Assert.Equal("ImplementItem", (await world.OpenTaskAsync(item)).Kind);
    }

    [Fact]
    public async Task Chains_overlaps_and_nonsense_are_refused_and_others_may_not_arrange()
    {
        await using var world = await BuildAsync();
        await DoneAsync(world, world.Official, world.OtherOfficial, Today, Today.AddDays(9));

        Assert.Equal([DeputyProblem.Overlaps], await RefusedAsync(world, world.Official, world.Verifier, Today.AddDays(9), Today.AddDays(12)));
        Assert.Equal([DeputyProblem.Chain], await RefusedAsync(world, world.OtherOfficial, world.Verifier, Today.AddDays(9), Today.AddDays(9)));
        Assert.Equal([DeputyProblem.Chain], await RefusedAsync(world, world.Leader, world.Official, Today.AddDays(9), Today.AddDays(9)));
        Assert.Equal([DeputyProblem.SamePerson], await RefusedAsync(world, world.Leader, world.Leader, Today, Today));
        Assert.Equal([DeputyProblem.DaysReversed], await RefusedAsync(world, world.Leader, world.Verifier, Today.AddDays(2), Today.AddDays(1)));
        Assert.Equal([DeputyProblem.BeginsInThePast], await RefusedAsync(world, world.Leader, world.Verifier, Today.AddDays(-1), Today));
        Assert.Equal([DeputyProblem.TooLong], await RefusedAsync(world, world.Leader, world.Verifier, Today, Today.AddDays(366)));
        Assert.Equal([DeputyProblem.ReasonMissing], await RefusedAsync(world, world.Leader, world.Verifier, Today, Today, reason: " "));
        await DoneAsync(world, world.OtherOfficial, world.Verifier, Today.AddDays(10), Today.AddDays(10));

        Assert.IsType<ArrangeDeputy.Outcome.NotAllowed>(await ArrangeAsync(world, world.OtherOfficial, world.Leader, world.Verifier, Today, Today));
        Assert.IsType<ArrangeDeputy.Outcome.NotAllowed>(await ArrangeAsync(world, world.Leader, world.Supervisor, world.Verifier, Today, Today));
        Assert.IsType<ArrangeDeputy.Outcome.Done>(await ArrangeAsync(world, world.Leader, world.Official, world.Verifier, Today.AddDays(20), Today.AddDays(21)));
        Assert.IsType<ArrangeDeputy.Outcome.Done>(await ArrangeAsync(world, world.Administrator, world.Supervisor, world.OtherSupervisor, Today, Today));
    }

    [Fact]
    public async Task Of_two_deputies_arranged_at_the_same_moment_for_the_same_days_one_is()
    {
        await using var world = await BuildAsync();
        var people = new[] { world.OtherOfficial, world.Verifier, world.Supervisor, world.OtherSupervisor };

        var outcomes = await Task.WhenAll(people.Select(person => Task.Run(() => ArrangeAsync(world, world.Official, world.Official, person, Today, Today.AddDays(3)))));

        Assert.Single(outcomes.OfType<ArrangeDeputy.Outcome.Done>());
        Assert.All(outcomes.OfType<ArrangeDeputy.Outcome.Refused>(), refused => Assert.Equal([DeputyProblem.Overlaps], refused.Problems));
        Assert.Equal(1, await world.ReadAsync(db => db.Deputyships.CountAsync(row => row.PrincipalId == world.Official, Cancel)));
    }

    [Fact]
    public async Task A_role_is_not_lent()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        await DoneAsync(world, world.Supervisor, world.OtherOfficial);
        var deputy = await ViewerAsync(world, world.OtherOfficial);

        Assert.False(deputy.Is(Roles.Supervisor));
        await world.RunAsync<WithdrawItem>(async withdraw =>
            Assert.IsType<WithdrawItem.Outcome.NotAllowed>(await withdraw.RunAsync(item, deputy, "撤回试试", Cancel)));
        await world.RunAsync<UrgeItems>(async urge => Assert.IsType<UrgeItems.Outcome.NotAllowed>(await urge.RunAsync(new([item], null, deputy), Cancel)));
    }

    private Task<World> BuildAsync() => World.BuildAsync(Database, services =>
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddPeople();
    });

    private static async Task<ItemId> ImplementingAsync(World world)
    {
        var item = await world.StartAsync(Due);
        await world.DecideAsync(item, world.Leader, "Assigned");
        return item;
    }

    private static async Task<ArrangeDeputy.Outcome> ArrangeAsync(
        World world, Guid by, Guid principal, Guid deputy, DateOnly from, DateOnly to, DeputyMode mode = DeputyMode.Both, string reason = "外出学习")
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ArrangeDeputy>()
            .RunAsync(new(await ViewerAsync(world, by), principal, deputy, from, to, reason, mode), Cancel);
    }

    private static async Task<Guid> DoneAsync(
        World world, Guid principal, Guid deputy, DateOnly? from = null, DateOnly? to = null, DeputyMode mode = DeputyMode.Both) =>
        Assert.IsType<ArrangeDeputy.Outcome.Done>(
            await ArrangeAsync(world, principal, principal, deputy, from ?? Today, to ?? from ?? Today.AddDays(5), mode)).Id;

    private static async Task<IReadOnlyList<DeputyProblem>> RefusedAsync(
        World world, Guid principal, Guid deputy, DateOnly from, DateOnly to, string reason = "外出学习") =>
        Assert.IsType<ArrangeDeputy.Outcome.Refused>(await ArrangeAsync(world, principal, principal, deputy, from, to, reason: reason)).Problems;

    private static Task TendAsync(World world) => world.RunAsync<TendDeputies>(job => job.RunAsync(Cancel));

    private static Task SendAsync(World world) => world.RunAsync<DispatchOutbox>(outbox => outbox.SendDueAsync(Cancel));

    private static async Task<IReadOnlyList<Sent>> SentAsync(World world, Guid person)
    {
        var sources = await world.ReadAsync(db => (
            from mail in db.Mails
            join source in db.MailSources on mail.Id equals source.MailId
            where mail.RecipientId == person && mail.Status == MailStatus.Accepted
            select source).AsNoTracking().ToListAsync(Cancel));
        return [.. sources.Select(source => MimeMessage.Load(new MemoryStream(source.Read()))).Select(message => new Sent(message.Subject ?? "", message.TextBody ?? "", message.MessageId))];
    }

    private sealed record Sent(string Subject, string TextBody, string? MessageId);

    private static async Task<int> CountAsync(World world, Guid person)
    {
        var viewer = await ViewerAsync(world, person);
        return await world.ReadAsync(db => new MyTasks(db).CountAsync(viewer, Cancel));
    }

    private static Task<List<string>> TraceAsync(World world, Guid id) => world.ReadAsync(db => db.Journal.AsNoTracking()
        .Where(entry => entry.Kind.StartsWith("deputy.") && entry.Data.Contains(id.ToString("N"))).OrderBy(entry => entry.Id)
        .Select(entry => entry.Kind).ToListAsync(Cancel));

    private static async Task<Viewer> ViewerAsync(World world, Guid person) =>
        await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel) ?? throw new InvalidOperationException("Nobody.");

    private static async Task GiveAsync(World world, string role, params Guid[] people)
    {
        await world.ReadAsync(async db =>
        {
            var id = await db.Roles.Where(row => row.Name == role).Select(row => row.Id).SingleAsync(Cancel);
            db.UserRoles.AddRange(people.Select(person => new Microsoft.AspNetCore.Identity.IdentityUserRole<Guid> { UserId = person, RoleId = id }));
            return await db.SaveChangesAsync(Cancel);
        });
        world.Services.GetRequiredService<PeopleDirectory>().Forget();
    }
}

public sealed class DeputiesOnSqlite(SqliteDatabase database) : DeputiesConformance<SqliteDatabase>(database);

public sealed class DeputiesOnPostgres(PostgresDatabase database) : DeputiesConformance<PostgresDatabase>(database);
