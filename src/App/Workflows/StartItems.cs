using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>
/// Starts the workflow of registered items (启动整改), many at once: a batch is one transaction, and each person gets one
/// mail about all their new tasks. Items that have started already are left alone, so it can be run again after a crash.
/// </summary>
public sealed class StartItems(RectifyDb db, InstanceStep step, StepMails mails, ItemDefinitions definitions, TimeProvider clock)
{
    /// <summary>Items started in one transaction.</summary>
    public const int BatchSize = 500;

    private const int Attempts = 20;

    /// <summary>How long the mails of a bulk start wait for further batches.</summary>
    public static readonly TimeSpan Collecting = TimeSpan.FromMinutes(1);

    /// <summary>Starts every registered item of the round; tells how many were started so far after each batch.</summary>
    public async Task<Outcome> RunAsync(Command command, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (await db.Rounds.AsNoTracking().SingleOrDefaultAsync(round => round.Id == command.RoundId, cancellationToken) is not { } round)
        {
            return new Outcome.NoSuchRound();
        }

        var definitionId = command.DefinitionId ?? round.Settings.DefinitionId;
        switch (await definitions.FindAsync(definitionId, cancellationToken))
        {
            case null:
                return new Outcome.NotPublished(definitionId);
            case { CarriesItems: false }:
                return new Outcome.NotForItems(definitionId);
            case { Version: var version }:
                return await StartAsync(command, round, (definitionId, version), progress, cancellationToken);
        }
    }

    private async Task<Outcome> StartAsync(
        Command command, Round round, (string Id, int Version) definition, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var acting = command.By is { } person ? Acting.Person(person, clock) : Acting.System("start", clock);
        await RememberAsync(round.Id, definition.Id, acting, cancellationToken);
        var started = 0;
        for (var lost = 0; await NextBatchAsync(round.Id, cancellationToken) is { Count: > 0 } batch;)
        {
            try
            {
                started += await StartAsync(batch, round, definition, acting, cancellationToken);
                progress?.Report(started);
                lost = 0;
            }
            catch (DbUpdateException error) when (error.IsLostRace && ++lost < Attempts)
            {
                // Somebody else starts items of this round too; what is still registered is read again.
            }
        }

        return new Outcome.Done(started);
    }

    // Items that come to the round later start on the same workflow unless somebody chooses again.
    private async Task RememberAsync(RoundId id, string definitionId, Acting acting, CancellationToken cancellationToken)
    {
        var round = await db.Rounds.SingleAsync(row => row.Id == id, cancellationToken);
        if (round.Settings.DefinitionId != definitionId)
        {
            var before = round.Settings.DefinitionId;
            round.Change(round.Settings with { DefinitionId = definitionId });
            db.Record(acting, "round.workflow", new() { ["round"] = id.ToString(), ["before"] = before, ["definition"] = definitionId });
            await db.SaveChangesAsync(cancellationToken);
        }

        db.ChangeTracker.Clear();
    }

    private Task<List<RectificationItem>> NextBatchAsync(RoundId round, CancellationToken cancellationToken) =>
        db.Items.Where(item => item.RoundId == round && item.Status == ItemStatus.Registered)
            .OrderBy(item => item.Number).Take(BatchSize).ToListAsync(cancellationToken);

    private async Task<int> StartAsync(
        List<RectificationItem> batch, Round round, (string Id, int Version) definition, Acting acting,
        CancellationToken cancellationToken)
    {
        mails.Collected = [];
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var item in batch)
            {
                await StartAsync(item, round, definition, acting, cancellationToken);
            }

            await OweMailsAsync(acting, batch[0].Number, cancellationToken);
            db.ChangeTracker.DetectChanges();
            await db.SaveChangesAsync(cancellationToken);
        }
        finally
        {
            mails.Collected = null;
            db.ChangeTracker.AutoDetectChangesEnabled = true;
            db.ChangeTracker.Clear();
        }

        return batch.Count;
    }

    private async Task StartAsync(
        RectificationItem item, Round round, (string Id, int Version) definition, Acting acting, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(acting.At);
        var instance = new StoredInstance
        {
            Id = id,
            DefinitionId = definition.Id,
            DefinitionVersion = definition.Version,
            ItemId = item.Id,
            Name = item.Title,
            State = InstanceStateJson.Serialize(InstanceState.New(id.ToString("N"), definition.Id, definition.Version, item.Id.ToString())),
            Status = InstanceStatus.Running,
            SubStatus = InstanceSubStatus.Pending,
            CreatedAt = acting.At,
            UpdatedAt = acting.At,
        };
        db.Instances.Add(instance);
        var result = await step.AdvanceAsync(
            new(instance, item, round, null), acting,
            facts => new Stimulus.Start(acting.At, new JsonObject { ["ItemId"] = item.Id.ToString() }) { Facts = facts },
            cancellationToken);
        db.Record(acting, "workflow.started",
            new() { ["definition"] = definition.Id, ["version"] = definition.Version, ["moves"] = JournalWriter.Moves(result.Moves) },
            item.Id, id);
    }

    /// <summary>
    /// One mail per person: the first batch plans it for a moment later, the next ones add their tasks to it; should it
    /// have left already, the rest get a mail of their own.
    /// </summary>
    private async Task OweMailsAsync(Acting acting, int batchNo, CancellationToken cancellationToken)
    {
        var collected = mails.Collected ?? [];
        var people = collected.Keys.ToList();
        var occasion = MailPlan.TasksOccasion(acting.StepId);
        var planned = await db.Mails
            .Where(mail => people.Contains(mail.RecipientId) && mail.Occasion == occasion)
            .ToDictionaryAsync(mail => mail.RecipientId, cancellationToken);
        foreach (var (person, tasks) in collected)
        {
            if (!planned.TryGetValue(person, out var mail))
            {
                mail = db.Mails.Add(MailPlan.TasksOpened(person, acting.StepId, tasks, acting.At)).Entity;
            }
            else if (mail.Status is MailStatus.Planned)
            {
                MailPlan.AddTasks(mail, tasks);
            }
            else
            {
                mail = db.Mails.Add(MailPlan.TasksOpened(person, $"{acting.StepId}:{batchNo}", tasks, acting.At)).Entity;
            }

            mail.DueAt = acting.At + Collecting;
        }
    }

    /// <param name="RoundId">The round whose registered items start.</param>
    /// <param name="By">Who starts them; null when a tool does.</param>
    /// <param name="DefinitionId">The workflow they start on, kept for the round; null takes the round's own.</param>
    public sealed record Command(RoundId RoundId, Guid? By, string? DefinitionId = null);

    public abstract record Outcome
    {
        private Outcome() { }

        public sealed record Done(int Started) : Outcome;

        public sealed record NoSuchRound : Outcome;

        public sealed record NotPublished(string DefinitionId) : Outcome;

        /// <summary>The workflow has no step of an item's life; an item on it would never move.</summary>
        public sealed record NotForItems(string DefinitionId) : Outcome;
    }
}
