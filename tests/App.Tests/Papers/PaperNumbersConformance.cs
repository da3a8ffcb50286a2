using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Tests.PaperDesk;

/// <summary>What paper numbers promise, stated once and run on every database.</summary>
public abstract class PaperNumbersConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task Eight_desks_at_once_give_out_every_number_once_without_a_gap()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<int>();
            for (var turn = 0; turn < 5; turn++)
            {
                mine.AddRange(await TakeAsync("同时", 2, keep: true));
            }

            return mine;
        }, Cancel)));

        Assert.Equal(Enumerable.Range(1, 80), runs.SelectMany(run => run).Order());
    }

    [Fact]
    public async Task Desks_that_fail_in_between_and_steps_that_issue_one_at_a_time_leave_no_gap_either()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(desk => Task.Run(async () =>
        {
            var mine = new List<int>();
            for (var turn = 0; turn < 8; turn++)
            {
                // Every third transaction is given up after it took its numbers; two of the desks issue as a workflow's step does.
                var keep = (turn + desk) % 3 != 0;
                var numbers = desk < 4 ? await TakeAsync("混合", 1 + (turn % 3), keep) : [await IssueAsync("混合", keep)];
                mine.AddRange(keep ? numbers : []);
            }

            return mine;
        }, Cancel)));

        var given = runs.SelectMany(run => run).Order().ToList();
        Assert.Equal(Enumerable.Range(1, given.Count), given);
        Assert.Equal([given.Count + 1], await TakeAsync("混合", 1, keep: true));
    }

    [Fact]
    public async Task A_transaction_that_is_given_up_leaves_no_gap()
    {
        Assert.Equal([1, 2], await TakeAsync("放弃", 2, keep: true));
        Assert.Equal([3, 4, 5], await TakeAsync("放弃", 3, keep: false));
        Assert.Equal([3], await TakeAsync("放弃", 1, keep: true));
    }

    [Fact]
    public async Task Each_kind_and_year_counts_for_itself()
    {
        Assert.Equal([1], await TakeAsync("分开", 1, keep: true));
        Assert.Equal([1], await TakeAsync("分开", 1, keep: true, PaperKind.TalkNotice));
        Assert.Equal([1], await TakeAsync("分开", 1, keep: true, year: 2025));
        Assert.Equal([2], await TakeAsync("分开", 1, keep: true));
    }

    [Fact]
    public async Task Without_a_transaction_no_number_is_given()
    {
        await using var db = Database.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.TakeNumbersAsync("无", PaperKind.UrgeNote, 2024, 1, Cancel));
    }

    /// <summary>As a step does: the loser of a race looks again.</summary>
    private async Task<int> IssueAsync(string body, bool keep)
    {
        while (true)
        {
            try
            {
                await using var db = Database.Open();
                await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
                var paper = await new PaperIssue(db).IssueAsync(
                    body, PaperKind.UrgeNote, null, new(2024, 1, 4), PaperText.Written("请报告。", null, new()), DateTimeOffset.UnixEpoch, Cancel);
                await db.SaveChangesAsync(Cancel);
                if (keep)
                {
                    await transaction.CommitAsync(Cancel);
                }

                return paper.Number;
            }
            catch (Exception error) when (error is DbUpdateException or DbException { IsTransient: true })
            {
                // Another desk took the number first.
            }
        }
    }

    private async Task<List<int>> TakeAsync(string body, int count, bool keep, PaperKind kind = PaperKind.UrgeNote, int year = 2024)
    {
        await using var db = Database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
        var numbers = await db.TakeNumbersAsync(body, kind, year, count, Cancel);
        if (keep)
        {
            await transaction.CommitAsync(Cancel);
        }

        return [.. numbers.Select(number => number.Number)];
    }
}

public sealed class PaperNumbersOnSqlite(SqliteDatabase database) : PaperNumbersConformance<SqliteDatabase>(database);

public sealed class PaperNumbersOnPostgres(PostgresDatabase database) : PaperNumbersConformance<PostgresDatabase>(database);
