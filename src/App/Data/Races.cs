using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Rectify.Workflow.App.Data;

/// <summary>Tells a lost race from a real error.</summary>
internal static class Races
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    extension(DbUpdateException error)
    {
        /// <summary>
        /// True when another transaction was first: it changed a row this one had read, or added a row with the same key.
        /// Whoever catches it clears the context, looks again and decides anew.
        /// </summary>
        public bool IsLostRace => error is DbUpdateConcurrencyException
            || error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
                or SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey };
    }
}
