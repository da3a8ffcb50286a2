using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>Prints what a trial run did.</summary>
internal static class RunPrinter
{
    public static void Print(DefinitionRun run, ImmutableArray<DefinitionProblem> warnings, bool json, TextWriter output)
    {
        var report = Report(run, warnings);
        if (json)
        {
            output.WriteLine(report.ToJsonString(DefinitionPrinter.Readable));
        }
        else
        {
            PrintText(report, output);
        }
    }

    private static JsonObject Report(DefinitionRun run, ImmutableArray<DefinitionProblem> warnings) => new()
    {
        ["definition"] = run.Main.Definition.Name,
        ["definitionId"] = run.Main.Definition.DefinitionId,
        ["version"] = run.Main.Definition.Version,
        ["status"] = run.Main.State.Status.ToString(),
        ["subStatus"] = run.Main.State.SubStatus.ToString(),
        ["name"] = run.Main.State.Name,
        ["correlationId"] = run.Main.State.CorrelationId,
        ["lines"] = new JsonArray([.. run.Lines.Select(line => (JsonNode?)line)]),
        ["activities"] = Activities(run.Main),
        ["outcomes"] = new JsonArray([.. run.Main.State.Outcomes.Select(outcome => (JsonNode?)outcome)]),
        ["outputs"] = Values(run.Main.State.Output),
        ["variables"] = Variables(run.Main),
        ["incidents"] = Incidents(run.Main),
        ["bookmarks"] = Bookmarks(run.Main),
        ["children"] = new JsonArray([.. run.Children.Select(child => (JsonNode?)new JsonObject
        {
            ["instanceId"] = child.State.Id,
            ["definitionId"] = child.Definition.DefinitionId,
            ["version"] = child.Definition.Version,
            ["status"] = child.State.Status.ToString(),
            ["subStatus"] = child.State.SubStatus.ToString(),
            ["correlationId"] = child.State.CorrelationId,
            ["activities"] = Activities(child),
            ["outputs"] = Values(child.State.Output),
            ["incidents"] = Incidents(child),
            ["bookmarks"] = Bookmarks(child),
        })]),
        ["effects"] = new JsonArray([.. run.Main.Effects.Where(effect => effect is not Effect.WriteLine).Select(Describe)]),
        ["refused"] = new JsonArray([.. run.Refused.Select(text => (JsonNode?)text)]),
        ["warnings"] = DefinitionPrinter.Problems(warnings),
    };

    private static JsonArray Activities(TrialInstance run)
    {
        var order = new List<string>();
        var last = new Dictionary<string, LogEntry>();
        var done = new Dictionary<string, LogEntry>();
        foreach (var entry in run.Log.Where(entry => entry.ParentActivityInstanceId is not null))
        {
            if (last.TryAdd(entry.ActivityInstanceId, entry))
            {
                order.Add(entry.ActivityInstanceId);
            }

            last[entry.ActivityInstanceId] = entry;
            if (entry.Event == "Completed")
            {
                done[entry.ActivityInstanceId] = entry;
            }
        }

        return new([.. order.Select(id => (JsonNode?)new JsonObject
        {
            ["id"] = last[id].ActivityId,
            ["name"] = last[id].ActivityName,
            ["type"] = last[id].ActivityType,
            ["nodeId"] = last[id].NodeId,
            ["status"] = last[id].Event switch { "Started" or "Resumed" => "Running", var other => other },
            ["outcomes"] = done.TryGetValue(id, out var entry) ? entry.Data?["outcomes"]?.DeepClone() ?? new JsonArray("Done") : null,
            ["outputs"] = done.TryGetValue(id, out entry) ? entry.Data?["outputs"]?.DeepClone() : null,
        })]);
    }

    private static JsonObject Variables(TrialInstance run)
    {
        var variables = new JsonObject();
        foreach (var frame in run.State.Frames)
        {
            foreach (var declared in run.Definition.NodesByKey[frame.ActivityKey].Variables)
            {
                variables[declared.Name] = frame.Variables.GetValueOrDefault(declared.Id)?.DeepClone();
            }
        }

        foreach (var (name, value) in run.State.Frames.FirstOrDefault()?.LoopValues ?? ImmutableDictionary<string, JsonNode?>.Empty)
        {
            variables[name] = value?.DeepClone();
        }

        return variables;
    }

