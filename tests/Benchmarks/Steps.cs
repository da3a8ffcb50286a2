using System.Diagnostics;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// Instances resumed step by step through the five stages: assigned, submitted, passed, approved, reviewed. Between two
/// slices of steps lies a slice of the floor, so that both see the same machine.
/// </summary>
public sealed class Steps(Product product, int callers)
{
    private static readonly (string Kind, string Outcome)[] Stages =
    [
        ("AssignItem", "Assigned"), ("ImplementItem", "Submitted"), ("VerifyItem", "Passed"), ("ApproveClosure", "Approved"),
        ("LongTermReview", "Clean"),
    ];

    private Times _spent;

    /// <summary>Milliseconds per step of one whole round through all stages, per round.</summary>
    public Samples Step { get; } = new();

    /// <summary>Milliseconds per raw commit, per round.</summary>
    public Samples Commit { get; } = new();

    /// <summary>Milliseconds of processor time this process spends on a step, whatever else the machine does, per round.</summary>
    public Samples Processor { get; } = new();

    /// <summary>The same of the database's processes.</summary>
    public Samples Server { get; } = new();

    /// <summary>Milliseconds of processor time both sides together spend on a raw commit, per round.</summary>
    public Samples CommitBoth { get; } = new();

    /// <summary>Milliseconds of processor time both sides together spend on a step, per round.</summary>
    public Samples Both { get; } = new();

    /// <summary>Milliseconds per step by stage, per round.</summary>
    public IReadOnlyDictionary<string, Samples> ByStage { get; } = Stages.ToDictionary(stage => stage.Kind, _ => new Samples());

    public async Task RunAsync(Floor floor, int rounds, int instances, int warmUp = 10)
    {
        ArgumentNullException.ThrowIfNull(floor);
        // The first rounds warm up the compiler, the pools and the server's caches.
        for (var round = -warmUp; round < rounds; round++)
        {
            await RoundAsync(floor, instances, keep: round >= 0);
        }
    }

    /// <summary>Adds what was measured to the report.</summary>
    public void Tell(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var who = callers == 1 ? "1 caller" : $"{callers} callers";
        report.Figure($"Floor: raw commit, {who}", Commit, "ms", 3);
        report.Figure($"Step, {who}", Step, "ms", 3);
        report.Figure($"Step, {who}: processor time outside the database", Processor, "ms", 3);
        report.Figure($"Step, {who}: processor time of the database", Server, "ms", 3);
        report.AtMost($"Step against floor, {who}", Step.Over(Commit), 2.5, "commits");
        report.Figure($"Step against floor, {who}, by processor time of both sides", Both.Over(CommitBoth), "commits", 2);
        foreach (var (kind, _) in Stages)
        {
            report.Figure($"- {kind}, {who}", ByStage[kind], "ms", 3);
        }
    }

    private async Task RoundAsync(Floor floor, int instances, bool keep)
    {
        var items = await product.RegisterAsync(instances);
        await product.StartAllAsync();
        var (steps, commits, floorSpent) = (0.0, 0.0, new Times());
        _spent = new();
        foreach (var (kind, outcome) in Stages)
        {
            if (kind == "LongTermReview")
            {
                await OpenReviewsAsync();
            }

            var work = await WorkAsync(kind, items);
            var step = await MeasureAsync(work, outcome);
            var before = await Times.ReadAsync(product.Database);
            commits += await floor.MeasureAsync(instances);
            floorSpent += await Times.ReadAsync(product.Database) - before;
            steps += step;
            if (keep)
            {
                ByStage[kind].Add(step);
            }
        }

        if (keep)
        {
            Step.Add(steps / Stages.Length);
            Commit.Add(commits / Stages.Length);
            var count = Stages.Length * instances;
            Processor.Add(_spent.Ours / count);
            Server.Add(_spent.Server / count);
            Both.Add((_spent.Ours + _spent.Server) / count);
            CommitBoth.Add((floorSpent.Ours + floorSpent.Server) / count);
        }
    }

    private async Task<List<(WorkTask Task, Viewer By)>> WorkAsync(string kind, List<ItemId> items)
    {
        var work = new List<(WorkTask, Viewer)>();
        foreach (var task in await product.OpenTasksAsync(kind, items))
        {
            var by = task.PersonId is { } person ? product.World.Find(person) : kind is "ApproveClosure" ? product.World.Supervisor : product.World.Verifier;
            work.Add((task, await product.ViewerAsync(by)));
        }

        return work;
    }

    private async Task<double> MeasureAsync(List<(WorkTask Task, Viewer By)> work, string outcome)
    {
        var before = await Times.ReadAsync(product.Database);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var at = caller; at < work.Count; at += callers)
            {
                await product.DecideAsync(work[at].Task, work[at].By, outcome);
            }
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        _spent += await Times.ReadAsync(product.Database) - before;
        return elapsed.TotalMilliseconds / work.Count;
    }

    private async Task OpenReviewsAsync()
    {
        product.Clock.Advance(months: 4);
        await product.Service<WakeTimers>().OpenReviewsAsync(CancellationToken.None);
    }
}
