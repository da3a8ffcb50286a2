using System.Data.Common;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.About;

/// <summary>What runs here (关于): the product, its runtime and its database, as support asks for them. Never a password.</summary>
/// <param name="Version">The product's version, with the commit where the build knew it.</param>
/// <param name="Runtime">.NET and the operating system.</param>
/// <param name="Server">The database and its version.</param>
/// <param name="Database">The database's name, or the embedded file.</param>
/// <param name="Schema">The last migration that was applied.</param>
/// <param name="Pending">Migrations of this version that were not applied yet.</param>
/// <param name="Disk">The disk of the data folder; null when it cannot be asked.</param>
public sealed record Installation(string Version, string Runtime, string Server, string Database, string? Schema, int Pending, DiskSpace? Disk);

/// <summary>Room on the disk of a folder, in bytes.</summary>
public sealed record DiskSpace(string Folder, long Free, long Total)
{
    private const long Little = 1L << 30;

    /// <summary>Less than 1 GiB or a twentieth is free: evidence and mails may soon be refused.</summary>
    public bool IsScarce => Free < Little || Free < Total / 20;
}

/// <summary>Asks the process, the database and the disk what they are.</summary>
public sealed class InstallationFacts(RectifyDb db, DatabaseOptions options)
{
    /// <summary>The product's version as the build stamped it.</summary>
    public static string Version { get; } =
        typeof(InstallationFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public async Task<Installation> ReadAsync(CancellationToken cancellationToken)
    {
        var applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = db.Database.GetDbConnection();
            return new(
                Version,
                $"{RuntimeInformation.FrameworkDescription} · {RuntimeInformation.OSDescription} · {RuntimeInformation.ProcessArchitecture}",
                $"{(db.Database.IsNpgsql() ? "PostgreSQL" : "SQLite")} {connection.ServerVersion}",
                NameOf(connection), applied.LastOrDefault(), pending.Count(), DiskOf(Path.GetFullPath(options.DataFolder)));
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Room on the disk that holds a folder; null when the system does not tell.</summary>
    public static DiskSpace? DiskOf(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return new(folder, drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    // PostgreSQL: server and name. SQLite: the file.
    private static string NameOf(DbConnection connection) =>
        connection.DataSource is { Length: > 0 } source && connection.Database is { Length: > 0 } name && name != "main"
            ? $"{name} @ {source}" : Path.GetFullPath(connection.DataSource);
}
