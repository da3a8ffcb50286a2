using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Calls;
using Rectify.Workflow.App.Housekeeping;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App.Jobs;

/// <summary>One recurring job: a name that never changes, when it is asked, and what is run.</summary>
/// <param name="Id">Stable: Hangfire, the dashboard and <see cref="JobRun"/> know the job by it.</param>
/// <param name="Cron">Five fields, on the town's clock.</param>
/// <param name="RunAsync">Runs it with the services of a scope that the caller made for this run.</param>
public sealed record JobEntry(string Id, string Cron, Func<IServiceProvider, CancellationToken, Task> RunAsync);

/// <summary>
/// Every recurring job of the product, in one table. A job carries no data: it asks the database what is due, so losing
/// or repeating one harms nothing. Sweeps are asked more often than they have work, because each round has its own
/// sending hour.
/// </summary>
public static class JobSchedule
{
    public const string Outbox = "outbox";
    public const string Timers = "timers";
    public const string Calls = "calls";
    public const string Moves = "moves";
    public const string Calendar = "calendar";
    public const string Inbox = "inbox";

    /// <summary>All jobs, in the order in which those of the same minute should run.</summary>
    public static ImmutableArray<JobEntry> Entries { get; } =
    [
        Entry<RecomputeDays>(Calendar, "* * * * *"),
        new(Timers, "* * * * *", (services, token) => services.GetRequiredService<WakeTimers>().RunAsync(token)),
        new(Calls, "* * * * *", (services, token) => services.GetRequiredService<SendCalls>().RunAsync(token)),
        new("long-term-reviews", "30 7-18 * * *", (services, token) => services.GetRequiredService<WakeTimers>().OpenReviewsAsync(token)),
        Entry<TendDeputies>("deputies", "1 0 * * *"),
        Entry<SendReminders>("reminders", "30 7-18 * * *"),
        Entry<EscalateOverdue>("escalations", "30 7-18 * * *"),
        Entry<SummariseWeek>("weekly-summary", "30 8 * * *"),
        Entry<ReadInbox>(Inbox, EveryMinutes(5)),
        Entry<DispatchOutbox>(Outbox, "* * * * *"),
        Entry<ApplyMoves>(Moves, "* * * * *"),
        Entry<SealJournal>("journal-seals", "* * * * *"),
        new("journal-seals-all", "40 3 * * *", (services, token) => services.GetRequiredService<SealJournal>().RunOverAllAsync(token)),
        Entry<Housekeep>("housekeeping", "20 3 * * *"),
    ];

    /// <summary>The same jobs, asked as often as this installation is set.</summary>
    public static ImmutableArray<JobEntry> For(InboxOptions inbox)
    {
        ArgumentNullException.ThrowIfNull(inbox);
        return [.. Entries.Select(entry => entry.Id == Inbox ? entry with { Cron = EveryMinutes(inbox.EveryMinutes) } : entry)];
    }

    /// <summary>The job of an id.</summary>
    public static JobEntry Find(string id) => Entries.FirstOrDefault(entry => entry.Id == id)
        ?? throw new ArgumentException($"There is no job '{id}'. There are: {string.Join(", ", Entries.Select(entry => entry.Id))}.", nameof(id));

    private static string EveryMinutes(int minutes) => minutes == 1 ? "* * * * *" : string.Create(CultureInfo.InvariantCulture, $"*/{minutes} * * * *");

    private static JobEntry Entry<TJob>(string id, string cron) where TJob : class, IJob =>
        new(id, cron, (services, token) => services.GetRequiredService<TJob>().RunAsync(token));
}
