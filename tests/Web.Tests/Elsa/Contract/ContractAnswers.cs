using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>
/// A host of its own, and what it answered when every definition at hand was imported, opened, saved, published and run as the
/// designer does it: the shipped ones, those of our tests, Elsa's where they lie beside the repository, and one of every activity type.
/// </summary>
public sealed class ContractAnswers : IAsyncLifetime
{
    private static readonly string[] Folders = ["workflows", Path.Combine("tests", "Engine.Tests"), Path.Combine("ops", "samples")];

    /// <summary>An administrator and a reader at the contract.</summary>
    public ElsaVisitor Designer { get; private set; } = null!;

    public ElsaVisitor Reader { get; private set; } = null!;

    public WebWorld World { get; } = new();

    /// <summary>The descriptor list when everything was there.</summary>
    public IReadOnlyList<JsonObject> Descriptors { get; private set; } = [];

    internal List<DrawnDefinition> Definitions { get; } = [];

    internal List<RunAnswers> Runs { get; } = [];

    /// <summary>What became of each publishing: the status and the messages.</summary>
    internal List<(string Name, HttpStatusCode Status, JsonNode Body)> Published { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        Designer = await ElsaVisitor.SignInAsync(World);
        Reader = await ElsaVisitor.SignInAsync(World, "reader");
        foreach (var (name, definition) in Sources())
        {
            await DrawAsync(name, definition);
        }

        foreach (var definition in GeneratedDefinitions.Of(await DescriptorsAsync()))
        {
            await DrawAsync((string)definition["definitionId"]!, definition);
        }

        foreach (var drawn in Definitions)
        {
            await RunAsync(drawn);
        }

        foreach (var item in (await Designer.PostAsync("workflow-instances", new JsonObject { ["page"] = 0, ["pageSize"] = 20 }))["items"]!.AsArray())
        {
            Runs.Add(await ReadAsync((string)item!["id"]!));
        }

        Descriptors = await DescriptorsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Designer.Dispose();
        Reader.Dispose();
        await World.DisposeAsync();
    }

    private async Task<IReadOnlyList<JsonObject>> DescriptorsAsync() =>
        [.. (await Designer.GetAsync("descriptors/activities?Refresh=True"))["items"]!.AsArray().Select(item => item!.AsObject())];

    private async Task DrawAsync(string name, JsonObject original)
    {
        var imported = await Designer.PostAsync("workflow-definitions/import", original.DeepClone());
        var saved = await Designer.PostAsync("workflow-definitions", Model.Again(imported));
        var id = (string)imported["definitionId"]!;
        var opened = await Designer.GetAsync($"workflow-definitions/by-definition-id/{id}?versionOptions=Latest");
        Definitions.Add(new(name, original, imported, saved, opened,
            await Designer.GetAsync($"workflow-definitions/by-id/{opened["id"]}"),
            await Designer.GetAsync($"workflow-definitions?versionOptions=&Ids={opened["id"]}"),
            await Designer.GetAsync($"workflow-definitions/{id}/export?versionOptions=Latest&includeConsumingWorkflows=False")));
    }

    private async Task RunAsync(DrawnDefinition drawn)
    {
        using var published = await Designer.SendAsync(HttpMethod.Post, "workflow-definitions", Model.Again(drawn.Opened, publish: true));
        Published.Add((drawn.Name, published.StatusCode, JsonNode.Parse(await published.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!));
        if (!published.IsSuccessStatusCode)
        {
            return;
        }

        using var started = await Designer.SendAsync(HttpMethod.Post, $"workflow-definitions/{drawn.Opened["definitionId"]}/execute", new JsonObject { ["correlationId"] = null, ["input"] = null });
        if (started.Headers.TryGetValues("x-elsa-workflow-instance-id", out var ids))
        {
            Runs.Add(await ReadAsync(ids.Single()));
        }
    }

    private async Task<RunAnswers> ReadAsync(string id)
    {
        var run = await Designer.GetAsync($"workflow-instances/{id}");
        var definition = await Designer.GetAsync($"workflow-definitions/by-id/{run["definitionVersionId"]}");
        List<string> nodes = ["Workflow1", .. Model.Activities(definition["root"]).Select(activity => (string)activity["nodeId"]!)];
        var executions = new List<JsonNode>();
        foreach (var node in nodes.Take(4))
        {
            var asked = $"list?WorkflowInstanceId={id}&ActivityNodeId={Uri.EscapeDataString(node)}";
            executions.AddRange((await Designer.GetAsync($"activity-executions/{asked}"))["items"]!.AsArray().Select(item => item!));
            executions.AddRange((await Designer.GetAsync($"activity-execution-summaries/{asked}"))["items"]!.AsArray().Select(item => item!));
        }

        return new(id, run, definition, executions,
            await Designer.PostAsync($"workflow-instances/{id}/journal?skip=0&take=110", JsonNode.Parse("""
                { "filter": { "activityIds": null, "activityNodeIds": null, "excludedActivityTypes": ["Elsa.Workflow", "Elsa.Flowchart"], "eventNames": null } }
                """)),
            await Designer.GetAsync($"workflow-instances/{id}/variables"),
            await Designer.GetAsync($"workflow-instances/{id}/execution-state"),
            await Designer.PostAsync("activity-executions/report", new JsonObject
            {
                ["workflowInstanceId"] = id,
                ["activityNodeIds"] = new JsonArray([.. nodes.Select(node => (JsonNode?)node)]),
            }));
    }

    private static IEnumerable<(string Name, JsonObject Definition)> Sources()
    {
        var folders = Folders.Select(folder => Path.Combine(Files.Repository, folder)).Append(Files.Beside("data", "elsa-cases")).OfType<string>();
        var number = 0;
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)))
        {
            if (!file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Parsed(file) is { } definition)
            {
                definition["definitionId"] = $"contract-{++number}";
                yield return (Path.GetFileName(file), definition);
            }
        }
    }

    private static JsonObject? Parsed(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: new() { AllowTrailingCommas = true }) is JsonObject { } definition
                && definition["root"] is JsonObject root && root["type"] is not null ? definition : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One definition in each answer that carries it.</summary>
internal sealed record DrawnDefinition(
    string Name, JsonObject Original, JsonNode Imported, JsonNode Saved, JsonNode Opened, JsonNode ById, JsonNode Listed, JsonNode Exported)
{
    /// <summary>The answers that the designer draws from.</summary>
    public IEnumerable<JsonObject> Shown => [.. new[] { Imported, Saved["workflowDefinition"]!, Opened, ById }.Select(node => node.AsObject())];
}

/// <summary>What the viewer asks about one instance.</summary>
internal sealed record RunAnswers(
    string Id, JsonNode Instance, JsonNode Definition, IReadOnlyList<JsonNode> Executions, JsonNode Journal, JsonNode Variables, JsonNode State, JsonNode Report);
