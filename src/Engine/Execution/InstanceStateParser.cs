using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>Reads one state.</summary>
internal sealed class InstanceStateParser(JsonObject root)
{
    private const int MostNumbers = 100_000;
    private readonly string _id = Need(root, "id");

    public InstanceState Read()
    {
        if (Number(root, "v") > InstanceStateJson.Form)
        {
            throw new JsonException($"Instance {_id} was written by a newer version of the program. Upgrade before running it.");
        }

        var counters = root["#"]?.AsArray();
        return new()
        {
            Id = _id,
            DefinitionId = Need(root, "d"),
            DefinitionVersion = Number(root, "dv"),
            Status = (InstanceStatus)Number(root, "s"),
            SubStatus = (InstanceSubStatus)Number(root, "ss"),
            CorrelationId = Text(root, "c"),
            Name = Text(root, "n"),
            TriggerActivityId = Text(root, "tr"),
            StartedAt = Instant(root, "t0"),
            FinishedAt = Instant(root, "t1"),
            Input = Values(root, "in"),
            Output = Values(root, "out"),
            Outcomes = Texts(root, "o"),
            Bookmarks = List(root, "b", o => new Bookmark(
                Need(o, "i"), Need(o, "k"), Need(o, "n"), Activity(o), Need(o, "a"), Need(o, "p"), Need(o, "t"))),
            Incidents = List(root, "i", o => new Incident(
                Activity(o), Need(o, "a"), Need(o, "p"), Need(o, "t"), Need(o, "m"), Instant(o, "w") ?? default)),
            Frames = List(root, "f", Frame),
            Pending = List(root, "p", o => new PendingWork(Need(o, "a"), Number(o, "u"))
            {
                ByBackwardLine = Flag(o, "bk"),
                LoopValues = Values(o, "l"),
            }),
            Outputs = List(root, "k", o => new KeptOutput(Need(o, "a"), Need(o, "n"), o["v"]?.DeepClone())),
            LastResult = root["l"]?.DeepClone(),
            Counters = counters is null ? default : new((int)At(counters, 0), (int)At(counters, 1), (int)At(counters, 2), At(counters, 3)),
        };
    }

    private static Frame Frame(JsonObject o) => new(Number(o, "n"), Number(o, "u"), Need(o, "a"), (FrameStatus)Number(o, "s"))
    {
        Variables = Values(o, "v"),
        LoopValues = Values(o, "l"),
        Memory = o["m"]?.DeepClone() as JsonObject,
        Step = o["c"]?.GetValue<long>() ?? 0,
        Breaking = Flag(o, "br"),
        ByBackwardLine = Flag(o, "bk"),
        Unhandled = o["un"] is JsonObject un
            ? new(Need(un, "a"), Texts(un, "o"), Flag(un, "p"), Flag(un, "bk"))
            : null,
        Flow = o["fl"] is JsonObject flow
            ? new(Numbers(flow, "a"), Numbers(flow, "l"), [.. Numbers(flow, "f").Select(followed => followed != 0)])
            {
                Tokens = flow["t"] is null ? [] : [.. Numbers(flow, "t").Select(t => new FlowToken(t / 4, (t & 2) != 0, (t & 1) != 0))],
            }
            : null,
    };

    private string Activity(JsonObject o) => o["x"] is { } number ? Ids.Activity(_id, number.GetValue<int>()) : _id;

    private static ImmutableArray<T> List<T>(JsonObject owner, string name, Func<JsonObject, T> read) =>
        owner[name] is JsonArray items ? [.. items.Select(item => read(item as JsonObject ?? throw new JsonException($"'{name}' must hold objects.")))] : [];

    private static ImmutableDictionary<string, JsonNode?> Values(JsonObject owner, string name) =>
        owner[name] is JsonObject values
            ? values.ToImmutableDictionary(pair => pair.Key, pair => pair.Value?.DeepClone())
            : ImmutableDictionary<string, JsonNode?>.Empty;

    // The first number is the length; zeros at the end are left out.
    private static ImmutableArray<int> Numbers(JsonObject owner, string name)
    {
        if (owner[name] is not JsonArray written)
        {
            return [];
        }

        var numbers = new int[Math.Clamp(At(written, 0), written.Count - 1, MostNumbers)];
        for (var index = 1; index < written.Count; index++)
        {
            numbers[index - 1] = (int)At(written, index);
        }

        return [.. numbers];
    }

    private static ImmutableArray<string> Texts(JsonObject owner, string name) =>
        owner[name] is JsonArray texts ? [.. texts.Select(text => text?.GetValue<string>() ?? "")] : [];

    private static long At(JsonArray numbers, int index) =>
        numbers[index]?.GetValue<long>() ?? throw new JsonException("The instance state lacks a number.");

    private static string Need(JsonObject owner, string name) =>
        Text(owner, name) ?? throw new JsonException($"The instance state lacks '{name}'.");

    private static string? Text(JsonObject owner, string name) => owner[name]?.GetValue<string>();

    private static int Number(JsonObject owner, string name) => owner[name]?.GetValue<int>() ?? 0;

    private static bool Flag(JsonObject owner, string name) => owner[name]?.GetValue<bool>() ?? false;

    private static DateTimeOffset? Instant(JsonObject owner, string name) => owner[name]?.GetValue<DateTimeOffset>();
}
