using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// A database with very many watched items of which few are due. One item is stored by the product itself; the others are
/// its copies, made by the server, because a million saves would take the day.
/// </summary>
public sealed class Crowd(BenchDatabase database, int items, int due = 1_000)
{
    /// <summary>Items whose reminder is due, however many there are.</summary>
    public int Due => due;

    /// <summary>2023-12-18 in the town, half past eight: ten working days before the due date of every item.</summary>
    public static readonly DateTimeOffset Now = new(2023, 12, 18, 0, 30, 0, TimeSpan.Zero);

    private static readonly DateOnly DueOn = new(2023, 12, 31);

    public int Items => items;

    public BenchDatabase Database => database;

    public async Task SeedAsync(RectifyDb db, World world)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(world);
        var first = world.NewItem(1, DueOn);
        var march = new ItemMove(null, Now.AddDays(-270), DueOn.AddDays(-280));
        first.Start(march);
        first.Assign(march);
        db.Add(first);
        await db.SaveChangesAsync();

        await CopyFirstAsync();
        // The others come due weeks later, spread over some days as real ones are.
        await database.ExecuteAsync(
            """
            INSERT INTO item_watches (item_id, due_on, rungs_done, next_reminder_at)
            SELECT id, due_on, 0, $1 + interval '14 days' + number % 100000 * interval '10 seconds' FROM items
            """, Now.UtcDateTime);
        await RewindAsync();
        await database.ExecuteAsync("VACUUM ANALYZE");
    }

    /// <summary>Makes every item of the thousand due again and forgets what was sent for it.</summary>
    public async Task RewindAsync()
    {
        await database.ExecuteAsync("TRUNCATE item_notices, mail_notices, mails, papers, journal CASCADE");
        await database.ExecuteAsync(
            "UPDATE item_watches SET next_reminder_at = $1 FROM items WHERE id = item_id AND number % $2 = 0",
            Now.UtcDateTime, items / Due);
    }

    /// <summary>Copies the one item there is until there are so many, for officials whose user names are like that, in turn.</summary>
    public static async Task CopyItemsAsync(BenchDatabase database, string officials, int items)
    {
        ArgumentNullException.ThrowIfNull(database);
        string[] own = ["id", "number", "responsible_person_id"];
        var others = await OthersAsync(database, "items", own);
        await database.ExecuteAsync(
            $"""
            INSERT INTO items ({string.Join(", ", own)}, {others})
            SELECT gen_random_uuid(), copy, officials.ids[1 + copy % cardinality(officials.ids)], {others}
            FROM items, generate_series(2, $1) AS copy,
              (SELECT array_agg(id ORDER BY user_name) AS ids FROM people WHERE user_name LIKE $2) AS officials
            """, items, officials);
    }

    /// <summary>Copies a person with the roles held, so many times, under names that begin with a word.</summary>
    public static async Task CopyPeopleAsync(BenchDatabase database, string userName, string word, int count)
    {
        ArgumentNullException.ThrowIfNull(database);
        string[] own = ["id", "user_name", "normalized_user_name", "email", "normalized_email"];
        var others = await OthersAsync(database, "people", own);
        await database.ExecuteAsync(
            $"""
            INSERT INTO people ({string.Join(", ", own)}, {others})
            SELECT gen_random_uuid(), $2 || copy, upper($2 || copy), $2 || copy || '@example.invalid', upper($2 || copy || '@example.invalid'), {others}
            FROM people, generate_series(1, $3) AS copy WHERE user_name = $1
            """, userName, word, count);
        await database.ExecuteAsync(
            """
            INSERT INTO "AspNetUserRoles" (user_id, role_id)
            SELECT copies.id, held.role_id FROM people AS first JOIN "AspNetUserRoles" AS held ON held.user_id = first.id, people AS copies
            WHERE first.user_name = $1 AND copies.user_name LIKE $2 || '%'
            """, userName, word);
    }

    private Task CopyFirstAsync() => CopyItemsAsync(database, "official%", items);

    /// <summary>The columns of a table that are copied as they are.</summary>
    private static Task<string> OthersAsync(BenchDatabase database, string table, string[] own) => database.ScalarAsync<string>(
        """
        SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
        WHERE table_name = $2 AND column_name <> ALL ($1)
        """, own, table);
}
