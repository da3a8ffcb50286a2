using System.ComponentModel.DataAnnotations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Rectify.Workflow.App.About;

namespace Rectify.Workflow.App.Data;

/// <summary>Which database holds the record.</summary>
public enum DatabaseProvider
{
    /// <summary>A file in the data folder: the embedded default.</summary>
    Sqlite,

    /// <summary>Production, several hosts.</summary>
    Postgres,
}

/// <summary>Settings under "Rectify:Database".</summary>
public sealed class DatabaseOptions
{
    public DatabaseProvider Provider { get; set; }

    /// <summary>Required for PostgreSQL; for SQLite the file in the data folder is the default.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Folder for the embedded database, evidence files and the mail folder.</summary>
    [Required]
    public string DataFolder { get; set; } = "data";

    /// <summary>The embedded database's file when no connection string names another.</summary>
    public string EmbeddedFile => Path.Combine(DataFolder, "rectify.db");
}

/// <summary>Registers the database.</summary>
public static class DataSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers <see cref="RectifyDb"/> on the configured database.</summary>
        public IServiceCollection AddData(IConfiguration configuration)
        {
            var options = configuration.GetSection("Rectify:Database").Get<DatabaseOptions>() ?? new();
            services.AddSingleton(options);
            services.TryAddScoped<InstallationFacts>();
            if (options.Provider is DatabaseProvider.Postgres)
            {
                var connection = options.ConnectionString ?? throw new InvalidOperationException(
                    "Rectify:Database:Provider is Postgres but Rectify:Database:ConnectionString is empty. " +
                    "Set it, for example to \"Host=localhost;Database=rectify;Username=rectify;Password=...\".");
                // Pooled: options and the context's own services are built once, not for each scope.
                services.AddDbContextPool<PostgresRectifyDb>(builder => builder.UsePostgres(connection));
                services.AddScoped<RectifyDb>(provider => provider.GetRequiredService<PostgresRectifyDb>());
            }
            else
            {
                Directory.CreateDirectory(options.DataFolder);
                var connection = options.ConnectionString ??
                    new SqliteConnectionStringBuilder { DataSource = options.EmbeddedFile }.ToString();
                services.AddDbContextPool<SqliteRectifyDb>(builder => builder.UseEmbedded(connection));
                services.AddScoped<RectifyDb>(provider => provider.GetRequiredService<SqliteRectifyDb>());
            }

            return services;
        }
    }
}

/// <summary>How each database is opened, in one place for hosts, tests and tools.</summary>
public static class DatabaseChoice
{
    extension(DbContextOptionsBuilder builder)
    {
        /// <summary>PostgreSQL, statements prepared automatically: half again as many steps per second, as long as those of a step all have room.</summary>
        public DbContextOptionsBuilder UsePostgres(string connectionString)
        {
            // No session state is ever set, so none need be reset when a connection goes back to its pool.
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
            if (settings.MaxAutoPrepare == 0)
            {
                settings.MaxAutoPrepare = 200;
            }

            return builder.UseNpgsql(settings.ToString()).UseSnakeCaseNamingConvention().UseOneTripSave();
        }

        /// <summary>A SQLite file; a writer waits up to half a minute for its turn.</summary>
        public DbContextOptionsBuilder UseEmbedded(string connectionString)
        {
            var settings = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 30 };
            return builder.UseSqlite(settings.ToString()).UseSnakeCaseNamingConvention();
        }
    }
}
