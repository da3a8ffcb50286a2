using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Rectify.Workflow.App.Data;

/// <summary>The model on SQLite: the embedded default, no set-up.</summary>
public sealed class SqliteRectifyDb(DbContextOptions<SqliteRectifyDb> options) : RectifyDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // SQLite can neither sort nor compare a DateTimeOffset column.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
    }

    internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
        at => at.UtcTicks, ticks => new(ticks, TimeSpan.Zero));

    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteRectifyDb>
    {
        public SqliteRectifyDb CreateDbContext(string[] args) => new((DbContextOptions<SqliteRectifyDb>)
            new DbContextOptionsBuilder<SqliteRectifyDb>().UseEmbedded("Data Source=:memory:").Options);
    }
}
