using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Benchmarks;

/// <summary>The product on a benchmark's database: its own services, one scope per operation as a request or a job has it.</summary>
public sealed class Product : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private int _items;

    private Product(string connection, DateTimeOffset now, Dictionary<string, string?>? settings = null)
    {
        Clock = new(now);
        World = new(now);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(settings ?? [])
        {
            ["Rectify:Database:Provider"] = nameof(DatabaseProvider.Postgres),
            ["Rectify:Database:ConnectionString"] = connection,
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddRectify(configuration);
        _services = services.BuildServiceProvider();
    }

    public BenchDatabase Database
    {
        get => field ?? throw new InvalidOperationException("This product was opened on a database it does not own.");
        private init;
    }

    public StandingClock Clock { get; }

    public World World { get; }

    public static async Task<Product> OpenAsync(BenchDatabase database, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(database);
        var product = new Product(database.ConnectionString, now) { Database = database };
        await product.InScopeAsync(async services =>
        {
            await services.GetRequiredService<ShippedDefinitions>().LoadAsync(CancellationToken.None);
            await product.World.SeedAsync(services.GetRequiredService<RectifyDb>());
        });
        return product;
    }

    /// <summary>The product on a database that was seeded already, with settings of its own.</summary>
    public static Product OpenSeeded(string connection, DateTimeOffset now, Dictionary<string, string?> settings) => new(connection, now, settings);

    public async Task InScopeAsync(Func<IServiceProvider, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var scope = _services.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }

    public T Service<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Enters items into the ledger, with one piece of evidence per measure; none has started.</summary>
    public async Task<List<ItemId>> RegisterAsync(int count)
    {
        var ids = new List<ItemId>();
        foreach (var chunk in Enumerable.Range(0, count).Chunk(500))
        {
            await InScopeAsync(async services =>
            {
                var db = services.GetRequiredService<RectifyDb>();
                foreach (var _ in chunk)
                {
                    var item = World.NewItem(++_items, new(2024, 6, 30));
                    ids.Add(item.Id);
                    db.Add(item);
                    db.AddRange(item.Measures.Select(measure => EvidenceOf(item, measure)));
                }

                await db.SaveChangesAsync();
            });
        }

        return ids;
    }

    /// <summary>Starts everything registered.</summary>
    public Task StartAllAsync() => InScopeAsync(async services =>
    {
        var outcome = await services.GetRequiredService<StartItems>().RunAsync(new(World.Round.Id, null), null, CancellationToken.None);
        if (outcome is not StartItems.Outcome.Done)
        {
            throw new InvalidOperationException($"Nothing started: {outcome}");
        }
    });

    /// <summary>The open task of each of the items.</summary>
    public async Task<List<WorkTask>> OpenTasksAsync(string kind, List<ItemId> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        List<WorkTask> tasks = [];
        var ids = items.ConvertAll(id => (ItemId?)id);
        await InScopeAsync(async services => tasks = await services.GetRequiredService<RectifyDb>().Tasks.AsNoTracking()
            .Where(task => task.Status == WorkTaskStatus.Open && task.Kind == kind && ids.Contains(task.ItemId)).ToListAsync());
        return tasks.Count == items.Count
            ? tasks
            : throw new InvalidOperationException($"{tasks.Count} open tasks of kind {kind}, expected {items.Count}.");
    }

    public async Task<Viewer> ViewerAsync(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return await Service<PeopleDirectory>().ViewerAsync(person.Id, CancellationToken.None)
            ?? throw new InvalidOperationException($"{person.UserName} is nobody.");
    }

    /// <summary>One decision through the use case behind the page's button.</summary>
    public Task DecideAsync(WorkTask task, Viewer by, string outcome) => InScopeAsync(async services =>
    {
        ArgumentNullException.ThrowIfNull(task);
        var answer = await services.GetRequiredService<DecideTask>().RunAsync(
            new(task.Id, by, outcome, "Checked against the evidence on the spot."), CancellationToken.None);
        if (answer is not DecideTask.Outcome.Done)
        {
            throw new InvalidOperationException($"{task.Kind} {outcome}: {answer}");
        }
    });

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private Evidence EvidenceOf(RectificationItem item, Measure measure) => new()
    {
        Id = Guid.CreateVersion7(Clock.GetUtcNow()),
        ItemId = item.Id,
        MeasureNo = measure.No,
        FileName = "evidence.pdf",
        ContentType = "application/pdf",
        Size = 1,
        Sha256 = new('0', 64),
        StoredName = "evidence",
        UploadedBy = World.OfficialOf(item.Number).Id,
        UploadedAt = Clock.GetUtcNow(),
    };
}
