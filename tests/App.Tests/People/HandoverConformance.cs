using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.Tests.HandingOver;

/// <summary>移交: all open items of an official go to another, with receipts and a trace; on every database.</summary>
public abstract class HandoverConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly Due = new(2023, 9, 14);

    private static int Many => Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 10_000 : 600;

    [Fact]
    public async Task Items_tasks_and_planned_mails_go_over_and_everybody_gets_one_receipt()
    {
        await using var world = await BuildAsync();
        var (first, second) = (await ImplementingAsync(world), await ImplementingAsync(world));
        var closed = await ClosedAsync(world);

        Assert.Equal(new HandOverItems.Outcome.Plan(new(2, 2, 0, 0), 2), await PreviewAsync(world, world.Leader, world.OtherOfficial));
        var done = Assert.IsType<HandOverItems.Outcome.Done>(await RunAsync(world, world.Leader, world.OtherOfficial));
        await SendAsync(world);

        Assert.Equal((2, 2), (done.Items, done.Tasks));
        foreach (var item in new[] { first, second })
        {
            Assert.Equal(new PersonId(world.OtherOfficial), (await world.ItemAsync(item)).Duty.ResponsiblePerson);
            Assert.Equal(world.OtherOfficial, (await world.OpenTaskAsync(item)).PersonId);
            var entry = await world.ReadAsync(db => db.Journal.AsNoTracking().SingleAsync(row => row.ItemId == (ItemId?)item && row.Kind == "item.handedover", Cancel));
            Assert.Equal(world.Leader, entry.By);
        }

        Assert.Equal(new PersonId(world.Official), (await world.ItemAsync(closed)).Duty.ResponsiblePerson);
        foreach (var reader in new[] { world.Official, world.OtherOfficial, world.Leader })
        {
            var receipt = Assert.Single(await SentAsync(world, reader, MailKind.Handover));
            Assert.Equal("【任务移交】Official甲 → Official甲：2项", receipt.Subject);
            Assert.Contains("原因是调离", receipt.TextBody, StringComparison.Ordinal);
        }

        // The mails of the tasks had not left yet: nobody is asked to do what is no longer theirs.
        Assert.Equal([MailStatus.Cancelled, MailStatus.Cancelled], await world.ReadAsync(db => db.Mails
            .Where(mail => mail.RecipientId == world.Official && mail.Kind == MailKind.TaskOpened && mail.TaskId != null
                && db.Tasks.Any(task => task.Id == mail.TaskId && task.Status == WorkTaskStatus.Open))
            .Select(mail => mail.Status).ToListAsync(Cancel)));
        Assert.IsType<DecideTask.Outcome.NotYours>(await world.DecideAsync(first, world.Official, "Submitted"));
        await world.ProveAsync(first);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(first, world.OtherOfficial, "Submitted"));
        Assert.IsType<HandOverItems.Outcome.Done>(await RunAsync(world, world.Administrator, world.OtherOfficial, world.Official));
    }

    [Fact]
    public async Task Reminders_go_to_the_new_official_even_those_owed_already()
    {
        await using var world = await BuildAsync();
        await ImplementingAsync(world);
        await SendAsync(world);
        world.Clock.SetUtcNow(new(2023, 9, 7, 0, 45, 0, TimeSpan.Zero));   // 5 working days before
        await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));
        await RunAsync(world, world.Leader, world.OtherOfficial);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await SendAsync(world);

        Assert.Empty(await SentAsync(world, world.Official, MailKind.Reminder));
        Assert.Contains("分红拖欠", Assert.Single(await SentAsync(world, world.OtherOfficial, MailKind.Reminder)).TextBody, StringComparison.Ordinal);
        world.Clock.SetUtcNow(new(2023, 9, 11, 0, 45, 0, TimeSpan.Zero));   // 3 working days before
        await world.RunAsync<SendReminders>(job => job.RunAsync(Cancel));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await SendAsync(world);
        Assert.Empty(await SentAsync(world, world.Official, MailKind.Reminder));
        Assert.Equal(2, (await SentAsync(world, world.OtherOfficial, MailKind.Reminder)).Count);
    }

    [Fact]
    public async Task It_goes_to_an_official_of_the_unit_or_above_and_only_by_those_who_may()
    {
        await using var world = await BuildAsync();
        await ImplementingAsync(world);
        var stranger = Guid.NewGuid();
        await world.ReadAsync(async db =>
        {
            var elsewhere = Guid.NewGuid();
            db.Units.Add(new() { Id = elsewhere, Name = $"别处{elsewhere:N}", Kind = UnitKind.Town, Path = Unit.PathOf(elsewhere, null) });
            db.Users.Add(new() { Id = stranger, UserName = stranger.ToString("N"), DisplayName = "别处的人", UnitId = elsewhere });
            var role = await db.Roles.Where(row => row.Name == Roles.Official).Select(row => row.Id).SingleAsync(Cancel);
            db.UserRoles.Add(new() { UserId = stranger, RoleId = role });
            return await db.SaveChangesAsync(Cancel);
        });
        world.Services.GetRequiredService<PeopleDirectory>().Forget();

        Assert.Equal([1], Assert.IsType<HandOverItems.Outcome.OutsideUnit>(await RunAsync(world, world.Leader, stranger)).Numbers);
        Assert.IsType<HandOverItems.Outcome.NotAnOfficial>(await RunAsync(world, world.Leader, world.Verifier));
        Assert.IsType<HandOverItems.Outcome.NoSuchPerson>(await RunAsync(world, world.Leader, world.Official));
        Assert.IsType<HandOverItems.Outcome.NotAllowed>(await RunAsync(world, world.Official, world.OtherOfficial));
        Assert.IsType<HandOverItems.Outcome.NotAllowed>(await RunAsync(world, world.Supervisor, world.OtherOfficial));
        Assert.IsType<HandOverItems.Outcome.BadReason>(await RunAsync(world, world.Leader, world.OtherOfficial, reason: " "));
        Assert.Equal(0, await world.ReadAsync(db => db.Handovers.CountAsync(row => row.FromId == world.Official, Cancel)));
        Assert.Equal(0, await world.ReadAsync(db => db.Journal.CountAsync(row => row.Kind == "item.handedover" && row.By == world.Leader, Cancel)));
    }

    [Fact]
    public async Task A_decision_and_a_handover_at_the_same_moment_leave_one_owner()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        await world.ProveAsync(item);
        var task = (await world.OpenTaskAsync(item)).Id;

        var handover = Task.Run(() => RunAsync(world, world.Leader, world.OtherOfficial));
        var decision = Task.Run(() => world.DecideAsync(task, world.Official, "Submitted"));
        var (moved, decided) = (Assert.IsType<HandOverItems.Outcome.Done>(await handover), await decision);

        // Decided first: it counts, and the task that was open did not go over. Handed over first: it is no longer theirs.
        Assert.True(decided is DecideTask.Outcome.Done ? moved.Tasks == 0 || (await world.OpenTaskAsync(item)).Kind == "VerifyItem" : decided is DecideTask.Outcome.NotYours, $"{decided}, {moved}");
        Assert.Equal(new PersonId(world.OtherOfficial), (await world.ItemAsync(item)).Duty.ResponsiblePerson);
    }

    [Fact]
    public async Task A_whole_post_goes_over_at_once_and_the_receipt_carries_the_list()
    {
        await using var world = await BuildAsync();
        await world.ReadAsync(async db =>
        {
            for (var number = 1; number <= Many; number++)
            {
                var item = RectificationItem.Register(new()
                {
                    Id = ItemId.New(world.Clock.GetUtcNow()),
                    RoundId = world.Round,
                    Number = number,
                    SectionNo = 1,
                    SectionTitle = "第一方面",
                    Title = number == 7 ? "=1+1" : $"任务{number}",
                    TimeLimit = TimeLimitKind.Concentrated,
                    DueOn = Due,
                    Duty = new() { ResponsibleLeader = new PersonId(world.Leader), ResponsibleUnit = new UnitId(world.Office), ResponsiblePerson = new PersonId(world.Official) },
                    Measures = [],
                });
                db.Items.Add(item);
            }

            return await db.SaveChangesAsync(Cancel);
        });

        var done = Assert.IsType<HandOverItems.Outcome.Done>(await RunAsync(world, world.Leader, world.OtherOfficial));
        await SendAsync(world);

        Assert.Equal(Many, done.Items);
        PersonId? to = new PersonId(world.OtherOfficial);
        Assert.Equal(Many, await world.ReadAsync(db => db.Items.CountAsync(item => item.RoundId == world.Round && item.Duty.ResponsiblePerson == to && item.Version > 0, Cancel)));
        Assert.Equal(Many, await world.ReadAsync(db => db.Journal.CountAsync(row => row.Kind == "item.handedover" && row.By == world.Leader, Cancel)));
        var receipt = Assert.Single(await SentAsync(world, world.OtherOfficial, MailKind.Handover));
        Assert.Contains($"另有{Many - 50}项", receipt.TextBody, StringComparison.Ordinal);
        Assert.Equal(Many + 1, receipt.List.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("7,\"'=1+1\",2023-09-14,2023-09-14", receipt.List, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_leader_leads_goes_over_role_by_role_when_it_is_wanted()
    {
        await using var world = await BuildAsync();
        var (assigning, implementing, closed) = (await world.StartAsync(Due), await ImplementingAsync(world), await ClosedAsync(world));
        await DutyAsync(world, implementing, duty => duty with { LeadLeader = new PersonId(world.Supervisor) });
        await GiveAsync(world, Roles.UnitLeader, world.OtherOfficial);

        Assert.IsType<HandOverItems.Outcome.NothingThere>(await RunAsync(world, world.Administrator, world.Leader, world.OtherOfficial));
        Assert.Equal(new HandOverItems.Outcome.Plan(new(2, 0, 2, 1), 1), await PreviewLedAsync(world, world.Leader, world.OtherOfficial));
        var done = Assert.IsType<HandOverItems.Outcome.Done>(await LedAsync(world, world.Leader, world.OtherOfficial));
        await SendAsync(world);

        Assert.Equal((2, 1), (done.Items, done.Tasks));
        Assert.Equal(Holders(world.Official, world.OtherOfficial, world.OtherOfficial), Holders((await world.ItemAsync(assigning)).Duty));
        Assert.Equal(Holders(world.Official, world.OtherOfficial, world.Supervisor), Holders((await world.ItemAsync(implementing)).Duty));
        Assert.Equal(Holders(world.Official, world.Leader, world.Leader), Holders((await world.ItemAsync(closed)).Duty));
        Assert.Equal(
            [(assigning, HandoverRoles.ResponsibleLeader | HandoverRoles.LeadLeader), (implementing, HandoverRoles.ResponsibleLeader)],
            await world.ReadAsync(async db => (await db.Set<HandoverItem>().AsNoTracking().Where(row => row.HandoverId == done.Id).ToListAsync(Cancel))
                .Select(row => (row.ItemId, row.Roles)).OrderBy(row => row.ItemId == implementing).ToList()));
        var entry = await world.ReadAsync(db => db.Journal.AsNoTracking().SingleAsync(row => row.ItemId == (ItemId?)implementing && row.Kind == "item.handedover", Cancel));
        Assert.Contains("ResponsibleLeader", entry.Data, StringComparison.Ordinal);
        var receipt = Assert.Single(await SentAsync(world, world.OtherOfficial, MailKind.Handover));
        Assert.Contains("责任领导、牵头领导", receipt.TextBody, StringComparison.Ordinal);
        Assert.Equal(world.OtherOfficial, (await world.OpenTaskAsync(assigning)).PersonId);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(assigning, world.OtherOfficial, "Assigned"));
    }

    [Fact]
    public async Task Only_a_leader_gets_what_is_led_and_without_the_tick_it_stays()
    {
        await using var world = await BuildAsync();
        var item = await ImplementingAsync(world);
        await DutyAsync(world, item, duty => duty with { ResponsibleLeader = duty.ResponsiblePerson });

        Assert.IsType<HandOverItems.Outcome.NotALeader>(await LedAsync(world, world.Official, world.OtherOfficial));
        Assert.IsType<HandOverItems.Outcome.NotAnOfficial>(await LedAsync(world, world.Official, world.Leader));
        Assert.IsType<HandOverItems.Outcome.Done>(await RunAsync(world, world.Administrator, world.OtherOfficial));
        Assert.Equal(Holders(world.OtherOfficial, world.Official, world.Leader), Holders((await world.ItemAsync(item)).Duty));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_forecast_of_a_handover_tells_of_what_goes_over_and_nothing_else(bool led)
    {
        await using var world = await BuildAsync();
        await ImplementingAsync(world);
        world.Clock.SetUtcNow(new(2023, 9, 1, 2, 0, 0, TimeSpan.Zero));
        var range = new ForecastRange { Weeks = 6, Round = world.Round };
        var change = new ForecastChange { People = ImmutableDictionary<Guid, Guid?>.Empty.Add(world.Leader, world.OtherSupervisor), Led = led };
        await using var scope = world.Services.CreateAsyncScope();

        var diff = await scope.ServiceProvider.GetRequiredService<ForecastQueries>().CompareAsync(range, change, Cancel);

        Assert.Equal(!led, diff.IsNone);
    }

    private static (Guid?, Guid?, Guid?) Holders(Guid? person, Guid? leader, Guid? leadLeader) => (person, leader, leadLeader);

    private static (Guid?, Guid?, Guid?) Holders(DutySet duty) => (duty.ResponsiblePerson?.Value, duty.ResponsibleLeader?.Value, duty.LeadLeader?.Value);

    private static Task<int> DutyAsync(World world, ItemId item, Func<DutySet, DutySet> change) => world.ReadAsync(async db =>
    {
        var stored = await db.Items.SingleAsync(row => row.Id == item, Cancel);
        db.Entry(stored).ComplexProperty(row => row.Duty).CurrentValue = change(stored.Duty);
        return await db.SaveChangesAsync(Cancel);
    });

    private static async Task GiveAsync(World world, string role, Guid person)
    {
        await world.ReadAsync(async db =>
        {
            db.UserRoles.Add(new() { UserId = person, RoleId = await db.Roles.Where(row => row.Name == role).Select(row => row.Id).SingleAsync(Cancel) });
            return await db.SaveChangesAsync(Cancel);
        });
        world.Services.GetRequiredService<PeopleDirectory>().Forget();
    }

    private static async Task<HandOverItems.Outcome> LedAsync(World world, Guid from, Guid to)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HandOverItems>()
            .RunAsync(new(await ViewerAsync(world, world.Administrator), from, to, "岗位调整") { Led = true }, Cancel);
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

    private static async Task<ItemId> ClosedAsync(World world)
    {
        var item = await ImplementingAsync(world);
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");
        await world.DecideAsync(item, world.Verifier, "Passed");
        await world.DecideAsync(item, world.Supervisor, "Approved");
        return item;
    }

    private static Task<HandOverItems.Outcome> RunAsync(World world, Guid by, Guid to, string reason = "原因是调离") => RunAsync(world, by, world.Official, to, reason);

    private static async Task<HandOverItems.Outcome> RunAsync(World world, Guid by, Guid from, Guid to, string reason = "原因是调离")
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HandOverItems>().RunAsync(new(await ViewerAsync(world, by), from, to, reason), Cancel);
    }

    private static async Task<HandOverItems.Outcome> PreviewAsync(World world, Guid by, Guid to)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HandOverItems>().PreviewAsync(await ViewerAsync(world, by), world.Official, to, led: false, Cancel);
    }

    private static async Task<HandOverItems.Outcome> PreviewLedAsync(World world, Guid from, Guid to)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HandOverItems>().PreviewAsync(await ViewerAsync(world, world.Administrator), from, to, led: true, Cancel);
    }

    private static Task SendAsync(World world) => world.RunAsync<DispatchOutbox>(outbox => outbox.SendDueAsync(Cancel));

    private static async Task<IReadOnlyList<Sent>> SentAsync(World world, Guid person, MailKind kind)
    {
        var sources = await world.ReadAsync(db => (
            from mail in db.Mails
            join source in db.MailSources on mail.Id equals source.MailId
            where mail.RecipientId == person && mail.Kind == kind && mail.Status == MailStatus.Accepted
            select source).AsNoTracking().ToListAsync(Cancel));
        return [.. sources.Select(source => MimeMessage.Load(new MemoryStream(source.Read())))
            .Select(message => new Sent(message.Subject ?? "", message.TextBody ?? "", ListOf(message)))];
    }

    private static string ListOf(MimeMessage message)
    {
        using var content = new MemoryStream();
        message.Attachments.OfType<MimePart>().FirstOrDefault()?.Content?.DecodeTo(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    private sealed record Sent(string Subject, string TextBody, string List);

    private static async Task<Viewer> ViewerAsync(World world, Guid person) =>
        await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(person, Cancel) ?? throw new InvalidOperationException("Nobody.");
}

public sealed class HandoverOnSqlite(SqliteDatabase database) : HandoverConformance<SqliteDatabase>(database);

public sealed class HandoverOnPostgres(PostgresDatabase database) : HandoverConformance<PostgresDatabase>(database);
