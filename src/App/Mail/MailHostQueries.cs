using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Mail;

/// <summary>How many mails may go to a host now, and when the next may.</summary>
internal readonly record struct Turns(int Count, DateTimeOffset NextAt);

/// <summary>Rates and absences of hosts, common to all dispatchers; each change expects the row as it was read.</summary>
internal static class MailHostQueries
{
    /// <summary>So much of a rate may go at once; slower rates go mail by mail.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(2);

    private const int LongestReason = 2000;

    extension(RectifyDb db)
    {
        /// <summary>Takes up to so many turns of a host, spread evenly over the minute whoever asks.</summary>
        public async Task<Turns> TakeTurnsAsync(string host, int perMinute, int most, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var interval = TimeSpan.FromMinutes(1) / perMinute;
            var ahead = interval < Burst ? Burst - interval : TimeSpan.Zero;
            while (true)
            {
                var seen = await db.HostAsync(host, cancellationToken);
                var from = seen.NextAt > now ? seen.NextAt : now;
                var count = from > now + ahead ? 0 : Math.Min(most, 1 + (int)((now + ahead - from) / interval));
                var next = from + (count * interval);
                if (count == 0 || await db.MoveTurnsAsync(host, seen.NextAt, next, cancellationToken))
                {
                    return new(count, next - ahead);
                }
            }
        }

        /// <summary>Gives back turns that nobody used.</summary>
        public async Task GiveTurnsBackAsync(string host, int perMinute, int count, CancellationToken cancellationToken)
        {
            DateTimeOffset seen;
            do
            {
                seen = (await db.HostAsync(host, cancellationToken)).NextAt;
            }
            while (!await db.MoveTurnsAsync(host, seen, seen - (count * (TimeSpan.FromMinutes(1) / perMinute)), cancellationToken));
        }

        /// <summary>The mail server as all dispatchers know it; null when nothing was ever noted.</summary>
        public Task<MailHost?> ServerAsync(CancellationToken cancellationToken) =>
            db.MailHosts.AsNoTracking().SingleOrDefaultAsync(host => host.Id == MailHost.Server, cancellationToken);

        /// <summary>Notes that the server is away; of several who find out at once one counts.</summary>
        public async Task<MailHost> NoteAwayAsync(string reason, DateTimeOffset now, Func<int, DateTimeOffset> retryAt, CancellationToken cancellationToken)
        {
            var seen = await db.HostAsync(MailHost.Server, cancellationToken);
            var (failures, since) = (seen.Failures + 1, seen.AwaySince ?? now);
            await db.MailHosts.Where(host => host.Id == MailHost.Server && host.Failures == seen.Failures)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(host => host.AwaySince, since)
                    .SetProperty(host => host.RetryAt, retryAt(failures))
                    .SetProperty(host => host.Failures, failures)
                    .SetProperty(host => host.Reason, reason.Length > LongestReason ? reason[..LongestReason] : reason), cancellationToken);
            return (await db.ServerAsync(cancellationToken))!;   // made by HostAsync above, and never deleted
        }

        /// <summary>Notes that the server takes mails again.</summary>
        public Task NoteBackAsync(CancellationToken cancellationToken) => db.MailHosts
            .Where(host => host.Id == MailHost.Server && host.AwaySince != null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(host => host.AwaySince, (DateTimeOffset?)null)
                .SetProperty(host => host.RetryAt, (DateTimeOffset?)null)
                .SetProperty(host => host.Failures, 0)
                .SetProperty(host => host.Reason, (string?)null), cancellationToken);

        private async Task<bool> MoveTurnsAsync(string host, DateTimeOffset seen, DateTimeOffset next, CancellationToken cancellationToken) =>
            await db.MailHosts.Where(row => row.Id == host && row.NextAt == seen)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAt, next), cancellationToken) == 1;

        private async Task<MailHost> HostAsync(string id, CancellationToken cancellationToken)
        {
            if (await db.MailHosts.AsNoTracking().SingleOrDefaultAsync(host => host.Id == id, cancellationToken) is { } known)
            {
                return known;
            }

            var entry = db.MailHosts.Add(new() { Id = id, NextAt = DateTimeOffset.UnixEpoch });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException lost) when (lost.IsLostRace)
            {
                // Another dispatcher met the host in the same moment.
            }

            entry.State = EntityState.Detached;
            return await db.MailHosts.AsNoTracking().SingleAsync(host => host.Id == id, cancellationToken);
        }
    }
}
