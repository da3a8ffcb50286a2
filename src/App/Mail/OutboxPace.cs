using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Lets no more mails go than the settings allow a minute, to the server and to each host, over all processes. Whoever has
/// no turn is put off to about the moment it will have one.
/// </summary>
internal sealed class OutboxPace(RectifyDb db, OutboxNudge nudge, IOptions<MailOptions> options, TimeProvider clock)
{
    private readonly MailOptions _options = options.Value;

    // Where the next mail without a turn is put off to, by host: one behind the other.
    private readonly Dictionary<string, DateTimeOffset> _queues = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many mails the server may get now, at most as many as asked.</summary>
    public async Task<int> TakeForServerAsync(int most, CancellationToken cancellationToken)
    {
        if (_options.MaxPerMinute == 0)
        {
            return most;
        }

        var turns = await db.TakeTurnsAsync(MailHost.Server, _options.MaxPerMinute, most, clock.GetUtcNow(), cancellationToken);
        if (turns.Count == 0)
        {
            Wait(turns.NextAt);
        }

        return turns.Count;
    }

    /// <summary>Gives back what was not used.</summary>
    public Task GiveBackAsync(int count, CancellationToken cancellationToken) => _options.MaxPerMinute == 0 || count == 0
        ? Task.CompletedTask
        : db.GiveTurnsBackAsync(MailHost.Server, _options.MaxPerMinute, count, cancellationToken);

    /// <summary>Of mails to these addresses, in order: null where the mail may go now, else when it is to be asked again.</summary>
    public async Task<DateTimeOffset?[]> AskAsync(IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        var later = new DateTimeOffset?[addresses.Count];
        foreach (var host in addresses.Select((address, index) => (Host: HostOf(address), index)).Where(mail => _options.MaxPerMinuteTo.ContainsKey(mail.Host))
            .GroupBy(mail => mail.Host, mail => mail.index, StringComparer.OrdinalIgnoreCase))
        {
            var waiting = host.ToList();
            var perMinute = _options.MaxPerMinuteTo[host.Key];
            var turns = await db.TakeTurnsAsync(host.Key.ToLowerInvariant(), perMinute, waiting.Count, clock.GetUtcNow(), cancellationToken);
            foreach (var index in waiting.Skip(turns.Count))
            {
                var at = _queues.TryGetValue(host.Key, out var queue) && queue > turns.NextAt ? queue : turns.NextAt;
                later[index] = at;
                _queues[host.Key] = at + (TimeSpan.FromMinutes(1) / perMinute);
                Wait(at);
            }
        }

        return later;
    }

    // The outbox comes every minute; a turn before that would be left unused.
    private void Wait(DateTimeOffset until) => nudge.NudgeIn(until - clock.GetUtcNow());

    private static string HostOf(string address) => address[(address.LastIndexOf('@') + 1)..];
}
