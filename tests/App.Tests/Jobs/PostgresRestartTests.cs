using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Mails;

namespace Rectify.Workflow.App.Tests.Clockwork;

/// <summary>PostgreSQL dies in the middle of the work and comes back.</summary>
[Collection(HangfireHosts.Name)]
public sealed class PostgresRestartTests(RestartableDatabase database) : OnDatabase<RestartableDatabase>(database)
{
    private const int Mails = 60;

    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 15);

    [Fact]
    public async Task After_PostgreSQL_died_while_mails_were_sent_the_jobs_go_on_and_nothing_is_lost_or_sent_twice()
    {
        var (time, mailServer) = (new FakeTimeProvider(Start), new RecordingTransport());
        await using var world = await MailWorld.CreateAsync(Database, Start);
        await using (var db = Database.Open())
        {
            db.Mails.AddRange(Enumerable.Range(0, Mails).Select(mail =>
                MailPlan.FromWorkflow(world.Official, $"note-{mail}", null, "请参加会议", "请准时参加。", Start)));
            await db.SaveChangesAsync(Cancel);
        }

        await using var host = new OneHost(Database, time, mailServer);
        using var died = new ManualResetEventSlim();
        // Those under way when it dies reach the mail server; the ledger cannot be told.
        mailServer.Next([.. Enumerable.Range(0, 20).Select(_ => (Func<Delivery>)(() => new Delivery.Accepted("ok"))), () =>
        {
            Database.KillAsync().GetAwaiter().GetResult();
            died.Set();
            return new Delivery.Accepted("ok");
        }]);
        var storage = JobServer.Storage(Database);
        using var server = new JobServer(storage, host);
        new RecurringJobManager(storage).AddOrUpdate<JobRunner>("outbox", runner => runner.RunAsync("outbox", CancellationToken.None), "*/1 * * * * *");

        Assert.True(died.Wait(TimeSpan.FromMinutes(1), Cancel), "The job did not begin.");
        await Database.StartAsync();
        time.Advance(TimeSpan.FromMinutes(20));   // the leases of those under way end
        await JobServer.EventuallyAsync(async () => await CountAsync(MailStatus.Planned) + await CountAsync(MailStatus.Sending) == 0, "the queue drains");

        var (accepted, uncertain) = (await CountAsync(MailStatus.Accepted), await CountAsync(MailStatus.Uncertain));
        Assert.Equal(Mails, accepted + uncertain);
        Assert.InRange(uncertain, 1, 4);   // one a line
        await using var after = Database.Open();

        // Nothing goes twice, and what is called accepted went; an uncertain one may have been cut off just before it was handed over.
        var sent = mailServer.Sent.Select(each => each.MailId).ToList();
        Assert.Distinct(sent);
        Assert.InRange(sent.Count, accepted, Mails);
        Assert.Subset(sent.ToHashSet(), (await after.Mails.Where(mail => mail.Status == MailStatus.Accepted).Select(mail => mail.Id).ToListAsync(Cancel)).ToHashSet());
        await JobServer.EventuallyAsync(
            async () => (await after.JobRuns.AsNoTracking().SingleAsync(run => run.Id == "outbox", Cancel)).SucceededAt > Start, "the recurring job succeeds again");
    }

    private async Task<int> CountAsync(MailStatus status)
    {
        await using var db = Database.Open();
        return await db.Mails.CountAsync(mail => mail.Status == status, Cancel);
    }
}
