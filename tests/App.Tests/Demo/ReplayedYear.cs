using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Demo;

/// <summary>The demo's year, replayed without disturbance once per database and test run.</summary>
public sealed class ReplayedYear<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private DemoHost? _host;
    private DemoEnd? _end;
    private CanonicalDump? _dump;

    public TDatabase Database { get; } = new();

    public DemoEnd End => _end ?? throw new InvalidOperationException("The year was not replayed.");

    internal CanonicalDump Dump => _dump ?? throw new InvalidOperationException("The year was not replayed.");

    internal string MailFolder => _host?.MailFolder ?? "";

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        if (!Database.IsConfigured)
        {
            return;   // the test class skips
        }

        _host = new DemoHost(Database);
        _end = await _host.RunAsync(TestContext.Current.CancellationToken);
        _dump = await DumpAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What the database holds now.</summary>
    internal async Task<CanonicalDump> DumpAsync(CancellationToken cancellationToken)
    {
        await using var db = Database.Open();
        return await CanonicalDump.ReadAsync(db, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}
