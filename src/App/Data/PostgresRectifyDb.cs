using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Rectify.Workflow.App.Data;

/// <summary>The model on PostgreSQL: production, several hosts.</summary>
public sealed class PostgresRectifyDb(DbContextOptions<PostgresRectifyDb> options) : RectifyDb(options)
{
    internal sealed class DesignTime : IDesignTimeDbContextFactory<PostgresRectifyDb>
    {
        public PostgresRectifyDb CreateDbContext(string[] args) => new((DbContextOptions<PostgresRectifyDb>)
            new DbContextOptionsBuilder<PostgresRectifyDb>().UsePostgres("Host=localhost").Options);
    }
}