    private static JsonArray Incidents(TrialInstance run) => new([.. run.State.Incidents.Select(incident => (JsonNode?)new JsonObject
    {
        ["activityId"] = incident.ActivityId,
        ["activityType"] = incident.ActivityType,
        ["message"] = incident.Message,
        ["at"] = incident.At,
    })]);

    private static JsonArray Bookmarks(TrialInstance run) => new([.. run.State.Bookmarks.Select(bookmark => (JsonNode?)new JsonObject
    {
        ["id"] = bookmark.Id,
        ["kind"] = bookmark.Kind,
        ["name"] = bookmark.Name,
        ["activityId"] = bookmark.ActivityId,
        ["activityType"] = bookmark.ActivityType,
        ["dueAt"] = run.DueAt(bookmark),
        ["outcomes"] = run.Task(bookmark) is { } task ? new JsonArray([.. task.Outcomes.Select(outcome => (JsonNode?)outcome)]) : null,
    })]);

    private static JsonNode? Describe(Effect effect)
    {
        var described = JsonSerializer.SerializeToNode(effect, effect.GetType(), DefinitionPrinter.Readable) as JsonObject ?? [];
        described.Insert(0, "effect", effect.GetType().Name);
        return described;
    }

    private static JsonObject Values(ImmutableDictionary<string, JsonNode?> values) =>
        new(values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value?.DeepClone())));

    private static void PrintText(JsonObject report, TextWriter output)
    {
        output.WriteLine($"{report["definition"]}({report["definitionId"]} v{report["version"]})");
        output.WriteLine($"状态 status: {report["status"]}/{report["subStatus"]}");
        Single(report, "name", "实例名称 name", output);
        Single(report, "correlationId", "关联标识 correlation id", output);
        Section(report, "activities", "执行的活动 activities", output, a =>
            $"{a["name"] ?? a["id"]}  {a["type"]}  {a["status"]}{(a["outcomes"] is JsonArray outcomes ? " → " + string.Join(", ", outcomes) : "")}");
        Lines(report, "lines", "输出行 lines", output);
        Pairs(report, "outputs", "输出 outputs", output);
        Pairs(report, "variables", "变量 variables", output);
        Lines(report, "outcomes", "结果 outcomes", output);
        Section(report, "incidents", "事件记录 incidents", output, i => $"{i["activityId"]} {i["activityType"]}: {i["message"]}");
        Section(report, "bookmarks", "等待 bookmarks", output, b => $"{b["kind"]} {b["name"]}  {b["activityId"]} {b["activityType"]}"
            + (b["dueAt"] is { } due ? $"  {due}" : "") + (b["outcomes"] is JsonArray outcomes ? "  [" + string.Join(" | ", outcomes) + "]" : ""));
        Section(report, "children", "启动的流程 started workflows", output, c => $"{c["definitionId"]} v{c["version"]}  {c["status"]}/{c["subStatus"]}"
            + (c["incidents"] is JsonArray { Count: > 0 } incidents ? $"  {Engine.Expressions.Values.ToJson(incidents)}" : ""));
        Section(report, "effects", "作用 effects", output, e => Engine.Expressions.Values.ToJson(e));
        Lines(report, "refused", "未起作用的刺激 refused stimuli", output);
        Section(report, "warnings", "警告 warnings", output, w => $"{w["path"]}: {w["message"]}");
    }

    private static void Single(JsonObject report, string name, string title, TextWriter output)
    {
        if (report[name] is { } value)
        {
            output.WriteLine($"{title}: {value}");
        }
    }

    private static void Lines(JsonObject report, string name, string title, TextWriter output)
    {
        if (report[name] is JsonArray { Count: > 0 } lines)
        {
            output.WriteLine($"{title}:");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }
        }
    }

    private static void Pairs(JsonObject report, string name, string title, TextWriter output)
    {
        if (report[name] is JsonObject { Count: > 0 } pairs)
        {
            output.WriteLine($"{title}:");
            foreach (var (key, value) in pairs)
            {
                output.WriteLine($"  {key} = {Engine.Expressions.Values.ToJson(value)}");
            }
        }
    }

    private static void Section(JsonObject report, string name, string title, TextWriter output, Func<JsonObject, string> describe)
    {
        if (report[name] is JsonArray { Count: > 0 } items)
        {
            output.WriteLine($"{title}:");
            foreach (var item in items.OfType<JsonObject>())
            {
                output.WriteLine($"  {describe(item)}");
            }
        }
    }
}
