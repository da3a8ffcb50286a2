using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.Logging;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal;

namespace Rectify.Workflow.App.Data;

/// <summary>
/// A save on PostgreSQL in one round trip: statements sent together without BEGIN are one transaction, and it commits with
/// them. Nobody outside could count the rows affected before that, so the server does: an update or delete that does not
/// find its row as it was read divides by zero, and all statements are undone.
/// </summary>
internal static class OneTripSave
{
    /// <summary>Installs it. What is stored stays EF's business; only the frame around its statements changes.</summary>
    public static DbContextOptionsBuilder UseOneTripSave(this DbContextOptionsBuilder builder) => builder
        .ReplaceService<IUpdateSqlGenerator, GuardedStatements>()
        .ReplaceService<IModificationCommandBatchFactory, Batches>()
        // A lost race is a failed command now. Only the caller, who gets the exception, knows whether that is an error.
        .ConfigureWarnings(events => events.Log((RelationalEventId.CommandError, LogLevel.Debug)));

    [SuppressMessage("Usage", "EF1001", Justification = "How PostgreSQL's statements are written is inherited; the conformance tests run on what is changed.")]
    internal sealed class GuardedStatements(UpdateSqlGeneratorDependencies dependencies) : NpgsqlUpdateSqlGenerator(dependencies)
    {
        protected override void AppendUpdateCommand(
            StringBuilder commandStringBuilder, string name, string? schema, IReadOnlyList<IColumnModification> writeOperations,
            IReadOnlyList<IColumnModification> readOperations, IReadOnlyList<IColumnModification> conditionOperations,
            bool appendReturningOneClause = false)
        {
            ArgumentNullException.ThrowIfNull(commandStringBuilder);
            if (readOperations is { Count: > 0 })
            {
                throw new NotSupportedException($"{name} has a column that the database computes; an update cannot read it back.");
            }

            commandStringBuilder.Append("WITH hit AS (");
            AppendUpdateCommandHeader(commandStringBuilder, name, schema, writeOperations);
            AppendGuard(commandStringBuilder, conditionOperations);
        }

        protected override void AppendDeleteCommand(
            StringBuilder commandStringBuilder, string name, string? schema, IReadOnlyList<IColumnModification> readOperations,
            IReadOnlyList<IColumnModification> conditionOperations, bool appendReturningOneClause = false)
        {
            ArgumentNullException.ThrowIfNull(commandStringBuilder);
            commandStringBuilder.Append("WITH hit AS (");
            AppendDeleteCommandHeader(commandStringBuilder, name, schema);
            AppendGuard(commandStringBuilder, conditionOperations);
        }

        private void AppendGuard(StringBuilder text, IReadOnlyList<IColumnModification> conditions)
        {
            AppendWhereClause(text, conditions);
            text.Append(" RETURNING 1) SELECT 1 / count(*) FROM hit").AppendLine(SqlGenerationHelper.StatementTerminator);
        }
    }

    internal sealed class Batches(ModificationCommandBatchFactoryDependencies dependencies, IDbContextOptions options)
        : IModificationCommandBatchFactory
    {
        private const int Largest = 1000;

        public ModificationCommandBatch Create() =>
            new Batch(dependencies, RelationalOptionsExtension.Extract(options).MaxBatchSize ?? Largest);
    }

    private sealed class Batch(ModificationCommandBatchFactoryDependencies dependencies, int largest)
        : ReaderModificationCommandBatch(dependencies)
    {
        /// <summary>One batch is a transaction by itself. For a save of several, EF begins one whatever this says.</summary>
        public override bool RequiresTransaction => false;

        protected override int MaxBatchSize => largest;

        public override async Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken = default)
        {
            try
            {
                await base.ExecuteAsync(connection, cancellationToken);
            }
            catch (DbUpdateException error)
                when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.DivisionByZero })
            {
                throw new DbUpdateConcurrencyException(
                    "A row was changed or deleted after it had been read; nothing of this save is stored.", error,
                    [.. ModificationCommands.SelectMany(command => command.Entries)]);
            }
        }

        public override void Execute(IRelationalConnection connection) => ExecuteAsync(connection).GetAwaiter().GetResult();

        protected override void Consume(RelationalDataReader reader) => throw new NotSupportedException("Execute reads asynchronously.");

        protected override async Task ConsumeAsync(RelationalDataReader reader, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(reader);
            for (var at = 0; at < ModificationCommands.Count; at++)
            {
                var command = ModificationCommands[at];
                if (ResultSetMappings[at].HasFlag(ResultSetMapping.HasResultRow))
                {
                    await reader.ReadAsync(cancellationToken);
                    command.PropagateResults(reader);
                    await reader.DbDataReader.NextResultAsync(cancellationToken);
                }
                else if (command.EntityState is not EntityState.Added)
                {
                    // The guard's own answer: had it been no, there would be an error instead.
                    await reader.DbDataReader.NextResultAsync(cancellationToken);
                }
            }

            // To the very end: only there the server says that it has committed, and closing the reader would keep a no to itself.
            while (await reader.DbDataReader.NextResultAsync(cancellationToken))
            {
            }
        }
    }
}
