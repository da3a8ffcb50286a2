using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Reads the variables, inputs and outputs a definition declares.</summary>
internal sealed class DeclarationReader(Reading reading)
{
    /// <summary>The variables of the workflow or of a container; nameless ones are numbered as Elsa does.</summary>
    public ImmutableArray<VariableDeclaration> Variables(JsonElement owner, string path)
    {
        var variables = ImmutableArray.CreateBuilder<VariableDeclaration>();
        var nameless = 0;
        foreach (var (element, at) in reading.Items(owner, "variables", path))
        {
            if (!IsObject(element, at, "variable"))
            {
                continue;
            }

            var name = reading.Text(element, "name", at);
            name = string.IsNullOrWhiteSpace(name) ? $"Variable{++nameless}" : name;
            var id = reading.Text(element, "id", at);
            var (type, typeName) = Type(element, at, "typeName");
            variables.Add(new(string.IsNullOrEmpty(id) ? name : id, name, type, Default(element, "value", at, type, typeName)));
        }

        foreach (var twice in variables.GroupBy(v => v.Id).Where(group => group.Count() > 1))
        {
            reading.Error($"{path}.variables", "variable.duplicate", $"Two variables have the id '{twice.Key}'. Give each its own id.");
        }

        return variables.ToImmutable();
    }

    public ImmutableArray<InputDeclaration> Inputs(JsonElement root, string path) =>
        [.. Named(root, "inputs", path).Select(item => new InputDeclaration(
            item.Name, item.Type, Default(item.Element, "defaultValue", item.Path, item.Type, item.TypeName))
        {
            DisplayName = reading.Text(item.Element, "displayName", item.Path),
            Description = reading.Text(item.Element, "description", item.Path),
            UiHint = Reading.TryGet(item.Element, "uiHint", out var hint) && hint.ValueKind == JsonValueKind.String ? hint.GetString() : null,
        })];

    public ImmutableArray<OutputDeclaration> Outputs(JsonElement root, string path) =>
        [.. Named(root, "outputs", path).Select(item => new OutputDeclaration(item.Name, item.Type)
        {
            DisplayName = reading.Text(item.Element, "displayName", item.Path),
            Description = reading.Text(item.Element, "description", item.Path),
        })];

    private IEnumerable<Declared> Named(JsonElement root, string list, string path)
    {
        foreach (var (element, at) in reading.Items(root, list, path))
        {
            if (!IsObject(element, at, list.TrimEnd('s')))
            {
                continue;
            }

            if (reading.Text(element, "name", at) is { Length: > 0 } name)
            {
                var (type, typeName) = Type(element, at, "type");
                yield return new(element, at, name, type, typeName);
            }
            else
            {
                reading.Error(at, "declaration.name", $"An {list.TrimEnd('s')} needs a name.");
            }
        }
    }

    private (ValueType Type, string? Name) Type(JsonElement element, string path, string property)
    {
        var name = reading.Text(element, property, path) ?? reading.Text(element, property == "type" ? "typeName" : "type", path);
        return (ValueType.Parse(name, Reading.Flag(element, "isArray")), name);
    }

    private JsonNode? Default(JsonElement element, string property, string path, ValueType type, string? typeName)
    {
        if (!Reading.TryGet(element, property, out var raw))
        {
            return null;
        }

        var value = Reading.Value(raw);
        if (value is JsonValue text && text.TryGetValue<string>(out var content) && content.Length == 0 && type.Kind != ValueKind.Text)
        {
            return null;
        }

        try
        {
            return Values.Convert(value, type);
        }
        catch (ExpressionException error)
        {
            reading.Warn($"{path}.{property}", "declaration.default",
                $"The start value is not used, because it does not fit the type '{typeName}': {error.Message}");
            return null;
        }
    }

    private bool IsObject(JsonElement element, string path, string what)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        reading.Error(path, "value.kind", $"A {what} must be an object, not {Reading.Name(element)}.");
        return false;
    }

    private sealed record Declared(JsonElement Element, string Path, string Name, ValueType Type, string? TypeName);
}

/// <summary>The variables an expression can see, from the inside out.</summary>
/// <param name="WorkflowOutputs">Names of the workflow's outputs, known on the outermost scope.</param>
internal sealed record VariableScope(VariableScope? Outer, ImmutableArray<VariableDeclaration> Variables, ImmutableArray<string> WorkflowOutputs)
{
    public bool Knows(string? id, string? name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Variables.Any(v => v.Id == id || (name is not null && v.Name == name)))
            {
                return true;
            }
        }

        return false;
    }

    public bool IsWorkflowOutput(string name) => Outer?.IsWorkflowOutput(name) ?? WorkflowOutputs.Contains(name);
}
