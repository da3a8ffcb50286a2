using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.Tests.HandingOver;

/// <summary>
/// A handover runs in a process of its own that is killed (-9) at its first statement, in their midst and just before the
/// commit. Nothing of it is there, and repeated it happens once; on every database.
/// </summary>
public abstract class KilledHandoverConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const int Items = 3;

    [Fact]
    public async Task A_handover_killed_before_its_commit_has_not_happened_and_repeated_happens_once()
    {
        await using var world = await World.BuildAsync(Database, services =>
        {
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddPeople();
        });
        for (var item = 0; item < Items; item++)
        {
            await world.DecideAsync(await world.StartAsync(new(2023, 9, 14)), world.Leader, "Assigned");
        }

        var before = await StateAsync(world);
        // Before anything, among what it adds, among what it moves (added are 11 rows), and when all is done but kept.
        foreach (var point in new[] { 1, 6, 14, KillAt.Commit })
        {
            Assert.False(await RunChildAsync(world, point), $"Nobody was killed at point {point}.");
            Assert.Equal(before, await StateAsync(world));
        }

        Assert.True(await RunChildAsync(world, int.MaxValue));
        var after = await StateAsync(world);
        await world.RunAsync<HandOverItems>(async again => Assert.IsType<HandOverItems.Outcome.NothingThere>(await again.RunAsync(
            new(await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Leader, Cancel) ?? throw new InvalidOperationException("Nobody."),
                world.Official, world.OtherOfficial, "调离"), Cancel)));

        Assert.Equal(new((Items, Items), (0, 0), before.Versions, (0, 0), 0, 0), before);
        Assert.Equal(new((0, 0), (Items, Items), before.Versions + Items, (Items + 1, 1), 3, Items), after);
        Assert.Equal(after, await StateAsync(world));
    }

    /// <summary>Not a test: the process that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync(async (product, words) =>
    {
        var viewer = await product.GetRequiredService<PeopleDirectory>().ViewerAsync(Guid.Parse(words[0]), Cancel);
        Assert.NotNull(viewer);
        Assert.IsType<HandOverItems.Outcome.Done>(await product.GetRequiredService<HandOverItems>()
            .RunAsync(new(viewer, Guid.Parse(words[1]), Guid.Parse(words[2]), "调离"), Cancel));
    });

    private Task<bool> RunChildAsync(World world, int point) => ChildProcess.RunAsync(
        GetType(), nameof(Child), Database, point, world.Clock.GetUtcNow(), world.Leader.ToString(), world.Official.ToString(), world.OtherOfficial.ToString());

    private static Task<State> StateAsync(World world) => world.ReadAsync(async db =>
    {
        return new State(
            await OfAsync(world.Official), await OfAsync(world.OtherOfficial),
            await db.Items.Where(item => item.RoundId == world.Round).SumAsync(item => item.Version, Cancel),
            (await db.Journal.CountAsync(row => row.By == world.Leader && (row.Kind == "item.handedover" || row.Kind == "handover.done"), Cancel),
                await db.Handovers.CountAsync(row => row.FromId == world.Official, Cancel)),
            await db.Mails.CountAsync(mail => mail.Kind == MailKind.Handover, Cancel),
            await db.Mails.CountAsync(mail => mail.RecipientId == world.Official && mail.Kind == MailKind.TaskOpened && mail.Status == MailStatus.Cancelled, Cancel));

        async Task<(int, int)> OfAsync(Guid person)
        {
            PersonId? me = new PersonId(person);
            return (await db.Items.CountAsync(item => item.Duty.ResponsiblePerson == me, Cancel),
                await db.Tasks.CountAsync(task => task.Status == WorkTaskStatus.Open && task.PersonId == person, Cancel));
        }
    });

    /// <summary>All that a handover touches: items and open tasks of both, versions, the journal and handovers, receipts, cancelled mails.</summary>
    private sealed record State((int, int) Old, (int, int) Heir, int Versions, (int, int) Journal, int Receipts, int Cancelled);
}

public sealed class KilledHandoverOnSqlite(SqliteDatabase database) : KilledHandoverConformance<SqliteDatabase>(database);

public sealed class KilledHandoverOnPostgres(PostgresDatabase database) : KilledHandoverConformance<PostgresDatabase>(database);
