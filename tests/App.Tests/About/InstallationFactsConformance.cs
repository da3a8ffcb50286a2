using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.About;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.About;

/// <summary>The page about the installation tells what really runs.</summary>
public abstract class InstallationFactsConformance<TDatabase>(TDatabase database, string server) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task The_database_tells_its_version_its_name_and_its_schema_but_no_password()
    {
        await using var db = Database.Open();
        var folder = Path.GetTempPath();

        var here = await new InstallationFacts(db, new() { DataFolder = folder }).ReadAsync(Cancel);

        Assert.Matches($@"^{server} \d+\.\d+", here.Server);
        Assert.NotEmpty(here.Database);
        Assert.DoesNotContain("assword", here.Database, StringComparison.Ordinal);
        Assert.Equal(db.Database.GetMigrations().Last(), here.Schema);
        Assert.Equal(0, here.Pending);
        Assert.Matches(@"^\d+\.\d+\.\d+", here.Version);
        Assert.Equal(Path.GetFullPath(folder), here.Disk?.Folder);
        Assert.InRange(here.Disk?.Free ?? -1, 0, here.Disk?.Total ?? 0);
    }
}

public sealed class InstallationFactsOnSqlite(SqliteDatabase database) : InstallationFactsConformance<SqliteDatabase>(database, "SQLite");

public sealed class InstallationFactsOnPostgres(PostgresDatabase database) : InstallationFactsConformance<PostgresDatabase>(database, "PostgreSQL");

public sealed class DiskSpaceTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(GiB - 1, 4 * GiB, true)]
    [InlineData(GiB, 4 * GiB, false)]
    [InlineData(4 * GiB, 100 * GiB, true)]
    [InlineData(5 * GiB, 100 * GiB, false)]
    public void Little_room_is_less_than_a_gibibyte_or_a_twentieth(long free, long total, bool scarce) =>
        Assert.Equal(scarce, new DiskSpace("/data", free, total).IsScarce);

    [Fact]
    public void A_folder_that_no_disk_holds_has_no_room_to_tell() => Assert.Null(InstallationFacts.DiskOf("\0"));
}
