using System.Text.Json;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>When a new instance of a definition may be started (启动策略).</summary>
public enum ActivationStrategy
{
    /// <summary>Always.</summary>
    Always,

    /// <summary>Only while no other instance of the definition runs.</summary>
    Singleton,

    /// <summary>Only while no other instance of the definition with the same correlation id runs.</summary>
    CorrelatedSingleton,

    /// <summary>Only while no instance of any definition with the same correlation id runs.</summary>
    Correlation,
}

/// <summary>What a definition says about itself beside its activities.</summary>
public sealed record WorkflowOptions
{
    public IncidentStrategy IncidentStrategy { get; init; }
    public ActivationStrategy Activation { get; init; }
    public bool UsableAsActivity { get; init; }

    /// <summary>Elsa's name for when to save; here every step is saved at its end, whatever it says.</summary>
    public string? CommitStrategy { get; init; }

    /// <summary>
    /// Whether its flowcharts run by tokens or by counters; null when it does not say. Written as Elsa's own property
    /// Flowchart:ExecutionMode, so that running instances keep it with their version.
    /// </summary>
    public bool? TokenFlow { get; init; }

    internal static WorkflowOptions Read(Reading reading, JsonElement definition)
    {
        Reading.TryGet(definition, "options", out var options);
        Reading.TryGet(definition, "customProperties", out var custom);
        return new()
        {
            IncidentStrategy = Incidents(reading, options),
            Activation = ActivationOf(reading, options),
            UsableAsActivity = Reading.Flag(options, "usableAsActivity") || Reading.Flag(definition, "usableAsActivity"),
            TokenFlow = Flow(reading, custom),
            CommitStrategy = reading.Text(options, "commitStrategyName", "$.options"),
        };
    }

    private static bool? Flow(Reading reading, JsonElement custom)
    {
        const string Property = "Flowchart:ExecutionMode";
        if (custom.ValueKind != JsonValueKind.Object || reading.Text(custom, Property, "$.customProperties") is not { Length: > 0 } mode || mode == "Default")
        {
            return null;
        }

        if (mode is not ("TokenBased" or "CounterBased"))
        {
            reading.Error($"$.customProperties['{Property}']", "flow.unknown", $"Flowcharts run TokenBased or CounterBased, not '{mode}'.");
        }

        return mode == "TokenBased";
    }

    private static IncidentStrategy Incidents(Reading reading, JsonElement options)
    {
        var name = reading.Text(options, "incidentStrategyType", "$.options");
        if (name?.Contains("ContinueWithIncidents", StringComparison.Ordinal) == true)
        {
            return IncidentStrategy.ContinueWithIncidents;
        }

        if (!string.IsNullOrWhiteSpace(name) && !name.Contains("FaultStrategy", StringComparison.Ordinal))
        {
            reading.Error("$.options.incidentStrategyType", "incident.unknown",
                $"The incident strategy '{name}' is not known here. Use FaultStrategy or ContinueWithIncidentsStrategy.");
        }

        return IncidentStrategy.Fault;
    }

    private static ActivationStrategy ActivationOf(Reading reading, JsonElement options)
    {
        var type = reading.Text(options, "activationStrategyType", "$.options") ?? "";
        var name = type.Split(',')[0];
        switch (name[(name.LastIndexOf('.') + 1)..])
        {
            case "" or "AllowAlwaysStrategy":
                return ActivationStrategy.Always;
            case "SingletonStrategy":
                return ActivationStrategy.Singleton;
            case "CorrelatedSingletonStrategy":
                return ActivationStrategy.CorrelatedSingleton;
            case "CorrelationStrategy":
                return ActivationStrategy.Correlation;
            default:
                reading.Error("$.options.activationStrategyType", "activation.unknown",
                    $"The activation strategy '{type}' is not known here. Use AllowAlways, Singleton, CorrelatedSingleton or Correlation.");
                return ActivationStrategy.Always;
        }
    }
}
