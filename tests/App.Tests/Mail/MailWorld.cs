using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>A town with a round of its own, so that tests of one class can share a database without meeting.</summary>
internal sealed class MailWorld : IAsyncDisposable
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private readonly TestDatabase _database;

    private MailWorld(TestDatabase database, DateTimeOffset start)
    {
        _database = database;
        Clock = new(start);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddScoped<IMailTransport>(_ => Transport);
        services.AddRectify(database.Settings(Path.GetTempPath()));
        services.PostConfigure<InboxOptions>(options => Inbox?.Invoke(options));
        services.PostConfigure<MailOptions>(options =>
        {
            options.Connections = 1;   // so that what the transport is told to answer comes in order
            Configure?.Invoke(options);
        });
        Services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; }
    public ServiceProvider Services { get; }
    public RecordingTransport Transport { get; } = new();
    /// <summary>Set before the first service is asked for.</summary>
    public Action<MailOptions>? Configure { get; set; }

    /// <summary>The mailbox that is read; set before the first service is asked for.</summary>
    public Action<InboxOptions>? Inbox { get; set; }

    public Guid Town { get; private set; }
    public Guid Office { get; private set; }
    public Guid Official { get; private set; }
    public Guid OtherOfficial { get; private set; }
    public Guid Leader { get; private set; }
    public Guid LeadLeader { get; private set; }
    public Guid Secretary { get; private set; }
    public Guid Supervisor { get; private set; }
    public Round Round { get; private set; } = null!;   // set by CreateAsync before anybody sees the world

    public static DateTimeOffset Local(int year, int month, int day, int hour = 8, int minute = 30) =>
        new DateTimeOffset(year, month, day, hour, minute, 0, China).ToUniversalTime();

    public static async Task<MailWorld> CreateAsync(TestDatabase database, DateTimeOffset start, RoundSettings? settings = null)
    {
        var world = new MailWorld(database, start);
        await using var db = database.Open();

        // Nothing that another world left behind is due in this one.
        await db.Mails.Where(mail => mail.Status == MailStatus.Planned || mail.Status == MailStatus.Sending).ExecuteDeleteAsync();
        await db.MailHosts.ExecuteDeleteAsync();
        await db.Watches.ExecuteDeleteAsync();
        var district = Add(db, "某区委巡察办", UnitKind.District, null);
        var town = Add(db, "某镇", UnitKind.Town, district);
        var office = Add(db, "经管站", UnitKind.Office, town);
        (world.Town, world.Office) = (town.Id, office.Id);
        world.Official = await AddAsync(db, "经管站负责人", office, Roles.Official);
        world.OtherOfficial = await AddAsync(db, "民政办负责人", office, Roles.Official);
        world.Leader = await AddAsync(db, "分管农业副镇长", office, Roles.UnitLeader);
        world.LeadLeader = await AddAsync(db, "镇党委副书记", town, Roles.Reader);
        world.Secretary = await AddAsync(db, "镇党委书记", town, Roles.Secretary);
        world.Supervisor = await AddAsync(db, "区委巡察办副主任", district, Roles.Supervisor);
        world.Round = new()
        {
            Id = RoundId.New(start),
            TownUnitId = new(town.Id),
            Name = "某镇2023年巡察整改",
            FeedbackOn = new(2023, 3, 14),
        };
        world.Round.Change(settings ?? new() { IssuingBody = BodyOfItsOwn() });
        db.Rounds.Add(world.Round);
        await db.SaveChangesAsync();
        return world;
    }

    /// <summary>One more round of the same town; items that come after it are its.</summary>
    public async Task NextRoundAsync(RoundSettings settings)
    {
        Round = new()
        {
            Id = RoundId.New(Clock.GetUtcNow()),
            TownUnitId = new(Town),
            Name = "某镇2023年专项巡察整改",
            FeedbackOn = new(2023, 3, 15),
        };
        Round.Change(settings);
        await ChangeAsync(db => Task.FromResult(db.Rounds.Add(Round)));
    }

    /// <summary>Another process on the same database, with nobody of its own.</summary>
    public MailWorld Beside() => new(_database, Clock.GetUtcNow());

    /// <summary>An item under way, watched as a step would leave it.</summary>
    public async Task<ItemId> ItemAsync(int number, DateOnly dueOn, Guid? official = null, bool started = true, Action<ItemWatch>? change = null)
    {
        await using var db = _database.Open();
        var now = Clock.GetUtcNow();
        var item = RectificationItem.Register(new()
        {
            Id = ItemId.New(now),
            RoundId = Round.Id,
            Number = number,
            SectionNo = number % 2 + 1,
            SectionTitle = number % 2 == 0 ? "落实惠农政策方面" : "基层党组织建设方面",
            Title = $"扶贫项目分红款催收不到位({number})",
            TimeLimit = TimeLimitKind.Concentrated,
            DueOn = dueOn,
            Duty = new()
            {
                LeadLeader = new(LeadLeader),
                ResponsibleLeader = new(Leader),
                ResponsibleUnit = new(Office),
                ResponsiblePerson = new PersonId(official ?? Official),
            },
            Measures = [new() { No = 1, Text = "核清欠款" }, new() { No = 2, Text = "限期追缴" }],
        });
        db.Items.Add(item);
        if (started)
        {
            Move(item, ItemTrigger.Start, ItemTrigger.Assign);
            var watch = new ItemWatch { ItemId = item.Id, DueOn = dueOn };
            WatchPlan.Update(watch, item, Round, WorkingCalendars.Shipped, now);
            change?.Invoke(watch);
            db.Watches.Add(watch);
        }

        await db.SaveChangesAsync();
        return item.Id;
    }

    /// <summary>Moves an item as a step does, its watch included.</summary>
    public async Task MoveAsync(ItemId id, params ItemTrigger[] triggers)
    {
        await using var db = _database.Open();
        var item = await db.Items.SingleAsync(row => row.Id == id);
        Move(item, triggers);
        WatchPlan.Update(await db.Watches.SingleAsync(row => row.ItemId == id), item, Round, WorkingCalendars.Shipped, Clock.GetUtcNow());
        await db.SaveChangesAsync();
    }

    public async Task ChangeAsync(Func<RectifyDb, Task> change)
    {
        await using var db = _database.Open();
        await change(db);
        await db.SaveChangesAsync();
    }

    public async Task<T> ReadAsync<T>(Func<RectifyDb, Task<T>> read)
    {
        await using var db = _database.Open();
        return await read(db);
    }

    /// <summary>One more person of a unit.</summary>
    public async Task<Guid> AddPersonAsync(string name, Guid unit, string role)
    {
        await using var db = _database.Open();
        var id = await AddAsync(db, name, await db.Units.SingleAsync(row => row.Id == unit), role);
        await db.SaveChangesAsync();
        Services.GetRequiredService<PeopleDirectory>().Forget();
        return id;
    }

    /// <summary>Owes a mail of the workflow kind, the simplest there is.</summary>
    public async Task<Guid> OweAsync(Guid? recipient = null, string occasion = "note", string subject = "请参加会议")
    {
        var mail = MailPlan.FromWorkflow(recipient ?? Official, occasion, null, subject, "请准时参加。", Clock.GetUtcNow());
        await ChangeAsync(db => Task.FromResult(db.Mails.Add(mail)));
        return mail.Id;
    }

    public Task<LedgerMail> MailAsync(Guid id) => ReadAsync(db => db.Mails.SingleAsync(mail => mail.Id == id));

    public Task<List<LedgerMail>> MailsAsync(MailKind kind, Guid? recipient = null) => ReadAsync(db => db.Mails
        .Where(mail => mail.Kind == kind && mail.RecipientId == (recipient ?? Official)).OrderBy(mail => mail.Id).ToListAsync());

    /// <summary>What was sent to a person, in order.</summary>
    public async Task<List<MimeMessage>> SentAsync(Guid person)
    {
        var address = await ReadAsync(db => db.Users.Where(row => row.Id == person).Select(row => row.Email).SingleAsync());
        return [.. Transport.Sent.Select(sent => sent.Message).Where(message => message.To.Mailboxes.Single().Address == address)];
    }

    /// <summary>Asks a use case or query once.</summary>
    public async Task<T> AskAsync<TService, T>(Func<TService, Task<T>> ask) where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Runs one job of the schedule now.</summary>
    public async Task RunAsync(string job)
    {
        await using var scope = Services.CreateAsyncScope();
        await JobSchedule.Find(job).RunAsync(scope.ServiceProvider, TestContext.Current.CancellationToken);
    }

    public async Task RunAsync(DateTimeOffset at, params string[] jobs)
    {
        Clock.SetUtcNow(at);
        foreach (var job in jobs)
        {
            await RunAsync(job);
        }
    }

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    public async Task<WorkTask> TaskAsync(ItemId item)
    {
        var task = new WorkTask
        {
            Id = Guid.CreateVersion7(Clock.GetUtcNow()),
            InstanceId = Guid.CreateVersion7(),
            ItemId = item,
            Kind = "ImplementItem",
            ActivityId = "implement",
            Title = "落实整改措施",
            PersonId = Official,
            Request = """{"instructions":"逐条落实,上传佐证材料。"}""",
            OpenedAt = Clock.GetUtcNow(),
        };
        await ChangeAsync(db => Task.FromResult(db.Tasks.Add(task)));
        return task;
    }

    private void Move(RectificationItem item, params ItemTrigger[] triggers)
    {
        foreach (var trigger in triggers)
        {
            item.Apply(trigger, new(new PersonId(Official), Clock.GetUtcNow(), Round.Settings.ToTownTime().DayOf(Clock.GetUtcNow()))
            {
                Opinion = "材料不全,请补充村级分红到户明细。",
                Reason = "合同纠纷正在诉讼",
                NewDueOn = item.DueOn?.AddMonths(3),
                StageGoal = "建立台账",
                NextReviewOn = item.DueOn?.AddMonths(3),
                ExpectedFinalOn = item.DueOn?.AddMonths(9),
            });
        }
    }

    /// <summary>Numbers count per body, so each world has its own; a body's short name has no digits.</summary>
    private static string BodyOfItsOwn() =>
        "巡改" + string.Concat(Guid.NewGuid().ToByteArray().Take(6).Select(value => (char)('A' + value % 26)));

    private static Unit Add(RectifyDb db, string name, UnitKind kind, Unit? parent)
    {
        var id = Guid.CreateVersion7();
        return db.Units.Add(new() { Id = id, Name = name, Kind = kind, ParentId = parent?.Id, Path = Unit.PathOf(id, parent) }).Entity;
    }

    private static async Task<Guid> AddAsync(RectifyDb db, string name, Unit unit, string role)
    {
        var id = Guid.CreateVersion7();
        db.Users.Add(new()
        {
            Id = id,
            UserName = $"u{id:N}",
            NormalizedUserName = $"U{id:N}".ToUpperInvariant(),
            Email = $"{id:N}@town.invalid",
            DisplayName = name,
            UnitId = unit.Id,
        });
        var stored = await db.Roles.SingleOrDefaultAsync(row => row.Name == role)
            ?? db.Roles.Local.SingleOrDefault(row => row.Name == role)
            ?? db.Roles.Add(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7(), NormalizedName = role.ToUpperInvariant() }).Entity;
        db.UserRoles.Add(new() { UserId = id, RoleId = stored.Id });
        return id;
    }
}
