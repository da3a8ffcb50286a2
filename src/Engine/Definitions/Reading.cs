using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>One reading under way: what has been found so far, and how values are taken out of hostile JSON.</summary>
internal sealed class Reading(ActivityCatalog catalog, IReadOnlyDictionary<string, IExpressionEvaluator> evaluators, DefinitionLimits limits)
{
    private readonly List<DefinitionProblem> _problems = [];

    public ActivityCatalog Catalog => catalog;
    public IReadOnlyDictionary<string, IExpressionEvaluator> Evaluators => evaluators;
    public DefinitionLimits Limits => limits;

    /// <summary>How bad a script is that does not parse.</summary>
    public ProblemSeverity ScriptProblems { get; init; } = ProblemSeverity.Error;

    /// <summary>True when activities the server cannot carry out are errors.</summary>
    public bool OnlyHosted { get; init; }

    /// <summary>Checks cron expressions; null when the host brings nothing.</summary>
    public ICronSchedule? Cron { get; init; }

    /// <summary>Definitions that may be used as activities.</summary>
    public IWorkflowDefinitionSource Library { get; init; } = WorkflowLibrary.Empty;

    /// <summary>Ids of the definitions being read, the outermost first: none may contain itself.</summary>
    public HashSet<string> Open { get; } = new(StringComparer.Ordinal);

    /// <summary>Versions of other definitions found inside.</summary>
    public HashSet<UsedWorkflow> Used { get; } = [];

    /// <summary>What the log keeps where an activity says nothing.</summary>
    public LogRules Log { get; set; } = LogRules.Everything;

    public List<ActivityNode> Nodes { get; } = [];
    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);
    public HashSet<string> NodeIds { get; } = new(StringComparer.Ordinal);
    public bool ReadsOutputs { get; set; }
    public ImmutableArray<DefinitionProblem> Problems => [.. _problems];
    public bool HasErrors => _problems.Exists(problem => problem.Severity == ProblemSeverity.Error);

    public void Error(string path, string code, string message) => _problems.Add(new(ProblemSeverity.Error, path, code, message));

    public void Warn(string path, string code, string message) => _problems.Add(new(ProblemSeverity.Warning, path, code, message));

    public void Add(ProblemSeverity severity, string path, string code, string message) =>
        _problems.Add(new(severity, path, code, message));

    /// <summary>A property by name, whatever its case; false for null and for what is absent.</summary>
    public static bool TryGet(JsonElement owner, string name, out JsonElement value)
    {
        value = default;
        if (owner.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (!owner.TryGetProperty(name, out value))
        {
            value = owner.EnumerateObject().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
    }

    /// <summary>A text property; null when absent, and a problem when it is something else.</summary>
    public string? Text(JsonElement owner, string name, string path)
    {
        if (!TryGet(owner, name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Error($"{path}.{name}", "value.kind", $"'{name}' must be a text, not {Name(value)}.");
        return null;
    }

    /// <summary>A whole number property; the given number when absent.</summary>
    public int Whole(JsonElement owner, string name, string path, int otherwise)
    {
        if (!TryGet(owner, name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            return number;
        }

        Error($"{path}.{name}", "value.kind", $"'{name}' must be a whole number, not {Name(value)}.");
        return otherwise;
    }

    /// <summary>True for true and "true".</summary>
    public static bool Flag(JsonElement owner, string name) => TryGet(owner, name, out var value)
        && (value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var parsed) && parsed));

    /// <summary>The elements of a list property with their paths; empty when absent.</summary>
    public IEnumerable<(JsonElement Element, string Path)> Items(JsonElement owner, string name, string path)
    {
        if (!TryGet(owner, name, out var list))
        {
            return [];
        }

        // Elsa's serialiser sometimes wraps lists for its reference handling.
        if (list.ValueKind == JsonValueKind.Object && TryGet(list, "$values", out var wrapped))
        {
            list = wrapped;
        }

        if (list.ValueKind == JsonValueKind.Array)
        {
            return list.EnumerateArray().Select((element, index) => (element, $"{path}.{name}[{index}]"));
        }

        Error($"{path}.{name}", "value.kind", $"'{name}' must be a list, not {Name(list)}.");
        return [];
    }

    /// <summary>The element as a value of its own.</summary>
    public static JsonNode? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(element.Clone()),
        JsonValueKind.Array => JsonArray.Create(element.Clone()),
        JsonValueKind.String => JsonValue.Create(element.GetString()),
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        _ => JsonValue.Create(element.Clone()),
    };

    public static string Name(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };
}
