using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Activities.Composition;
using Rectify.Workflow.Engine.Activities.Flow;
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

    /// <summary>Runs the script an input holds; null when it holds none.</summary>
    public ScriptRun? RunScript(LiveFrame frame, string inputName)
    {
        var expression = frame.Node.Inputs.GetValueOrDefault(inputName);
        var scope = new ScriptScope(this, frame);
        var result = expression switch
        {
            null => null,
            Expression.Script script => script.Evaluator.Evaluate(script.Text, scope),
            Expression.StoredScript script => Evaluate(frame, script.Text) is { } text && !string.IsNullOrWhiteSpace(Values.ToText(text))
                ? script.Evaluator.Evaluate(Values.ToText(text), scope)
                : null,
            _ => throw new ActivityFaultException($"Input '{inputName}' of {frame.Node} holds no script."),
        };
        return expression is null ? null : new(result, scope.Outcomes);
    }

    /// <summary>Evaluates an expression as seen from a frame.</summary>
    public JsonNode? Evaluate(LiveFrame frame, Expression expression) => expression switch
    {
        Expression.Literal literal => literal.Value,
        Expression.Variable variable => FindVariable(frame, variable.Id, variable.Name)?.Value,
        Expression.Input input => InputOrFact(frame, input.Name),
        Expression.Output output => OutputFrom(frame, output.ActivityId, output.Name),
        Expression.Script script => script.Evaluator.Evaluate(script.Text, new ExpressionScope(this, frame)),
        _ => null,
    };

    /// <summary>
    /// An input of the workflow, or a fact of the host by that name. Inside a workflow used as an activity inputs are
    /// variables, and they come first.
    /// </summary>
    public JsonNode? InputOrFact(LiveFrame frame, string name)
    {
        if (WorkflowAround(frame) is { Parent: not null } && FindVariable(frame, null, name) is { } variable)
        {
            return variable.Value;
        }

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
    public IReadOnlyList<string> InputNames(LiveFrame frame)
    {
        var names = _input.Keys.Concat(Definition.Inputs.Select(i => i.Name)).Concat(Stimulus.Facts?.Select(f => f.Key) ?? []);
        return WorkflowAround(frame) is { Parent.Node.Activity: WorkflowActivity used }
            ? [.. names.Concat(used.Descriptor.Inputs.Select(input => input.Name)).Distinct()]
            : [.. names.Distinct()];
    }

    /// <summary>The workflow a frame belongs to: the instance's own, or one used as an activity.</summary>
    private static LiveFrame? WorkflowAround(LiveFrame frame)
    {
        var around = frame.Parent;
        while (around is { Node.Activity: not WorkflowRoot })
        {
            around = around.Parent;
        }

        return around;
    }

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

    /// <summary>Gives variables of the workflow other values. Throws when one cannot become the declared type.</summary>
    public void CorrectVariables(JsonObject? corrected)
    {
        foreach (var (name, value) in corrected ?? [])
        {
            SetVariableByName(_frames.First(frame => frame.Parent is null), name, value?.DeepClone());
        }
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
    public JsonNode? OutputFrom(LiveFrame frame, string activityIdOrName, string? outputName)
    {
        // A workflow used as an activity looks among its own activities first.
        var inner = WorkflowAround(frame) is { Parent: not null } workflow ? $"{workflow.Node.NodeId}:" : null;
        bool IsMeant(ActivityNode node) => node.Id == activityIdOrName || node.Name == activityIdOrName;
        bool IsAccessor(ActivityNode node) => node.Name is { } name && Values.Pascal(name) == activityIdOrName;
        var node = (inner is null ? null : Definition.Nodes.FirstOrDefault(n => n.NodeId.StartsWith(inner, StringComparison.Ordinal) && IsMeant(n)))
            ?? Definition.NodesByKey.GetValueOrDefault(activityIdOrName)
            ?? Definition.Nodes.FirstOrDefault(IsMeant)
            ?? Definition.Nodes.FirstOrDefault(IsAccessor)
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

        if (WorkflowAround(frame) is { Parent: null } && Definition.Outputs.FirstOrDefault(o => o.Name == target) is { } output)
        {
            _output = _output.SetItem(output.Name, TryConvert(value, output.Type));
        }
    }

    /// <summary>Sets an output of the workflow the frame belongs to; a workflow inside that has none passes it on outwards.</summary>
    private void SetWorkflowOutput(LiveFrame frame, string name, JsonNode? value)
    {
        for (var workflow = WorkflowAround(frame); workflow is not null; workflow = WorkflowAround(workflow))
        {
            if (workflow.Parent is { Node.Activity: WorkflowActivity used } && used.Descriptor.Outputs.Any(o => o.Name == name)
                && workflow.Node.Variables.FirstOrDefault(v => v.Name == name) is { } variable)
            {
                Set(new(workflow, variable, name, null), value);
                return;
            }
        }

        _output = _output.SetItem(name, value);
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
