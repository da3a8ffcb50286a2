using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Jobs;

namespace Rectify.Workflow.App.Housekeeping;

/// <summary>Settings under "Rectify:Housekeeping".</summary>
public sealed class HousekeepingOptions
{
    public const string Section = "Rectify:Housekeeping";

    /// <summary>How long the engine's log is kept. The business journal is kept for ever.</summary>
    [Range(1, 3650)] public int EngineLogDays { get; set; } = 90;

    /// <summary>How long the sources of sent mails (邮件原文) are kept. The ledger and its history are kept for ever.</summary>
    [Range(1, 36500)] public int MailSourceDays { get; set; } = 730;
}

/// <summary>Deletes what may be forgotten: the engine's log after its retention, in small batches.</summary>
public sealed class Housekeep(
    RectifyDb db, IOptions<HousekeepingOptions> options, TimeProvider clock, ILogger<Housekeep> log) : IJob
{
    private const int BatchSize = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await TrimEngineLogAsync(cancellationToken);
        await TrimMailSourcesAsync(cancellationToken);
    }

    private async Task TrimMailSourcesAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().AddDays(-options.Value.MailSourceDays);
        int deleted, all = 0;
        do
        {
            var oldest = db.MailSources.Where(source => source.At < before).OrderBy(source => source.At).Take(BatchSize);
            deleted = await db.MailSources
                .Where(source => oldest.Any(old => old.MailId == source.MailId && old.Sending == source.Sending))
                .ExecuteDeleteAsync(cancellationToken);
            all += deleted;
        }
        while (deleted > 0);

        if (all > 0)
        {
            log.MailSourcesTrimmed(all, options.Value.MailSourceDays);
        }
    }

    private async Task TrimEngineLogAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().AddDays(-options.Value.EngineLogDays);
        var deleted = 0;
        for (var more = true; more;)
        {
            // Short transactions: writers of new steps wait for none of this.
            var last = await db.EngineLog.Where(burst => burst.At < before).OrderBy(burst => burst.At)
                .Skip(BatchSize - 1).Select(burst => (DateTimeOffset?)burst.At).FirstOrDefaultAsync(cancellationToken);
            deleted += last is { } cut
                ? await db.EngineLog.Where(burst => burst.At <= cut).ExecuteDeleteAsync(cancellationToken)
                : await db.EngineLog.Where(burst => burst.At < before).ExecuteDeleteAsync(cancellationToken);
            more = last is not null;
        }

        if (deleted > 0)
        {
            log.EngineLogTrimmed(deleted, options.Value.EngineLogDays);
        }
    }
}
