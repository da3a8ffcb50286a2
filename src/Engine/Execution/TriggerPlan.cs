using System.Collections.Immutable;
using Rectify.Workflow.Engine.Activities.Http;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>What starts a workflow by itself (触发器), as its published definition draws it.</summary>
/// <param name="ActivityId">The activity that is the trigger.</param>
/// <param name="ActivityType">Its type, such as "Elsa.Cron".</param>
/// <param name="EventName">The event it waits for; null for a time.</param>
/// <param name="DueAt">When it fires next, counted from the instant asked about; null for an event, or when it never fires again.</param>
public sealed record TriggerPlan(string ActivityId, string ActivityType, string? EventName, DateTimeOffset? DueAt)
{
    /// <summary>The address it listens on; null for anything but a request.</summary>
    public HttpRoute? Route { get; init; }

    /// <summary>Why its inputs cannot be worked out; null when they can.</summary>
    public string? Problem { get; init; }
}

/// <summary>Works out a definition's triggers.</summary>
internal static class TriggerPlans
{
    public static ImmutableArray<TriggerPlan> Of(Definition definition, DateTimeOffset at, InterpreterOptions options)
    {
        var burst = new Burst(definition, InstanceState.New("triggers", definition.DefinitionId, definition.Version), new Stimulus.Start(at), options);
        var workflow = new LiveFrame(0, null, definition.Workflow)
        {
            Variables = definition.Variables.ToImmutableDictionary(variable => variable.Id, variable => variable.Default),
        };
        return [.. definition.Triggers.Select(node => PlanOrProblem(burst, new LiveFrame(0, workflow, node), at, options)).OfType<TriggerPlan>()];
    }

    private static TriggerPlan? PlanOrProblem(Burst burst, LiveFrame frame, DateTimeOffset at, InterpreterOptions options)
    {
        try
        {
            return Plan(burst, frame, at, options);
        }
        catch (Exception error) when (error is ExpressionException or ActivityFaultException)
        {
            return new(frame.Node.Key, frame.Node.Type, null, null) { Problem = error.Message };
        }
    }

    private static TriggerPlan? Plan(Burst burst, LiveFrame frame, DateTimeOffset at, InterpreterOptions options)
    {
        string Text(string input) => burst.EvaluateInput(frame, input) is { } value ? Values.ToText(value) : "";
        var (id, type) = (frame.Node.Key, frame.Node.Type);
        return type switch
        {
            "Elsa.Event" => new(id, type, Text("EventName"), null),
            "Elsa.Cron" => new(id, type, null, options.Cron?.Next(Text("CronExpression"), at)),
            "Elsa.Timer" => new(id, type, null, Later(at, Values.ToDuration(burst.EvaluateInput(frame, "Interval")) ?? TimeSpan.Zero)),
            "Elsa.StartAt" => new(id, type, null, Values.ToInstant(burst.EvaluateInput(frame, "DateTime")) is { } once && once > at ? once : null),
            "Elsa.HttpEndpoint" => new(id, type, null, null) { Route = HttpEndpoint.Route(input => burst.EvaluateInput(frame, input)) },
            _ => null,
        };
    }

    // An interval beyond the calendar never ends.
    private static DateTimeOffset? Later(DateTimeOffset at, TimeSpan interval) =>
        interval < DateTimeOffset.MaxValue - at ? at + (interval > TimeSpan.Zero ? interval : TimeSpan.Zero) : null;
}
