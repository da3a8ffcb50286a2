using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>Inputs, variables and outputs.</summary>
internal sealed partial class Burst
{
    private readonly List<KeptOutput> _kept;
    private ImmutableDictionary<string, JsonNode?> _input;
    private ImmutableDictionary<string, JsonNode?> _output;
    private ImmutableArray<string> _outcomes;
    private JsonNode? _lastResult;
    private int _guidCount;

    /// <summary>Takes a caller's inputs, converted to their declared types; missing ones get their defaults.</summary>
    public void TakeInput(JsonObject? given)
    {
        foreach (var (name, value) in given ?? [])
        {
            var declared = Definition.Inputs.FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase));
            _input = _input.SetItem(declared?.Name ?? name, TryConvert(value?.DeepClone(), declared?.Type ?? default));
        }

        foreach (var declared in Definition.Inputs.Where(declared => declared.Default is not null && !_input.ContainsKey(declared.Name)))
        {
            _input = _input.SetItem(declared.Name, declared.Default);
        }
    }

    /// <summary>An input of the activity, evaluated at most once in the burst.</summary>
    public JsonNode? Input(LiveFrame frame, string name)
    {
        if (!frame.Inputs.TryGetValue(name, out var value))
        {
            value = EvaluateInput(frame, name);
            frame.Inputs[name] = value;
        }

        return value;
    }

    /// <summary>Evaluates an input now, whatever it was before.</summary>
    public JsonNode? EvaluateInput(LiveFrame frame, string name)
    {
        var descriptor = frame.Node.Activity.Descriptor.Input(name)
            ?? throw new ArgumentException($"{frame.Node.Type} has no input '{name}'.", nameof(name));
        if (!frame.Node.Inputs.TryGetValue(name, out var expression))
        {
            return descriptor.Default;
        }

        try
        {
            return Values.Convert(Evaluate(frame, expression), descriptor.Type) ?? descriptor.Default;
        }
        catch (ExpressionException error)
        {
            throw new ExpressionException($"Input '{name}' of {frame.Node}: {error.Message}", error);
        }
    }

    /// <summary>Evaluates an expression as seen from a frame.</summary>
    public JsonNode? Evaluate(LiveFrame frame, Expression expression) => expression switch
    {
        Expression.Literal literal => literal.Value,
        Expression.Variable variable => FindVariable(frame, variable.Id, variable.Name)?.Value,
        Expression.Input input => InputOrFact(input.Name),
        Expression.Output output => OutputFrom(output.ActivityId, output.Name),
        Expression.Script script => script.Evaluator.Evaluate(script.Text, new ExpressionScope(this, frame)),
        _ => null,
    };

    /// <summary>An input of the workflow, or a fact of the host by that name.</summary>
    public JsonNode? InputOrFact(string name)
    {
        if (_input.TryGetValue(name, out var value))
        {
            return value;
        }

        if (Stimulus.Facts is { } facts && facts.TryGetPropertyValue(name, out var fact))
        {
            return fact;
        }

        return _input.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    /// <summary>Names of all inputs and facts.</summary>
    public IReadOnlyList<string> InputNames =>
        [.. _input.Keys.Concat(Definition.Inputs.Select(i => i.Name)).Concat(Stimulus.Facts?.Select(f => f.Key) ?? []).Distinct()];

    /// <summary>The nearest variable by id or name, with the frame that holds it.</summary>
    public static FoundVariable? FindVariable(LiveFrame from, string? id, string? name)
    {
        if (!string.IsNullOrEmpty(id) && Nearest(from, v => v.Id == id) is { } byId)
        {
            return byId;
        }

        for (var frame = from; name is not null && frame is not null; frame = frame.Parent)
        {
            if (frame.LoopValues.TryGetValue(name, out var loopValue))
            {
                return new(frame, null, name, loopValue);
            }

            if (FindIn(frame, v => v.Name == name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Sets the variable of this id. Throws when the value cannot become the declared type.</summary>
    public static void SetVariable(LiveFrame from, string? id, JsonNode? value)
    {
        var found = FindVariable(from, id, id) ?? throw new ActivityFaultException($"Variable '{id}' not found.");
        Set(found, value);
    }

    /// <summary>Sets the nearest variable of this name, or declares it on the workflow.</summary>
    public static void SetVariableByName(LiveFrame from, string name, JsonNode? value)
    {
        if (FindVariable(from, null, name) is { } found)
        {
            Set(found, value);
            return;
        }

        var root = from;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        root.LoopValues = root.LoopValues.SetItem(name, value);
    }

    /// <summary>Names of the variables in scope, innermost first, each once.</summary>
    public static IReadOnlyList<string> VariableNames(LiveFrame from)
    {
        var names = new List<string>();
        for (var frame = from; frame is not null; frame = frame.Parent)
        {
            names.AddRange(frame.LoopValues.Keys.Concat(frame.Node.Variables.Select(v => v.Name)).Where(name => !names.Contains(name)));
        }

        return names;
    }

    /// <summary>The last output of an activity, by its id or name.</summary>
    public JsonNode? OutputFrom(string activityIdOrName, string? outputName)
    {
        var node = Definition.NodesByKey.GetValueOrDefault(activityIdOrName)
            ?? Definition.Nodes.FirstOrDefault(n => n.Id == activityIdOrName || n.Name == activityIdOrName)
            ?? throw new ExpressionException($"No activity has the id or name '{activityIdOrName}'.");
        return _kept.FirstOrDefault(o => o.ActivityKey == node.Key
            && (outputName is null || string.Equals(o.Name, outputName, StringComparison.OrdinalIgnoreCase)))?.Value;
    }

    public JsonNode? LastResult => _lastResult;

    public Guid NewGuid() => Ids.Expression(InstanceId, ++_guidCount);

    /// <summary>Records an output and hands it to the variable or workflow output it is bound to.</summary>
    public void SetOutput(LiveFrame frame, string name, JsonNode? value)
    {
        if (name == "Result")
        {
            _lastResult = value;
        }

        if (Definition.ReadsOutputs)
        {
            _kept.RemoveAll(o => o.ActivityKey == frame.Node.Key && o.Name == name);
            _kept.Add(new(frame.Node.Key, name, value));
        }

        _log.Output(frame, name, value);
        if (!frame.Node.Outputs.TryGetValue(name, out var target))
        {
            return;
        }

        if (FindVariable(frame, target, target) is { } variable)
        {
            Set(variable, value);
        }

        if (Definition.Outputs.FirstOrDefault(o => o.Name == target) is { } output)
        {
            _output = _output.SetItem(output.Name, TryConvert(value, output.Type));
        }
    }

    private void EvaluateInputs(LiveFrame frame)
    {
        foreach (var descriptor in frame.Node.Activity.Descriptor.Inputs)
        {
            if (descriptor is { IsWrapped: true, AutoEvaluate: true })
            {
                Input(frame, descriptor.Name);
            }
        }
    }

    private static FoundVariable? Nearest(LiveFrame from, Func<VariableDeclaration, bool> matches)
    {
        for (var frame = from; frame is not null; frame = frame.Parent)
        {
            if (FindIn(frame, matches) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static FoundVariable? FindIn(LiveFrame frame, Func<VariableDeclaration, bool> matches)
    {
        foreach (var declared in frame.Node.Variables)
        {
            if (matches(declared))
            {
                return new(frame, declared, declared.Name, frame.Variables.GetValueOrDefault(declared.Id));
            }
        }

        return null;
    }

    private static void Set(FoundVariable found, JsonNode? value)
    {
        if (found.Declared is { } declared)
        {
            found.Frame.Variables = found.Frame.Variables.SetItem(declared.Id, Values.Convert(value, declared.Type));
        }
        else
        {
            found.Frame.LoopValues = found.Frame.LoopValues.SetItem(found.Name, value);
        }
    }

    private static JsonNode? TryConvert(JsonNode? value, Definitions.ValueType type)
    {
        try
        {
            return Values.Convert(value, type);
        }
        catch (ExpressionException)
        {
            return value;
        }
    }
}

/// <summary>A variable in scope.</summary>
/// <param name="Declared">Null for a loop's value.</param>
internal sealed record FoundVariable(LiveFrame Frame, VariableDeclaration? Declared, string Name, JsonNode? Value);
