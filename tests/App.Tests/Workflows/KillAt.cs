using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>Kills this process (-9) just before the n-th statement that writes, before the commit, or after it.</summary>
internal sealed class KillAt(int point) : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>The point just before the first commit, however many statements lead to it.</summary>
    public const int Commit = 0;

    private int _passed;

    public static void Install(IServiceCollection services, int point)
    {
        var killer = new KillAt(point);
        // One statement per command, so that there is a moment between any two.
        services.ConfigureDbContext<SqliteRectifyDb>(builder => builder.AddInterceptors(killer));
        services.ConfigureDbContext<PostgresRectifyDb>(builder =>
            builder.UseNpgsql(npgsql => npgsql.MaxBatchSize(1)).AddInterceptors(killer));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        new(Writes(command) ? Pass(result) : result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(Writes(command) ? Pass(result) : result);

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        new(Pass(result, dies: point == Commit));

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Pass(0);
        return Task.CompletedTask;
    }

    /// <summary>To be killed after one statement is to be killed before the next; reads change nothing either way.</summary>
    private static bool Writes(DbCommand command) => !command.CommandText.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase);

    private T Pass<T>(T result, bool dies = false)
    {
        if (Interlocked.Increment(ref _passed) == point || dies)
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }

        return result;
    }
}
