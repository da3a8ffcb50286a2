using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Housekeeping;

/// <summary>A part of the database that grows, and its size on disk.</summary>
public sealed record StoragePart(string Part, long Bytes);

/// <summary>How large the database and what grows in it are.</summary>
public sealed class StorageSizes(RectifyDb db)
{
    /// <summary>The whole database.</summary>
    public const string Whole = "database";

    /// <summary>Hangfire's own tables.</summary>
    public const string Hangfire = "hangfire";

    public const string Mails = "mails";
    public const string Journal = "journal";
    public const string EngineLog = "engine_log";
    public const string Rest = "rest";

    /// <summary>The whole first, then its parts, indexes included.</summary>
    public async Task<IReadOnlyList<StoragePart>> ListAsync(CancellationToken cancellationToken)
    {
        var sizes = db.Database.IsNpgsql() ? await OnPostgresAsync(cancellationToken) : await OnSqliteAsync(cancellationToken);
        return [.. sizes.OrderByDescending(part => part.Part == Whole).ThenBy(part => part.Part == Rest).ThenByDescending(part => part.Bytes)];
    }

    private Task<List<StoragePart>> OnPostgresAsync(CancellationToken cancellationToken) => db.Database.SqlQuery<StoragePart>(
        $"""
        SELECT {Whole} AS part, pg_database_size(current_database()) AS bytes
        UNION ALL
        SELECT CASE WHEN space.nspname = 'hangfire' THEN {Hangfire} WHEN relname LIKE 'mail%' THEN {Mails}
                    WHEN relname IN ({Journal}, {EngineLog}) THEN relname ELSE {Rest} END AS part,
               sum(pg_total_relation_size(class.oid))::bigint AS bytes
        FROM pg_class AS class JOIN pg_namespace AS space ON space.oid = relnamespace
        WHERE relkind = 'r' AND space.nspname NOT IN ('pg_catalog', 'information_schema') AND space.nspname NOT LIKE 'pg_toast%'
        GROUP BY 1
        """).ToListAsync(cancellationToken);

    private Task<List<StoragePart>> OnSqliteAsync(CancellationToken cancellationToken) => db.Database.SqlQuery<StoragePart>(
        $"""
        SELECT {Whole} AS part, page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()
        """).ToListAsync(cancellationToken);
}
