using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities.Rectification;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Definitions.Checks;

/// <summary>What can be told of an activity before it runs.</summary>
internal static class NodeFacts
{
    public const string HumanTask = "Rectify.HumanTask";

    extension(ActivityNode node)
    {
        /// <summary>True for our own activities.</summary>
        public bool IsOurs => node.Type.StartsWith("Rectify.", StringComparison.Ordinal);

        /// <summary>True when a person must do something.</summary>
        public bool IsTask => node.Activity is TaskActivity;

        /// <summary>True for the steps of an item's own life, which know the item's deadline and its people.</summary>
        public bool IsItemTask => node.IsTask && node.Type != HumanTask;

        /// <summary>The kind under which a task's performer is remembered.</summary>
        public string Kind => node.Activity.Descriptor.ShortName;

        /// <summary>What the input is when that is known now; the descriptor's default when it was never set.</summary>
        public Known Value(string input) => !node.Inputs.TryGetValue(input, out var expression)
            ? new(true, false, node.Activity.Descriptor.Input(input)?.Default)
            : expression is Expression.Literal literal ? new(true, true, literal.Value) : new(false, true, null);

        /// <summary>The ports it can be left by, as far as they are known now.</summary>
        public ImmutableArray<string> Exits
        {
            get
            {
                var descriptor = node.Activity.Descriptor;
                var cases = node.Cases.Select(one => one.Label).Where(label => label.Length > 0);
                var dynamic = descriptor.Inputs.Where(input => input.UiHint == "dynamic-outcomes").Select(input => node.Value(input.Name))
                    .Where(value => value.IsKnown).SelectMany(value => value.Texts);
                ImmutableArray<string> ports = [.. descriptor.Outcomes.Concat(cases).Concat(dynamic).Distinct()];
                return ports.IsEmpty && !descriptor.HasDynamicOutcomes ? ["Done"] : ports;
            }
        }
    }
}

/// <summary>An input's value as far as it is known before it runs.</summary>
/// <param name="IsKnown">False for what an expression computes.</param>
/// <param name="IsSet">False when the default stands for it.</param>
internal readonly record struct Known(bool IsKnown, bool IsSet, JsonNode? Node)
{
    public bool IsBlank => IsKnown && string.IsNullOrWhiteSpace(Values.ToText(Node));

    public string Text => Values.ToText(Node);

    /// <summary>The whole number that it is; null when it is none.</summary>
    public long? Whole => WholeOf(Node);

    /// <summary>The day that it is; null when it is none.</summary>
    public DateOnly? Day => DayOf(Node);

    /// <summary>The texts of a list, also of one written as JSON.</summary>
    public ImmutableArray<string> Texts => [.. Items.Select(Values.ToText)];

    public JsonArray Items => Node is JsonValue text && text.TryGetValue<string>(out var json) && json.TrimStart().StartsWith('[')
        ? Values.TryParse(json, out _) as JsonArray ?? []
        : Values.ToArray(Node);

    /// <summary>A whole number of a list; null for whatever else stands there.</summary>
    public static long? WholeOf(JsonNode? node) => Read(() => Values.ToInteger(node));

    private static DateOnly? DayOf(JsonNode? node) => Read(() => Values.ToDay(node));

    // At run time this is an incident; before publishing it is a finding.
    private static T? Read<T>(Func<T?> read) where T : struct
    {
        try
        {
            return read();
        }
        catch (ExpressionException)
        {
            return null;
        }
    }
}
