using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// What the designer asks most, over loopback, call by call in turn with the least the same host can answer: its health page, and an
/// answer of one number that needs the same proof of who asks.
/// </summary>
public sealed class Designer(DesignerHost host)
{
    private const string Trivial = "Trivial: /health/live";
    private const string Proven = "Trivial with a token: package/version";

    private readonly Dictionary<string, (Func<Task> CallAsync, Samples Times)> _calls = [];

    public async Task PrepareAsync()
    {
        await host.SignInAsync();
        await Waiting.StartAsync(host.Services, Drawn.Waits("bench-many", 1), 10_000);
        var run = await LongRunAsync(1_250);
        Add(Trivial, () => host.GetAsync("/health/live"));
        Add(Proven, () => host.GetAsync("/elsa/api/package/version"));
        Add("GET descriptors/activities", () => host.GetAsync("/elsa/api/descriptors/activities?Refresh=True"));
        await AddSavesAsync("rectification", JsonNode.Parse(await host.GetAsync("/elsa/api/workflow-definitions/rectification/export?versionOptions=Latest"))!.AsObject());
        await AddSavesAsync("500 activities", Drawn.Chain("bench-chain", 500));
        Add("List of 10,000 instances, page of 25", () => host.PostAsync("/elsa/api/workflow-instances", Page(25)));
        Add("List of 10,000 instances, page of 100", () => host.PostAsync("/elsa/api/workflow-instances", Page(100)));
        var total = (int)JsonNode.Parse(await host.PostAsync($"/elsa/api/workflow-instances/{run:N}/journal?skip=0&take=1", "{}"))!["totalCount"]!;
        Add($"Journal of {total:N0} entries, first page", () => host.PostAsync($"/elsa/api/workflow-instances/{run:N}/journal?skip=0&take=110", "{}"));
        Add($"Journal of {total:N0} entries, last page", () => host.PostAsync($"/elsa/api/workflow-instances/{run:N}/journal?skip={total - 110}&take=110", "{}"));
    }

    /// <summary>Each call so many times a round, in turn; the first rounds warm up.</summary>
    public async Task RunAsync(int rounds)
    {
        for (var round = -3; round < rounds; round++)
        {
            foreach (var (call, times) in _calls.Values)
            {
                var started = Stopwatch.GetTimestamp();
                for (var done = 0; done < 20; done++)
                {
                    await call();
                }

                if (round >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds / 20);
                }
            }
        }
    }

    /// <summary>What the server itself spends on reading and checking a large definition.</summary>
    public async Task<(Samples Read, Samples Review)> CheckAsync(int rounds)
    {
        var (json, read, review) = (Drawn.Chain("bench-chain", 500).ToJsonString(), new Samples(), new Samples());
        await using var scope = host.Services.CreateAsyncScope();
        var (interpreter, reviewing) = (scope.ServiceProvider.GetRequiredService<Interpreter>(), scope.ServiceProvider.GetRequiredService<ReviewDefinition>());
        for (var round = -5; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var definition = interpreter.Reader.Read(json).Definition ?? throw new InvalidOperationException("The chain cannot be read.");
            var whole = Stopwatch.GetTimestamp();
            await reviewing.RunAsync(json, CancellationToken.None);
            if (round >= 0 && definition.Nodes.Length > 500)
            {
                read.Add(Stopwatch.GetElapsedTime(started, whole).TotalMilliseconds);
                review.Add(Stopwatch.GetElapsedTime(whole).TotalMilliseconds);
            }
        }

        return (read, review);
    }

    public void Tell(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var (what, (_, times)) in _calls)
        {
            report.Figure(what, times, "ms", 2);
            if (what is not (Trivial or Proven))
            {
                report.Figure("- against the trivial answer with a token", times.Over(_calls[Proven].Times), "times", 1);
            }
        }
    }

    private void Add(string what, Func<Task> call) => _calls.Add(what, (call, new()));

    /// <summary>A save of the same draft again and again, as auto-save does it, and its publishing once for the check.</summary>
    private async Task AddSavesAsync(string what, JsonObject file)
    {
        file["definitionId"] = $"bench-saved-{_calls.Count}";
        var model = JsonNode.Parse(await host.PostAsync("/elsa/api/workflow-definitions/import", file.ToJsonString()))!.AsObject();
        model.Remove("links");
        var body = new JsonObject { ["model"] = model, ["publish"] = false }.ToJsonString();
        var id = (string)model["id"]!;
        Add($"Save of {what}", () => host.PostAsync("/elsa/api/workflow-definitions", body));
        Add($"GET of {what}", () => host.GetAsync($"/elsa/api/workflow-definitions/by-id/{id}"));
    }

    /// <summary>An instance that went on so many times, each a step of its own.</summary>
    private async Task<Guid> LongRunAsync(int steps)
    {
        var run = (await Waiting.StartAsync(host.Services, Drawn.Waits("bench-long", steps + 1), 1))[0];
        for (var step = 0; step < steps; step++)
        {
            await using var scope = host.Services.CreateAsyncScope();
            var wait = await scope.ServiceProvider.GetRequiredService<RectifyDb>().EventWaits.AsNoTracking().SingleAsync(row => row.InstanceId == run);
            await scope.ServiceProvider.GetRequiredService<ResumeBookmark>().RunAsync(new(wait.Id, run, "bench"), CancellationToken.None);
        }

        return run;
    }

    private static string Page(int size) => $$"""
        { "page": 0, "pageSize": {{size}}, "searchTerm": "", "isSystem": false, "orderBy": "Created", "orderDirection": "Descending", "timestampFilters": [] }
        """;
}
