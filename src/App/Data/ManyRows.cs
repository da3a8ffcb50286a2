using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Rectify.Workflow.App.Data;

/// <summary>
/// Adds many new rows of one table at once within the caller's transaction: on PostgreSQL as one COPY, which costs a fraction of an
/// insert a row; on SQLite with the next save. The columns are those of the model, so a new one cannot be forgotten.
/// </summary>
internal static class ManyRows
{
    extension(RectifyDb db)
    {
        /// <summary>Adds the rows. A row that is there already fails with a <see cref="DbUpdateException"/>, and nothing is kept.</summary>
        public async Task AddManyAsync<T>(IReadOnlyList<T> rows, CancellationToken cancellationToken) where T : class
        {
            if (rows.Count == 0)
            {
                return;
            }

            if (db is not PostgresRectifyDb)
            {
                db.Set<T>().AddRange(rows);
                return;
            }

            try
            {
                await CopyAsync(db, rows, cancellationToken);
            }
            catch (PostgresException error)
            {
                throw new DbUpdateException($"{rows.Count} rows could not be added: {error.MessageText}", error);
            }
        }
    }

    private static async Task CopyAsync<T>(RectifyDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var type = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no table.");
        var columns = type.GetProperties().Where(property => !IsNumberedByTheDatabase(property)).Select(property => new Column(property)).ToList();
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            await using var copy = await connection.BeginBinaryImportAsync(
                $"COPY \"{type.GetTableName()}\" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) FROM STDIN (FORMAT BINARY)", cancellationToken);
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellationToken);
                foreach (var column in columns)
                {
                    if (column.Of(row!) is { } value)
                    {
                        await copy.WriteAsync(value, column.StoreType, cancellationToken);
                    }
                    else
                    {
                        await copy.WriteNullAsync(cancellationToken);
                    }
                }
            }

            await copy.CompleteAsync(cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    // Other keys are made by us, though the model would let them be generated.
    private static bool IsNumberedByTheDatabase(IProperty property) => property.ValueGenerated is ValueGenerated.OnAdd && property.ClrType == typeof(long);

    private sealed class Column(IProperty property)
    {
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName();

        /// <summary>The type without its length, which COPY takes no notice of.</summary>
        public string StoreType { get; } = property.GetRelationalTypeMapping().StoreTypeNameBase;

        public object? Of(object row)
        {
            var value = property.GetGetter().GetClrValue(row);
            return value is null || _convert is null ? value : _convert(value);
        }
    }
}
