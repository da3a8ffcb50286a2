using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Activities.Composition;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Reads activities and everything inside them.</summary>
internal sealed class ActivityReader(Reading reading)
{
    private readonly ExpressionReader _expressions = new(reading);
    private int _depth;
    private int _count;

    /// <summary>Reads one activity; null when it cannot be used.</summary>
    public ActivityNode? Read(JsonElement element, string path, string parentNodeId, VariableScope scope)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            reading.Error(path, "value.kind", $"An activity must be an object, not {Reading.Name(element)}.");
            return null;
        }

        if (++_count > reading.Limits.Activities)
        {
            if (_count == reading.Limits.Activities + 1)
            {
                reading.Error(path, "activity.count", $"The definition has more than {reading.Limits.Activities} activities. Split the workflow.");
            }

            return null;
        }

        if (_depth >= reading.Limits.Depth)
        {
            reading.Error(path, "activity.depth", $"Activities are nested deeper than {reading.Limits.Depth} levels. Flatten the workflow.");
            return null;
        }

        _depth++;
        try
        {
            return ReadTyped(element, path, parentNodeId, scope);
        }
        finally
        {
            _depth--;
        }
    }

    private ActivityNode? ReadTyped(JsonElement element, string path, string parentNodeId, VariableScope scope)
    {
        var type = reading.Text(element, "type", path);
        if (string.IsNullOrWhiteSpace(type))
        {
            reading.Error($"{path}.type", "activity.type.missing", "The activity has no type.");
            return null;
        }

        if (type == "Elsa.NotFoundActivity")
        {
            element = Original(element);
            type = reading.Text(element, "missingTypeName", path) ?? reading.Text(element, "type", path) ?? type;
        }

        if (reading.Catalog.Find(type) is { } activity)
        {
            return ReadKnown(element, path, parentNodeId, scope, activity, null);
        }

        var workflows = new WorkflowActivityReader(reading, this);
        if (workflows.Find(element, type, path) is { } source)
        {
            return workflows.Read(source, path, (used, inner) => ReadKnown(element, path, parentNodeId, scope, used, inner));
        }

        if (RefusedActivities.Reason(type) is { } reason)
        {
            reading.Error(path, "activity.type.refused", $"Activity type '{type}' cannot be used here: {reason}");
        }
        else
        {
            reading.Error(path, "activity.type.unknown",
                $"Activity type '{type}' is not known here. Replace the activity, or check the name and the version it came from; "
                + "a workflow used as an activity must be stored and marked usable as activity.");
        }

        return null;
    }

    // Elsa's placeholder carries the activity it stands for, with its inputs, as a text.
    private static JsonElement Original(JsonElement placeholder)
    {
        try
        {
            if (!Reading.TryGet(placeholder, "originalActivityJson", out var text) || text.ValueKind != JsonValueKind.String
                || DefinitionReader.ParseActivity(text.GetString() ?? "") is not { } original)
            {
                return placeholder;
            }

            if (Reading.TryGet(placeholder, "id", out var id))
            {
                original["id"] = JsonSerializer.SerializeToNode(id);
            }

            return JsonSerializer.SerializeToElement(original);
        }
        catch (JsonException)
        {
            return placeholder;
        }
    }

    private ActivityNode? ReadKnown(
        JsonElement element, string path, string parentNodeId, VariableScope scope, Activity activity, WorkflowActivityReader.Inner? workflow)
    {
        var id = reading.Text(element, "id", path);
        if (string.IsNullOrWhiteSpace(id))
        {
            reading.Warn($"{path}.id", "activity.id.missing", "The activity has no id; a running instance will not find it again in a later version.");
            id = $"{activity.Descriptor.ShortName}-{_count}";
        }

        var nodeId = $"{parentNodeId}:{id}";
        var key = reading.Open.Count == 1 + (workflow is null ? 0 : 1) && reading.Keys.Add(id) ? id : nodeId;
        if (!reading.NodeIds.Add(nodeId) || (key == nodeId && !reading.Keys.Add(key)))
        {
            reading.Error($"{path}.id", "activity.id.duplicate", $"Two activities of the same container have the id '{id}'. Give each its own id.");
        }

        var descriptor = activity.Descriptor;
        if (reading.OnlyHosted && !descriptor.Hosted)
        {
            reading.Error(path, "activity.unhosted",
                $"Activity type '{descriptor.Type}' runs in trial runs only; this server cannot carry it out yet. Replace the activity.");
        }

        var variables = descriptor.IsContainer ? new DeclarationReader(reading).Variables(element, path) : [];
        var inner = variables.IsEmpty ? scope : new VariableScope(scope, variables, []);
        var children = Children(element, path, nodeId, inner, descriptor);
        StateMachineParts? machine = null;
        if (descriptor.Type == "Elsa.StateMachine")
        {
            (machine, children) = new StateMachineReader(reading, this, _expressions).Read(element, path, nodeId, inner);
        }

        var ports = workflow is null ? Ports(element, path, nodeId, inner, descriptor) : Root(workflow, nodeId, inner);
        var cases = Cases(element, path, nodeId, inner, descriptor);
        Reading.TryGet(element, "customProperties", out var custom);
        Reading.TryGet(element, "metadata", out var metadata);
        var node = new ActivityNode
        {
            Id = id,
            Key = key,
            NodeId = nodeId,
            Path = path,
            Activity = activity,
            Name = reading.Text(element, "name", path),
            DisplayText = metadata.ValueKind == JsonValueKind.Object ? reading.Text(metadata, "displayText", $"{path}.metadata") : null,
            Version = reading.Whole(element, "version", path, 1),
            CanStartWorkflow = Reading.Flag(custom, "canStartWorkflow") || Reading.Flag(element, "canStartWorkflow"),
            MergeMode = Merge(custom, path),
            Log = LogRules.Read(custom, reading.Log),
            Inputs = Inputs(element, path, inner, descriptor),
            Outputs = Outputs(element, path, inner, descriptor),
            VariableReferences = References(element, path, inner, descriptor),
            Variables = variables,
            Cases = cases,
            Children = children,
            Ports = ports,
            Machine = machine,
            Connections = descriptor.Type == "Elsa.Flowchart" ? new ConnectionReader(reading).Read(element, path, children) : null,
        };
        foreach (var child in children.Concat(ports.Values).Concat(cases.Select(c => c.Activity).OfType<ActivityNode>()))
        {
            child.Parent = node;
        }

        reading.Nodes.Add(node);
        return node;
    }

    private ImmutableArray<ActivityNode> Children(JsonElement element, string path, string nodeId, VariableScope scope, ActivityDescriptor descriptor)
    {
        if (!descriptor.IsContainer)
        {
            return [];
        }

        var list = descriptor.Type == "Elsa.Fork" ? "branches" : "activities";
        var children = ImmutableArray.CreateBuilder<ActivityNode>();
        foreach (var (child, at) in reading.Items(element, list, path))
        {
            if (Read(child, at, nodeId, scope) is { } node)
            {
                node.ChildIndex = children.Count;
                children.Add(node);
            }
        }

        return children.ToImmutable();
    }

    private FrozenDictionary<string, ActivityNode> Root(WorkflowActivityReader.Inner workflow, string nodeId, VariableScope scope)
    {
        var root = new WorkflowActivityReader(reading, this).Workflow(workflow, nodeId, scope);
        if (root is null && !reading.HasErrors)
        {
            reading.Error(workflow.Path, "workflow.root", "The workflow used here has no usable root activity.");
        }

        return (root is null ? [] : new Dictionary<string, ActivityNode> { [WorkflowActivity.RootPort] = root }).ToFrozenDictionary();
    }

    private FrozenDictionary<string, ActivityNode> Ports(JsonElement element, string path, string nodeId, VariableScope scope, ActivityDescriptor descriptor)
    {
        var ports = new Dictionary<string, ActivityNode>();
        foreach (var port in descriptor.EmbeddedPorts)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(port);
            if (Reading.TryGet(element, name, out var plugged) && Read(plugged, $"{path}.{name}", nodeId, scope) is { } node)
            {
                ports.Add(port, node);
            }
        }

        return ports.ToFrozenDictionary();
    }

    private ImmutableArray<SwitchCase> Cases(JsonElement element, string path, string nodeId, VariableScope scope, ActivityDescriptor descriptor)
    {
        var input = descriptor.Input("Cases") ?? descriptor.Inputs.FirstOrDefault(i => i is { Name: "ExpectedStatusCodes", IsWrapped: false });
        if (input is null)
        {
            return [];
        }

        var cases = ImmutableArray.CreateBuilder<SwitchCase>();
        foreach (var (one, at) in reading.Items(element, input.JsonName, path))
        {
            if (one.ValueKind != JsonValueKind.Object)
            {
                reading.Error(at, "value.kind", $"A case must be an object, not {Reading.Name(one)}.");
                continue;
            }

            var condition = Reading.TryGet(one, "condition", out var c)
                ? _expressions.Wrapped(c, ValueType.Boolean, $"{at}.condition", scope)
                : null;
            var activity = Reading.TryGet(one, "activity", out var a) ? Read(a, $"{at}.activity", nodeId, scope) : null;
            var label = input.Name == "Cases" ? reading.Text(one, "label", at) : reading.Whole(one, "statusCode", at, 0).ToString(CultureInfo.InvariantCulture);
            cases.Add(new(label ?? "", condition ?? new Expression.Literal(null), activity));
        }

        return cases.ToImmutable();
    }

    private FrozenDictionary<string, Expression> Inputs(JsonElement element, string path, VariableScope scope, ActivityDescriptor descriptor)
    {
        var inputs = new Dictionary<string, Expression>();
        foreach (var input in descriptor.Inputs)
        {
            if (input.IsWrapped && Reading.TryGet(element, input.JsonName, out var value)
                && _expressions.Input(value, input, $"{path}.{input.JsonName}", scope) is { } expression)
            {
                inputs.Add(input.Name, expression);
            }
            else if (input is { IsWrapped: false, Type.Kind: ValueKind.Boolean } && Reading.TryGet(element, input.JsonName, out var flag)
                && flag.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                inputs.Add(input.Name, new Expression.Literal(flag.GetBoolean()));
            }
        }

        return inputs.ToFrozenDictionary();
    }

    private FrozenDictionary<string, string> Outputs(JsonElement element, string path, VariableScope scope, ActivityDescriptor descriptor)
    {
        var outputs = new Dictionary<string, string>();
        foreach (var output in descriptor.Outputs)
        {
            var at = $"{path}.{output.JsonName}";
            if (!Reading.TryGet(element, output.JsonName, out var bound))
            {
                continue;
            }

            if (Reading.TryGet(bound, "converter", out _))
            {
                reading.Error($"{at}.converter", "output.converter", "Output converters cannot be run here. Convert the value in an expression instead.");
            }

            if (Reading.TryGet(bound, "memoryReference", out var memory) && reading.Text(memory, "id", $"{at}.memoryReference") is { Length: > 0 } target)
            {
                outputs.Add(output.Name, target);
                if (!scope.Knows(target, null) && !scope.IsWorkflowOutput(target) && !target.Contains(':', StringComparison.Ordinal))
                {
                    reading.Warn($"{at}.memoryReference", "variable.unknown", $"No variable or workflow output '{target}' is declared; the value goes nowhere.");
                }
            }
        }

        return outputs.ToFrozenDictionary();
    }

    private FrozenDictionary<string, string> References(JsonElement element, string path, VariableScope scope, ActivityDescriptor descriptor)
    {
        var references = new Dictionary<string, string>();
        foreach (var input in descriptor.Inputs.Where(input => input.UiHint == "variable-picker"))
        {
            var at = $"{path}.{input.JsonName}";
            if (!Reading.TryGet(element, input.JsonName, out var picked))
            {
                continue;
            }

            var id = picked.ValueKind == JsonValueKind.String ? picked.GetString() : reading.Text(picked, "id", at);
            if (string.IsNullOrEmpty(id))
            {
                reading.Error(at, "variable.missing", "No variable is picked.");
                continue;
            }

            references.Add(input.Name, id);
            if (!scope.Knows(id, id))
            {
                reading.Warn(at, "variable.unknown", $"No variable '{id}' is declared around this activity; it will fault when it runs.");
            }
        }

        return references.ToFrozenDictionary();
    }

    private MergeMode Merge(JsonElement custom, string path)
    {
        if (!Reading.TryGet(custom, "mergeMode", out var value) || value.ValueKind != JsonValueKind.String)
        {
            return MergeMode.None;
        }

        if (Enum.TryParse<MergeMode>(value.GetString(), ignoreCase: true, out var mode) && Enum.IsDefined(mode))
        {
            return mode;
        }

        reading.Warn($"{path}.customProperties.mergeMode", "merge.unknown", $"Merge mode '{value.GetString()}' is not known and not used.");
        return MergeMode.None;
    }
}
