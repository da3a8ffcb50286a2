using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Tests.Databases;

/// <summary>
/// One migrated, empty database for one test class. The class fixture says whether it is configured; the test class skips,
/// because a skip inside a fixture would be reported as a failure of every test.
/// </summary>
public abstract class TestDatabase : IAsyncLifetime
{
    private string? _connectionString;

    /// <summary>Which of the two databases this is.</summary>
    public abstract DatabaseProvider Provider { get; }

    /// <summary>False when this machine offers no such database.</summary>
    public abstract bool IsConfigured { get; }

    /// <summary>What to do to get the tests to run.</summary>
    protected abstract string HowToConfigure { get; }

    /// <summary>How to reach the database of this test class.</summary>
    public string ConnectionString => _connectionString
        ?? throw new InvalidOperationException($"There is no {Provider} database in this run. {HowToConfigure}");

    /// <summary>A new context, as a second process would have it: nothing is shared but the database.</summary>
    public abstract RectifyDb Open();

    /// <summary>The settings with which a whole host, or AddData, finds this database.</summary>
    public IConfiguration Settings(string dataFolder) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Rectify:Database:Provider"] = Provider.ToString(),
            ["Rectify:Database:ConnectionString"] = ConnectionString,
            ["Rectify:Database:DataFolder"] = dataFolder,
        })
        .Build();

    /// <summary>Skips the calling test when the database is missing; in CI a missing database is a failure.</summary>
    public void Require()
    {
        if (!IsConfigured && Environment.GetEnvironmentVariable("CI") is "true" or "1")
        {
            Assert.Fail($"{Provider} is not configured, and in CI its tests must run. {HowToConfigure}");
        }

        Assert.SkipUnless(IsConfigured, $"{Provider} is not configured. {HowToConfigure}");
    }

    public async ValueTask InitializeAsync() => _connectionString = IsConfigured ? await CreateAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (_connectionString is not null)
        {
            await DropAsync(_connectionString);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a copy of the migrated template and answers how to reach it.</summary>
    protected abstract Task<string> CreateAsync();

    protected abstract Task DropAsync(string connectionString);

    protected static async Task MigrateAsync(RectifyDb db)
    {
        await using (db)
        {
            await db.Database.MigrateAsync();
        }
    }
}
