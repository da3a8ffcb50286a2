using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>
/// A mail goes to a person and to the deputy, and the dispatcher is killed (-9) around the first of the two or the second. Neither
/// gets it twice, neither is forgotten, and only the one that was under way stands as uncertain; on every database.
/// </summary>
public abstract class KilledCopiesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4);

    [Theory]
    [InlineData(1, false, MailStatus.Uncertain, MailStatus.Accepted)]
    [InlineData(1, true, MailStatus.Uncertain, MailStatus.Accepted)]
    [InlineData(2, false, MailStatus.Accepted, MailStatus.Uncertain)]
    [InlineData(2, true, MailStatus.Accepted, MailStatus.Uncertain)]
    public async Task A_dispatcher_killed_between_a_person_and_the_deputy_tells_each_once(int copy, bool taken, MailStatus persons, MailStatus deputys)
    {
        await using var sink = new SmtpSink();
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await ArrangeAsync(world);
        var mail = await world.OweAsync();

        await DispatchAndKillAsync(sink, copy, taken);
        await FinishAsync(world, sink.Port);

        // What was taken without an answer, or not at all, nobody can know: it is not repeated, and the ledger says so.
        var rows = await world.ReadAsync(db => db.Mails.AsNoTracking().Where(row => row.Id == mail || row.ForMailId == mail).ToListAsync(Cancel));
        Assert.Equal(
            [(world.Official, persons, copy == 1 && !taken ? 0 : 1), (world.OtherOfficial, deputys, copy == 2 && !taken ? 0 : 1)],
            rows.OrderBy(row => row.ForMailId is not null).Select(row => (row.RecipientId, row.Status, TakenFor(row.RecipientId))));

        int TakenFor(Guid person) => sink.Recipients.Count(recipient => recipient.Contains(person.ToString("N"), StringComparison.Ordinal));
    }

    /// <summary>Not a test: a dispatcher that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync((product, _) => product.GetRequiredService<DispatchOutbox>().RunAsync(Cancel));

    /// <summary>Kills it when that copy is offered to the server, or when the server has it and has not said so yet.</summary>
    private async Task DispatchAndKillAsync(SmtpSink sink, int copy, bool taken)
    {
        var child = new Lazy<Process>(() => ChildProcess.Start(
            GetType(), nameof(Child), Database, now: Start.AddMinutes(1), words:
            [
                "Rectify:Mail:Transport=Smtp", "Rectify:Mail:Host=127.0.0.1", "Rectify:Mail:Security=None", "Rectify:Mail:Connections=1",
                string.Create(CultureInfo.InvariantCulture, $"Rectify:Mail:Port={sink.Port}"),
            ]));
        sink.Decide = offer =>
        {
            if (!taken && offer.Before == copy - 1)
            {
                Kill();
                return SinkAct.CloseBefore;
            }

            return SinkAct.Accept;
        };
        sink.Took = () =>
        {
            if (taken && sink.Taken.Count == copy)
            {
                Kill();
            }
        };
        var output = await child.Value.StandardOutput.ReadToEndAsync(Cancel);
        await child.Value.WaitForExitAsync(Cancel);
        Assert.True(child.Value.ExitCode == 137, $"The dispatcher ended with {child.Value.ExitCode}: {output}");
        child.Value.Dispose();
        (sink.Decide, sink.Took) = (null, null);

        void Kill()
        {
            child.Value.Kill();
            child.Value.WaitForExit();
        }
    }

    /// <summary>Another dispatcher, which nobody kills, sends what is left when the lease of the dead is over.</summary>
    private static async Task FinishAsync(MailWorld world, int port)
    {
        await using var smtp = new SmtpTransport(
            Options.Create(new MailOptions { Host = "127.0.0.1", Port = port, Security = MailSecurity.None }), world.Clock);
        world.Transport.Pass = smtp;
        await world.RunAsync(Start.AddMinutes(17), "outbox", "outbox");
    }

    private static async Task ArrangeAsync(MailWorld world)
    {
        var day = new DateOnly(2023, 12, 4);
        var by = await world.AskAsync((PeopleDirectory directory) => directory.ViewerAsync(world.Official, Cancel)) ?? throw new InvalidOperationException("Nobody.");
        Assert.IsType<ArrangeDeputy.Outcome.Done>(await world.AskAsync((ArrangeDeputy arrange) => arrange.RunAsync(
            new(by, world.Official, world.OtherOfficial, day, day.AddDays(5), "外出学习", DeputyMode.Both), Cancel)));
        await world.RunAsync("outbox");   // both have been told of it
        await world.ChangeAsync(db => db.Mails.Where(mail => mail.Kind == MailKind.Deputy).ExecuteDeleteAsync(Cancel));
    }
}

public sealed class KilledCopiesOnSqlite(SqliteDatabase database) : KilledCopiesConformance<SqliteDatabase>(database);

public sealed class KilledCopiesOnPostgres(PostgresDatabase database) : KilledCopiesConformance<PostgresDatabase>(database);
