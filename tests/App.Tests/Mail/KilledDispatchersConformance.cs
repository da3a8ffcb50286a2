using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>
/// Dispatchers in processes of their own send through a real SMTP server and are killed (-9) at random moments. Nothing is
/// lost, and nothing is sent twice: what nobody can know stands as uncertain in the ledger. RECTIFY_SOAK=1 makes it 2,000
/// mails and 200 kills.
/// </summary>
public abstract class KilledDispatchersConformance<TDatabase>(TDatabase database, ITestOutputHelper output, int dispatchers) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const string Go = "GO";
    private const int Connections = 4;
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4);
    private static readonly bool Soak = Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1";

    [Fact]
    public async Task Dispatchers_killed_at_random_moments_lose_no_mail_and_send_none_twice()
    {
        var (mails, kills) = Soak ? (2_000, 200) : (120, 2 * dispatchers);
        using var sink = await SmtpSinkProcess.StartAsync();
        await using var world = await MailWorld.CreateAsync(Database, Start);
        var owed = await OweAsync(world, mails);
        var random = new Random(20231204);
        var (killed, now) = (0, Start);
        while (killed < kills)
        {
            // What the dead held is free again after the lease.
            now = now.AddMinutes(16);
            var left = await world.ReadAsync(db => db.Mails.CountAsync(mail => mail.Status == MailStatus.Planned, Cancel));
            Assert.True(left > 0, $"All was sent after {killed} of {kills} kills.");
            killed += await GenerationAsync(sink, now, random, left, kills - killed);
        }

        var before = sink.Count;
        await FinishAsync(world, sink.Port, now.AddMinutes(16));
        await CompareAsync(world, owed, await sink.MessageIdsAsync(Cancel), kills, before);
    }

    /// <summary>Not a test: a dispatcher that the test above starts and kills.</summary>
    [Fact(Explicit = true)]
    public Task Child() => ChildProcess.ActAsync(async (product, _) =>
    {
        // Straight to the pipe: the parent waits for it, and the test runner would keep it to itself.
        await using var pipe = Console.OpenStandardOutput();
        await pipe.WriteAsync(Encoding.ASCII.GetBytes($"{Go}\n"), Cancel);
        await product.GetRequiredService<DispatchOutbox>().RunAsync(Cancel);
    });

    /// <summary>Some dispatchers at once, each killed after it has sent a few mails or a moment after its start; says how many were.</summary>
    private async Task<int> GenerationAsync(SmtpSinkProcess sink, DateTimeOffset now, Random random, int left, int killsLeft)
    {
        var children = Enumerable.Range(0, dispatchers).Select(_ => ChildProcess.Start(
            GetType(), nameof(Child), Database, now: now, words:
            [
                "Rectify:Mail:Transport=Smtp", "Rectify:Mail:Host=127.0.0.1", "Rectify:Mail:Security=None", "Rectify:Mail:BatchSize=20",
                string.Create(CultureInfo.InvariantCulture, $"Rectify:Mail:Port={sink.Port}"),
                string.Create(CultureInfo.InvariantCulture, $"Rectify:Mail:Connections={Connections}"),
            ])).ToList();
        try
        {
            // So that the mails last for all kills: a dispatcher sends some more while it is being killed.
            var share = dispatchers * left / killsLeft * 2 / 3;
            var plans = children.ConvertAll(_ => (Mails: random.Next(0, share), Wait: TimeSpan.FromMilliseconds(random.NextDouble() * 4), Early: random.NextDouble() * 400));
            return (await Task.WhenAll(children.Zip(plans, (child, plan) => Task.Run(
                () => KillAsync(child, sink, plan.Mails, plan.Mails == 0 ? TimeSpan.FromMilliseconds(plan.Early) : plan.Wait), Cancel)))).Sum();
        }
        finally
        {
            foreach (var child in children)
            {
                child.Kill();
                child.Dispose();
            }
        }
    }

    private static async Task<int> KillAsync(Process child, SmtpSinkProcess sink, int mails, TimeSpan wait)
    {
        while (await child.StandardOutput.ReadLineAsync(Cancel) is { } line && !line.EndsWith(Go, StringComparison.Ordinal))
        {
            // The runner's own words.
        }

        var until = sink.Count + mails;
        while (!child.HasExited && sink.Count < until)
        {
            await Task.Delay(1, Cancel);
        }

        await Task.Delay(wait, Cancel);
        child.Kill();
        await child.WaitForExitAsync(Cancel);
        Assert.True(child.ExitCode is 0 or 137, $"A dispatcher ended with {child.ExitCode}: {await child.StandardOutput.ReadToEndAsync(Cancel)}");
        return child.ExitCode == 137 ? 1 : 0;
    }

    private static async Task<List<Guid>> OweAsync(MailWorld world, int count)
    {
        var mails = Enumerable.Range(0, count).Select(number => MailPlan.FromWorkflow(
            world.Official, $"kill-{number}", null, $"整改推进会第{number}号通知", "请准时参加，并带好整改台账。", Start)).ToList();
        await world.ChangeAsync(db =>
        {
            db.Mails.AddRange(mails);
            return Task.CompletedTask;
        });
        return mails.ConvertAll(mail => mail.Id);
    }

    /// <summary>One more dispatcher, which nobody kills, sends what is left.</summary>
    private static async Task FinishAsync(MailWorld world, int port, DateTimeOffset now)
    {
        world.Clock.SetUtcNow(now);
        await using var smtp = new SmtpTransport(
            Options.Create(new MailOptions { Host = "127.0.0.1", Port = port, Security = MailSecurity.None }), world.Clock);
        world.Transport.Pass = smtp;
        await world.RunAsync("outbox");
    }

    private async Task CompareAsync(MailWorld world, List<Guid> owed, List<string> taken, int kills, int sentByTheKilled)
    {
        var rows = await world.ReadAsync(db => db.Mails.AsNoTracking().Where(mail => owed.Contains(mail.Id)).ToListAsync(Cancel));
        var from = new MailOptions().From;
        var sent = taken.GroupBy(id => id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var (accepted, uncertain) = (rows.Count(row => row.Status == MailStatus.Accepted), rows.Count(row => row.Status == MailStatus.Uncertain));
        var unknown = rows.Count(row => row.Status == MailStatus.Uncertain && sent.ContainsKey(MailMessages.IdOf(row.Id, from)));
        output.WriteLine($"{rows.Count} mails, {kills} kills of {dispatchers} dispatchers: {accepted} accepted, {uncertain} uncertain ({unknown} of them had been taken); "
            + $"the server has {taken.Count} messages, {sentByTheKilled} of them by those killed.");

        Assert.Equal(owed.Count, rows.Count);
        Assert.Equal(owed.Count, accepted + uncertain);
        Assert.All(sent, message => Assert.Equal(1, message.Value));
        Assert.All(rows.Where(row => row.Status == MailStatus.Accepted), row => Assert.True(sent.ContainsKey(MailMessages.IdOf(row.Id, from)), $"{row.Id} is lost."));
        Assert.Equal(accepted + unknown, taken.Count);
        Assert.InRange(uncertain, 0, kills * Connections);

        // The proof means something only if they were killed in the midst of sending.
        Assert.InRange(sentByTheKilled, 1, owed.Count);
        Assert.True(!Soak || uncertain > 0, "200 kills never met a mail under way.");
    }
}

public sealed class KilledDispatchersOnPostgres(PostgresDatabase database, ITestOutputHelper output)
    : KilledDispatchersConformance<PostgresDatabase>(database, output, dispatchers: 2);

public sealed class KilledDispatchersOnSqlite(SqliteDatabase database, ITestOutputHelper output)
    : KilledDispatchersConformance<SqliteDatabase>(database, output, dispatchers: 1);
