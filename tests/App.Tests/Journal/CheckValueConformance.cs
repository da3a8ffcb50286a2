using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.App.Tests.Journals;

/// <summary>What leaves the house carries the journal's check value (日志校验值), stated once and run on every database.</summary>
public abstract class CheckValueConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateOnly YearEnd = new(2023, 12, 31);

    [Fact]
    public async Task Papers_and_summaries_carry_the_value_of_their_minute_and_it_proves_the_journal_later()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 28, 7));
        var item = await world.ItemAsync(5, YearEnd);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "journal-seals", "escalations");
        var first = await world.ReadAsync(db => db.Papers.Where(paper => paper.ItemId == item).OrderByDescending(paper => paper.IssuedOn).FirstAsync(Cancel));
        Assert.Null(PaperSheet.Read(first.Sheet).CheckValue);   // the town's journal was empty until then

        await world.RunAsync(MailWorld.Local(2024, 1, 4), "journal-seals", "escalations", "weekly-summary", "outbox");
        var value = await HeadAsync(world);
        var second = await world.ReadAsync(db => db.Papers.Where(paper => paper.ItemId == item).OrderByDescending(paper => paper.IssuedOn).FirstAsync(Cancel));
        var summary = Assert.Single(await world.SentAsync(world.Secretary), message => message.Subject!.Contains("每周汇总", StringComparison.Ordinal));
        await world.RunAsync(MailWorld.Local(2024, 1, 10), "escalations", "journal-seals");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(value, PaperSheet.Read(second.Sheet).CheckValue);
        Assert.Contains($"工作日志校验值：{value}", summary.TextBody, StringComparison.Ordinal);
        Assert.Contains($"工作日志校验值 {value}", summary.HtmlBody, StringComparison.Ordinal);
        Assert.NotEqual(value, await HeadAsync(world));
        Assert.Null((await VerifyAsync(world, value)).Fault);
        var digits = value.Split('-')[1];
        Assert.NotNull((await VerifyAsync(world, value.Replace(digits, new string([.. digits.Reverse()]), StringComparison.Ordinal))).Fault);
    }

    private static Task<string> HeadAsync(MailWorld world) => world.AskAsync<JournalProof, string>(async proof => (await proof.HeadAsync(world.Town, Cancel)).Brief);

    private static Task<JournalVerdict> VerifyAsync(MailWorld world, string noted) => world.AskAsync<JournalProof, JournalVerdict>(
        proof => proof.VerifyAsync(world.Town, [HeadNote.Parse(noted) ?? throw new InvalidOperationException(noted)], Cancel));
}

public sealed class CheckValueOnSqlite(SqliteDatabase database) : CheckValueConformance<SqliteDatabase>(database);

public sealed class CheckValueOnPostgres(PostgresDatabase database) : CheckValueConformance<PostgresDatabase>(database);
