using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Reads Elsa 3 definition JSON into a checked definition and reports every problem it finds.</summary>
public sealed class DefinitionReader(
    ActivityCatalog catalog, IEnumerable<IExpressionEvaluator> evaluators, DefinitionLimits? limits = null)
{
    private const int JsonDepth = 256;
    private readonly FrozenDictionary<string, IExpressionEvaluator> _evaluators = evaluators.ToFrozenDictionary(e => e.Type);
    private readonly DefinitionLimits _limits = limits ?? DefinitionLimits.Default;

    /// <summary>What the host knows of cron expressions; without it they are checked when they run.</summary>
    public ICronSchedule? Cron { get; init; }

    /// <summary>True on a server: activities it cannot carry out are errors.</summary>
    public bool OnlyHosted { get; init; }

    /// <summary>Reads a definition. Never throws for what the text contains.</summary>
    /// <param name="json">The text, as exported or as the designer saves it.</param>
    /// <param name="scriptProblems">How bad a script is that does not parse: a draft may keep it, a published one may not.</param>
    /// <param name="library">Definitions it may use as activities.</param>
    public DefinitionReading Read(
        string json, ProblemSeverity scriptProblems = ProblemSeverity.Error, IWorkflowDefinitionSource? library = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var reading = new Reading(catalog, _evaluators, _limits)
        {
            ScriptProblems = scriptProblems,
            Cron = Cron,
            OnlyHosted = OnlyHosted,
            Library = library ?? WorkflowLibrary.Empty,
        };
        if (json.Length > _limits.Characters)
        {
            reading.Error("$", "json.size", $"The definition has {json.Length} characters; at most {_limits.Characters} are taken. Split the workflow.");
            return new(null, reading.Problems);
        }

        using var document = Parse(reading, json);
        var definition = document is null ? null : ReadDefinition(reading, document.RootElement, json);
        return new(reading.HasErrors ? null : definition, reading.Problems);
    }

    private static JsonDocument? Parse(Reading reading, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json.TrimStart('\uFEFF'));
        try
        {
            RefuseBrokenText(bytes);
            return JsonDocument.Parse(bytes, new()
            {
                MaxDepth = JsonDepth,
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                AllowDuplicateProperties = false,
            });
        }
        catch (JsonException error)
        {
            var place = error.LineNumber is { } line ? $" (line {line + 1}, position {error.BytePositionInLine + 1})" : "";
            reading.Error("$", "json.malformed", $"This is not JSON{place}: {FirstSentence(error.Message)}");
            return null;
        }
    }

    /// <summary>An activity kept as a text inside a definition; null when the text is no object.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal static JsonObject? ParseActivity(string json)
    {
        RefuseBrokenText(Encoding.UTF8.GetBytes(json));
        return JsonNode.Parse(json, documentOptions: new() { MaxDepth = 64, AllowDuplicateProperties = false }) as JsonObject;
    }

    // An escape that is half a character would only blow up when the text is used, so it is looked for here.
    private static void RefuseBrokenText(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions
        {
            MaxDepth = JsonDepth,
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
        });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                try
                {
                    _ = reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    throw new JsonException($"A text near byte {reader.TokenStartIndex} contains half a character (a lone surrogate).");
                }
            }
        }
    }

    private static Definition? ReadDefinition(Reading reading, JsonElement root, string json)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            reading.Error("$", "definition.kind", $"A definition is a JSON object, not {Reading.Name(root)}.");
            return null;
        }

        var declarations = new DeclarationReader(reading);
        var variables = declarations.Variables(root, "$");
        var inputs = declarations.Inputs(root, "$");
        var outputs = declarations.Outputs(root, "$");
        ImmutableArray<string> outcomes = [.. reading.Items(root, "outcomes", "$")
            .Where(item => item.Element.ValueKind == JsonValueKind.String).Select(item => item.Element.GetString() ?? "")];
        var options = WorkflowOptions.Read(reading, root);
        Reading.TryGet(root, "customProperties", out var custom);
        reading.Log = LogRules.Read(custom, LogRules.Everything);
        var version = reading.Whole(root, "version", "$", 1);
        var id = reading.Text(root, "id", "$");
        var definitionId = reading.Text(root, "definitionId", "$") ?? id;
        reading.Open.Add(definitionId ?? "");
        var workflow = ReadWorkflow(reading, root, variables, outputs);
        if (workflow is null || reading.HasErrors)
        {
            return null;
        }

        return new()
        {
            Id = id ?? definitionId ?? "definition",
            DefinitionId = definitionId ?? "definition",
            Version = version,
            Name = reading.Text(root, "name", "$") ?? definitionId ?? "definition",
            Description = reading.Text(root, "description", "$"),
            Json = json,
            Workflow = workflow,
            Inputs = inputs,
            Outputs = outputs,
            Outcomes = outcomes,
            Options = options,
            Nodes = [.. reading.Nodes],
            NodesByKey = reading.Nodes.ToFrozenDictionary(node => node.Key, StringComparer.Ordinal),
            ReadsOutputs = reading.ReadsOutputs,
            UsedWorkflows = [.. reading.Used],
        };
    }

    private static ActivityNode? ReadWorkflow(
        Reading reading, JsonElement definition, ImmutableArray<VariableDeclaration> variables, ImmutableArray<OutputDeclaration> outputs)
    {
        const string Id = "Workflow1";
        if (!Reading.TryGet(definition, "root", out var rootElement))
        {
            reading.Error("$.root", "root.missing", "The definition has no root activity. Draw at least one activity and save it again.");
            return null;
        }

        reading.Keys.Add(Id);
        var scope = new VariableScope(null, variables, [.. outputs.Select(output => output.Name)]);
        var root = new ActivityReader(reading).Read(rootElement, "$.root", Id, scope);
        if (root is null)
        {
            return null;
        }

        var workflow = new ActivityNode
        {
            Id = Id,
            Key = Id,
            NodeId = Id,
            Path = "$",
            Activity = reading.Catalog.Root,
            Name = Id,
            Inputs = FrozenDictionary<string, Expression>.Empty,
            Outputs = FrozenDictionary<string, string>.Empty,
            VariableReferences = FrozenDictionary<string, string>.Empty,
            Variables = variables,
            Cases = [],
            Children = [],
            Ports = new Dictionary<string, ActivityNode> { ["Root"] = root }.ToFrozenDictionary(),
        };
        root.Parent = workflow;
        reading.Nodes.Add(workflow);
        reading.Nodes.Reverse();
        for (var index = 0; index < reading.Nodes.Count; index++)
        {
            reading.Nodes[index].Index = index;
        }

        return workflow;
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}
