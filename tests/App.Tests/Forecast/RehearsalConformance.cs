using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Rehearsal;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Forecasts;

/// <summary>A past period is rehearsed beside the real ledger: the same comes out, and the real one is not touched.</summary>
public abstract class RehearsalConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task What_really_happened_comes_out_again_and_the_source_is_not_touched()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 11, 7));
        var handedIn = await world.ItemAsync(1, new(2023, 12, 29));
        await world.ItemAsync(2, new(2023, 12, 15));
        await world.ItemAsync(3, new(2024, 1, 5), world.OtherOfficial);
        var left = await world.ItemAsync(4, new(2023, 12, 29));
        await LiveAsync(world, new(2023, 12, 11), new(2023, 12, 19));
        await world.MoveAsync(handedIn, ItemTrigger.Submit);
        await LiveAsync(world, new(2023, 12, 20), new(2024, 1, 5));
        var (folder, before) = (Directory.CreateTempSubdirectory("rectify-rehearsal-"), await FingerprintAsync());
        try
        {
            await using var db = Database.Open();
            var rehearse = new Rehearse(db, new ConfigurationBuilder().Build(), TownZone.Read(new ConfigurationBuilder().Build()));
            var report = await rehearse.RunAsync(new(2023, 12, 14), new(2024, 1, 5), Path.Combine(folder.FullName, "sandbox"), null, Cancel);

            Assert.Equal("", string.Join('\n', report.Missing.Concat(report.Extra).Select(one => $"{one.English}: {one.Mail.Occasion} {one.Mail.Name} {string.Join(',', one.Mail.Items)}")));
            Assert.Contains(report.Mails, mail => mail.Kind is MailKind.Rung && mail.Papers.Count > 0);
            Assert.DoesNotContain(report.Mails, mail => mail.Occasion == "day:2023-12-28" && mail.Items.Contains("1/-1"));
            Assert.Contains(report.Mails, mail => mail.Occasion == "day:2023-12-28" && mail.Items.Contains("4/-1"));
            Assert.True(report.Letters > 0);
            Assert.Equal(before, await FingerprintAsync());

            // A mail that never was and one that should have been are told, with a reason.
            await world.ChangeAsync(one => one.Mails.Where(mail => mail.Occasion == "day:2023-12-28" && mail.RecipientId == world.Official).ExecuteDeleteAsync(Cancel));
            await world.ChangeAsync(one => one.Items.Where(item => item.Id == left).ExecuteUpdateAsync(set => set.SetProperty(item => item.UrgedCount, 0), Cancel));
            await using var again = Database.Open();
            var other = await new Rehearse(again, new ConfigurationBuilder().Build(), TownZone.Read(new ConfigurationBuilder().Build()))
                .RunAsync(new(2023, 12, 14), new(2024, 1, 5), Path.Combine(folder.FullName, "again"), null, Cancel);
            Assert.Contains(other.Missing, one => one.Mail.Occasion == "day:2023-12-28" && one.Chinese.Length > 0);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task LiveAsync(MailWorld world, DateOnly from, DateOnly to)
    {
        var town = world.Round.Settings.ToTownTime();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            foreach (var hour in new[] { 8, 9 })
            {
                var at = town.InstantOf(day, new(hour, 30));
                await world.RunAsync(at, hour == 8 ? ["reminders", "escalations", "weekly-summary"] : ["reminders", "escalations"]);
                world.Clock.SetUtcNow(at.AddMinutes(20));
                await world.RunAsync("outbox");
            }
        }
    }

    /// <summary>Everything the database holds, table by table.</summary>
    private async Task<string> FingerprintAsync()
    {
        await using var db = Database.Open();
        var prints = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            await db.Database.OpenConnectionAsync(Cancel);
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The names of the model's own tables.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            var rows = new List<string>();
            while (await reader.ReadAsync(Cancel))
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) switch
                {
                    byte[] bytes => Convert.ToHexString(SHA256.HashData(bytes)),
                    Array list => string.Join(',', list.Cast<object>()),
                    var value => value.ToString(),
                })));
            }

            prints.Add($"{table}: {string.Join('\n', rows.Order(StringComparer.Ordinal))}");
        }

        return string.Join('\n', prints);
    }
}

public sealed class RehearsalOnSqlite(SqliteDatabase database) : RehearsalConformance<SqliteDatabase>(database);

public sealed class RehearsalOnPostgres(PostgresDatabase database) : RehearsalConformance<PostgresDatabase>(database);
