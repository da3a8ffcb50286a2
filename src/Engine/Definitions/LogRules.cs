using System.Collections.Frozen;
using System.Text.Json;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Which inputs and outputs of an activity the execution log keeps (Elsa's log persistence modes).</summary>
public sealed class LogRules
{
    private readonly bool _keeps;
    private readonly FrozenDictionary<string, bool> _inputs;
    private readonly FrozenDictionary<string, bool> _outputs;

    private LogRules(bool keeps, FrozenDictionary<string, bool> inputs, FrozenDictionary<string, bool> outputs) =>
        (_keeps, _inputs, _outputs) = (keeps, inputs, outputs);

    /// <summary>Everything is kept.</summary>
    public static LogRules Everything { get; } = new(true, FrozenDictionary<string, bool>.Empty, FrozenDictionary<string, bool>.Empty);

    public bool KeepsInput(string name) => _inputs.GetValueOrDefault(name, _keeps);

    public bool KeepsOutput(string name) => _outputs.GetValueOrDefault(name, _keeps);

    /// <summary>Reads the rules of an activity or a workflow; what says nothing inherits.</summary>
    internal static LogRules Read(JsonElement customProperties, LogRules around)
    {
        var config = Reading.TryGet(customProperties, "logPersistenceConfig", out var current) ? current : default;
        var older = Reading.TryGet(customProperties, "logPersistenceMode", out var mode) ? mode : default;
        if (config.ValueKind != JsonValueKind.Object && older.ValueKind != JsonValueKind.Object)
        {
            return around;
        }

        var keeps = Mode(config, "default") ?? Mode(older, "default") ?? around._keeps;
        return new(keeps, Named(config, older, "inputs"), Named(config, older, "outputs"));
    }

    private static FrozenDictionary<string, bool> Named(JsonElement config, JsonElement older, string list)
    {
        var named = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        foreach (var owner in new[] { older, config })
        {
            if (Reading.TryGet(owner, list, out var members) && members.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in members.EnumerateObject())
                {
                    if (Mode(members, member.Name) is { } keeps)
                    {
                        named[member.Name] = keeps;
                    }
                }
            }
        }

        return named.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    // Today's form names a strategy type, the older one just the mode; Inherit and what is computed say nothing.
    private static bool? Mode(JsonElement owner, string name)
    {
        if (!Reading.TryGet(owner, name, out var value))
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value
            : Reading.TryGet(value, "strategyType", out var strategy) && strategy.ValueKind == JsonValueKind.String ? strategy
            : default;
        var word = text.ValueKind == JsonValueKind.String ? text.GetString() ?? "" : "";
        var type = word.Split(',')[0];
        return type[(type.LastIndexOf('.') + 1)..] switch
        {
            "Include" => true,
            "Exclude" => false,
            _ => null,
        };
    }
}
