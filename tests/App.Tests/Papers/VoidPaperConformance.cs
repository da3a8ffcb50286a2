using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Tests.PaperDesk;

/// <summary>What withdrawing a paper promises (作废), stated once and run on every database.</summary>
public abstract class VoidPaperConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task A_withdrawn_number_stays_and_the_next_paper_takes_the_next()
    {
        await using var world = await WorldAsync(items: 2);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        var first = (await PapersAsync(world))[0];

        Assert.IsType<VoidPaper.Outcome.Done>(await VoidAsync(world, first.Id, "发错单位"));
        await world.RunAsync("outbox");
        await world.ItemAsync(3, new(2023, 12, 31));
        await world.RunAsync(MailWorld.Local(2024, 1, 3), "escalations");

        var papers = await PapersAsync(world);
        Assert.Equal([(1, PaperStatus.Void), (2, PaperStatus.Issued), (3, PaperStatus.Issued)], papers.Select(paper => (paper.Number, paper.Status)));
        Assert.Equal((new DateOnly(2024, 1, 2), world.Supervisor, "发错单位"), (papers[0].VoidedOn, papers[0].VoidedBy, papers[0].VoidReason));
        Assert.Contains("发错单位", Assert.Single(await world.ReadAsync(db => db.Journal
            .Where(entry => entry.Kind == "paper.voided" && entry.By == world.Supervisor).ToListAsync(Cancel))).Data, StringComparison.Ordinal);
        Assert.IsType<VoidPaper.Outcome.AlreadyVoid>(await VoidAsync(world, first.Id, "再来一次"));
    }

    [Fact]
    public async Task What_has_not_left_leaves_without_it_or_not_at_all()
    {
        await using var world = await WorldAsync(items: 2);
        var late = await ItemAsync(world, 3, world.OtherOfficial);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        var papers = await PapersAsync(world);
        var others = papers.Single(paper => paper.ItemId == late);

        await VoidAsync(world, others.Id, "重复");
        await VoidAsync(world, papers[0].Id, "重复");
        var cancelled = Assert.Single(await world.MailsAsync(MailKind.Rung, world.OtherOfficial));
        await world.RunAsync("outbox");

        Assert.Equal((MailStatus.Cancelled, true), (cancelled.Status, cancelled.Detail?.Contains("作废", StringComparison.Ordinal)));
        Assert.Contains(MailStatus.Cancelled, await world.ReadAsync(db => db.MailStates.Where(state => state.MailId == cancelled.Id).Select(state => state.Status).ToListAsync(Cancel)));
        Assert.Empty(await world.SentAsync(world.OtherOfficial));
        var sent = Assert.Single(await world.SentAsync(world.Official));
        Assert.DoesNotContain(papers[0].NumberText, sent.TextBody, StringComparison.Ordinal);
        Assert.Equal([PaperFile.NameOf(papers[1])], sent.Attachments.Select(file => file.ContentDisposition?.FileName));
    }

    [Fact]
    public async Task Only_a_supervisor_withdraws_and_only_with_a_reason()
    {
        await using var world = await WorldAsync(items: 1);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        var paper = Assert.Single(await PapersAsync(world));

        Assert.IsType<VoidPaper.Outcome.NotAllowed>(await VoidAsync(world, paper.Id, "不该", world.Leader));
        Assert.IsType<VoidPaper.Outcome.BadReason>(await VoidAsync(world, paper.Id, "  "));
        Assert.IsType<VoidPaper.Outcome.BadReason>(await VoidAsync(world, paper.Id, new string('长', VoidPaper.LongestReason + 1)));
        Assert.IsType<VoidPaper.Outcome.NoSuchPaper>(await VoidAsync(world, Guid.NewGuid(), "没有"));
        Assert.Equal(PaperStatus.Issued, Assert.Single(await PapersAsync(world)).Status);
    }

    [Fact]
    public async Task Of_two_supervisors_at_once_one_withdraws()
    {
        await using var world = await WorldAsync(items: 1);
        await world.RunAsync(MailWorld.Local(2024, 1, 2), "escalations");
        var paper = Assert.Single(await PapersAsync(world));

        var race = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => VoidAsync(world, paper.Id, "重复"), Cancel)));

        Assert.Single(race, outcome => outcome is VoidPaper.Outcome.Done);
        Assert.Equal(1, await world.ReadAsync(db => db.Journal.CountAsync(entry => entry.Kind == "paper.voided" && entry.By == world.Supervisor, Cancel)));
    }

    private async Task<MailWorld> WorldAsync(int items)
    {
        var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 31, 7));
        for (var number = 1; number <= items; number++)
        {
            await ItemAsync(world, number, world.Official);
        }

        return world;
    }

    private static async Task<ItemId> ItemAsync(MailWorld world, int number, Guid official)
    {
        var item = await world.ItemAsync(number, new(2023, 12, 31), official);
        await world.ChangeAsync(db => Task.FromResult(db.ItemUnits.Add(new() { ItemId = item, UnitId = world.Office })));
        return item;
    }

    private static async Task<VoidPaper.Outcome> VoidAsync(MailWorld world, Guid paper, string reason, Guid? by = null)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var viewer = await scope.ServiceProvider.GetRequiredService<PeopleDirectory>().ViewerAsync(by ?? world.Supervisor, Cancel);
        Assert.NotNull(viewer);
        return await scope.ServiceProvider.GetRequiredService<VoidPaper>().RunAsync(paper, viewer, reason, Cancel);
    }

    private static Task<List<Paper>> PapersAsync(MailWorld world) => world.ReadAsync(db => db.Papers
        .Where(paper => paper.IssuingBody == world.Round.Settings.IssuingBody && paper.Kind == PaperKind.ReminderLetter).OrderBy(paper => paper.Number).ToListAsync(Cancel));
}

public sealed class VoidPaperOnSqlite(SqliteDatabase database) : VoidPaperConformance<SqliteDatabase>(database);

public sealed class VoidPaperOnPostgres(PostgresDatabase database) : VoidPaperConformance<PostgresDatabase>(database);
