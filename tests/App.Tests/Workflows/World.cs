using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>
/// A small town on a test database: the product's own services on a clock that tests move, one person for each role, one
/// round. Each world has its own units and people, so tests of one class share a database without meeting.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rectify-world-").FullName;
    private int _items;

    private World(TestDatabase database, Action<IServiceCollection>? change)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.ClearProviders());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddRectify(database.Settings(_folder));
        change?.Invoke(services);
        Services = services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Starts on Tuesday 2023-03-14, 10:00 in Shanghai.</summary>
    public FakeTimeProvider Clock { get; } = new(new(2023, 3, 14, 2, 0, 0, TimeSpan.Zero));

    public ServiceProvider Services { get; }
    public Guid Town { get; } = Guid.NewGuid();
    public Guid Office { get; } = Guid.NewGuid();
    public RoundId Round { get; private set; }
    public Guid Official { get; } = Guid.NewGuid();
    public Guid OtherOfficial { get; } = Guid.NewGuid();
    public Guid Leader { get; } = Guid.NewGuid();
    public Guid Verifier { get; } = Guid.NewGuid();
    public Guid Supervisor { get; } = Guid.NewGuid();
    public Guid OtherSupervisor { get; } = Guid.NewGuid();
    public Guid Administrator { get; } = Guid.NewGuid();

    public static async Task<World> BuildAsync(TestDatabase database, Action<IServiceCollection>? change = null)
    {
        var world = new World(database, change);
        await using var scope = world.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        await scope.ServiceProvider.GetRequiredService<ShippedDefinitions>().LoadAsync(CancellationToken.None);
        await world.SeedAsync(db);
        return world;
    }

    /// <summary>Registers an item of the round that is due on a day; nothing has started yet.</summary>
    public async Task<ItemId> RegisterAsync(DateOnly? dueOn, TimeLimitKind limit = TimeLimitKind.Concentrated, int measures = 1)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        var item = RectificationItem.Register(new()
        {
            Id = ItemId.New(Clock.GetUtcNow()),
            RoundId = Round,
            Number = Interlocked.Increment(ref _items),
            SectionNo = 1,
            SectionTitle = "第一方面",
            Title = "分红拖欠",
            TimeLimit = limit,
            DueOn = dueOn,
            Duty = new()
            {
                LeadLeader = new PersonId(Leader),
                ResponsibleLeader = new PersonId(Leader),
                ResponsibleUnit = new UnitId(Office),
                ResponsiblePerson = new PersonId(Official),
            },
            Measures = [.. Enumerable.Range(1, measures).Select(no => new Measure { No = no, Text = $"措施{no}" })],
        });
        db.Items.Add(item);
        db.AddScope(item);
        await db.SaveChangesAsync();
        return item.Id;
    }

    /// <summary>Registers an item and starts its workflow.</summary>
    public async Task<ItemId> StartAsync(DateOnly? dueOn, TimeLimitKind limit = TimeLimitKind.Concentrated)
    {
        var id = await RegisterAsync(dueOn, limit);
        await RunAsync<StartItems>(start => start.RunAsync(new(Round, null), null, CancellationToken.None));
        return id;
    }

    /// <summary>Decides the item's open task as a person; the evidence its measures need is added first.</summary>
    public async Task<DecideTask.Outcome> DecideAsync(
        ItemId item, Guid person, string outcome, string? opinion = null, System.Text.Json.Nodes.JsonObject? data = null) =>
        await DecideAsync((await OpenTaskAsync(item)).Id, person, outcome, opinion, data);

    public async Task<DecideTask.Outcome> DecideAsync(
        Guid task, Guid person, string outcome, string? opinion = null, System.Text.Json.Nodes.JsonObject? data = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var viewer = await Services.GetRequiredService<PeopleDirectory>().ViewerAsync(person, CancellationToken.None)
            ?? throw new InvalidOperationException($"{person} is nobody in this world.");
        return await scope.ServiceProvider.GetRequiredService<DecideTask>()
            .RunAsync(new(task, viewer, outcome, opinion, data), CancellationToken.None);
    }

    /// <summary>Adds one evidence file to each measure that has none.</summary>
    public Task ProveAsync(ItemId item) => ReadAsync(async db =>
    {
        foreach (var no in await db.MeasuresWithoutEvidenceAsync(item, CancellationToken.None))
        {
            db.Evidence.Add(new()
            {
                Id = Guid.NewGuid(),
                ItemId = item,
                MeasureNo = no,
                FileName = "证明.pdf",
                ContentType = "application/pdf",
                Size = 1,
                Sha256 = new string('0', 64),
                StoredName = "x",
                UploadedBy = Official,
                UploadedAt = Clock.GetUtcNow(),
            });
        }

        return await db.SaveChangesAsync();
    });

    public Task<WorkTask> OpenTaskAsync(ItemId item) => ReadAsync(db =>
        db.Tasks.AsNoTracking().SingleAsync(task => task.ItemId == item && task.Status == WorkTaskStatus.Open));

    public Task<RectificationItem> ItemAsync(ItemId item) => ReadAsync(db => db.Items.AsNoTracking().SingleAsync(row => row.Id == item));

    public async Task<T> ReadAsync<T>(Func<RectifyDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<RectifyDb>());
    }

    public async Task RunAsync<TUseCase>(Func<TUseCase, Task> run) where TUseCase : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        await run(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SeedAsync(RectifyDb db)
    {
        var town = new Unit { Id = Town, Name = $"某镇{Town:N}", Kind = UnitKind.Town, Path = Unit.PathOf(Town, null) };
        db.Units.Add(town);
        db.Units.Add(new() { Id = Office, Name = $"经管站{Office:N}", Kind = UnitKind.Office, ParentId = Town, Path = Unit.PathOf(Office, town) });
        var roles = await db.Roles.ToDictionaryAsync(role => role.Name ?? "", role => role.Id);
        foreach (var missing in Roles.All.Where(role => !roles.ContainsKey(role)))
        {
            roles[missing] = Guid.NewGuid();
            db.Roles.Add(new() { Id = roles[missing], Name = missing, NormalizedName = missing.ToUpperInvariant() });
        }

        Add(Official, Office, Roles.Official);
        Add(OtherOfficial, Office, Roles.Official);
        Add(Leader, Office, Roles.UnitLeader);
        Add(Verifier, Town, Roles.Verifier);
        Add(Supervisor, Town, Roles.Supervisor);
        Add(OtherSupervisor, Town, Roles.Supervisor, Roles.Verifier);
        Add(Administrator, Town, Roles.Administrator);
        var round = new Round { Id = RoundId.New(Clock.GetUtcNow()), TownUnitId = new(Town), Name = "测试轮次", FeedbackOn = new(2023, 3, 14) };
        db.Rounds.Add(round);
        Round = round.Id;
        await db.SaveChangesAsync();

        void Add(Guid id, Guid unit, params string[] held)
        {
            db.Users.Add(new()
            {
                Id = id,
                UserName = id.ToString("N"),
                NormalizedUserName = id.ToString("N").ToUpperInvariant(),
                Email = $"{id:N}@example.invalid",
                DisplayName = $"{held[0]}甲",
                UnitId = unit,
            });
            db.UserRoles.AddRange(held.Select(role => new IdentityUserRole<Guid> { UserId = id, RoleId = roles[role] }));
        }
    }
}
