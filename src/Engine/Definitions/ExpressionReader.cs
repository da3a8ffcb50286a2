using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>Reads inputs in all the shapes the designer, exports and older versions write them.</summary>
internal sealed class ExpressionReader(Reading reading)
{
    private static readonly string[] BuiltIn = ["Literal", "Object", "Variable", "Input"];
    private static readonly string[] LoopValues = ["CurrentValue", "CurrentIndex"];

    /// <summary>Reads an input's value: wrapped in an expression, or raw; null when it was never set.</summary>
    public Expression? Input(JsonElement value, InputDescriptor descriptor, string path, VariableScope scope)
    {
        var expression = Plain(value, descriptor, path, scope);
        return descriptor.Language switch
        {
            InputLanguage.Script => AsScript(expression, path),
            InputLanguage.Cron => AsCron(expression, path),
            _ => expression,
        };
    }

    // The script may be written as a literal text or as a JavaScript expression; both mean the script itself.
    private Expression? AsScript(Expression? expression, string path)
    {
        const string Language = "JavaScript";
        if (expression is Expression.Literal literal)
        {
            return Script(Language, Values.ToText(literal.Value), path);
        }

        return expression is null or Expression.Script { Evaluator.Type: Language } ? expression
            : reading.Evaluators.TryGetValue(Language, out var evaluator) ? new Expression.StoredScript(evaluator, expression)
            : null;
    }

    private Expression? AsCron(Expression? expression, string path)
    {
        if (expression is Expression.Literal { Value: { } value } && reading.Cron?.Check(Values.ToText(value)) is { } wrong)
        {
            reading.Add(reading.ScriptProblems, path, "cron.syntax", $"Error when parsing cron expression: {wrong}");
        }

        return expression;
    }

    private Expression? Plain(JsonElement value, InputDescriptor descriptor, string path, VariableScope scope)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            if (Reading.TryGet(value, "expression", out var expression))
            {
                return Wrapped(expression, descriptor.Type, $"{path}.expression", scope);
            }

            if (Reading.TryGet(value, "typeName", out _) || Reading.TryGet(value, "memoryReference", out _))
            {
                return null;
            }
        }

        return Literal(Reading.Value(value), descriptor.Type, path);
    }

    /// <summary>Reads <c>{ type, value }</c>.</summary>
    public Expression? Wrapped(JsonElement expression, ValueType type, string path, VariableScope scope)
    {
        if (expression.ValueKind != JsonValueKind.Object)
        {
            return Literal(Reading.Value(expression), type, path);
        }

        var language = reading.Text(expression, "type", path) ?? "Literal";
        Reading.TryGet(expression, "value", out var value);
        return language switch
        {
            "Literal" => Literal(Reading.Value(value), type, path),
            "Object" or "Json" => FromJson(value, type, path),
            "Variable" => Variable(value, path, scope),
            "Input" => Named(value, "name", path, "input") is { } name ? new Expression.Input(name) : null,
            "Output" => Output(value, path),
            _ => Script(language, value, path),
        };
    }

    private Expression.Literal? Literal(JsonNode? value, ValueType type, string path)
    {
        try
        {
            return value is null ? null : new Expression.Literal(Values.Convert(value, type));
        }
        catch (ExpressionException error)
        {
            reading.Error(path, "value.convert", error.Message);
            return null;
        }
    }

    private Expression.Literal? FromJson(JsonElement value, ValueType type, string path)
    {
        var node = Reading.Value(value);
        if (node is not JsonValue text || !text.TryGetValue<string>(out var json))
        {
            return Literal(node, type, path);
        }

        if (string.IsNullOrWhiteSpace(json))
        {
            return null;
        }

        // As in Elsa, an input of type object keeps the text; only typed inputs and lists take it apart.
        if (type == ValueType.Any || (json.TrimStart() is not ['{' or '[', ..] && !type.IsList))
        {
            return Literal(node, type, path);
        }

        var parsed = Values.TryParse(json, out var isJson);
        if (isJson)
        {
            return Literal(parsed, type, path);
        }

        reading.Error(path, "expression.object", "The text of this Object expression is not JSON. Correct it, or choose Literal.");
        return null;
    }

    private Expression.Variable? Variable(JsonElement value, string path, VariableScope scope)
    {
        var id = Named(value, "id", path, null);
        var name = Named(value, "name", path, null);
        if (id is null && name is null)
        {
            if (value.ValueKind is not JsonValueKind.Undefined)
            {
                reading.Error(path, "expression.variable", "This Variable expression names no variable. Pick one, or choose another syntax.");
            }

            return null;
        }

        if (!scope.Knows(id, name) && !LoopValues.Contains(name))
        {
            reading.Warn(path, "variable.unknown", $"No variable '{name ?? id}' is declared around this activity; its value will be empty.");
        }

        return new Expression.Variable(id, name ?? id);
    }

    private Expression.Output? Output(JsonElement value, string path)
    {
        reading.ReadsOutputs = true;
        var activity = Named(value, "activityId", path, "activity");
        return activity is null ? null : new Expression.Output(activity, Named(value, "outputName", path, null));
    }

    // The designer stores the whole variable or input as a JSON text; exports store it as an object.
    private string? Named(JsonElement value, string property, string path, string? required)
    {
        var found = value.ValueKind switch
        {
            JsonValueKind.Object => TextOf(Reading.Value(value)?[Match(value, property)]),
            JsonValueKind.String when value.GetString() is { } text && text.TrimStart().StartsWith('{') =>
                (Values.TryParse(text, out _) as JsonObject)?
                    .FirstOrDefault(p => string.Equals(p.Key, property, StringComparison.OrdinalIgnoreCase)).Value is { } member
                    ? TextOf(member)
                    : null,
            JsonValueKind.String when property is "id" or "name" => value.GetString() is { Length: > 0 } plain ? plain : null,
            _ => null,
        };
        if (found is null && required is not null && value.ValueKind != JsonValueKind.Undefined)
        {
            reading.Error(path, "expression.reference", $"This expression names no {required}. Pick one, or choose another syntax.");
        }

        return string.IsNullOrEmpty(found) ? null : found;
    }

    private static string Match(JsonElement value, string property) =>
        value.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => string.Equals(n, property, StringComparison.OrdinalIgnoreCase)) ?? property;

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private Expression.Script? Script(string language, JsonElement value, string path) => Script(language,
        value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText(),
        path);

    private Expression.Script? Script(string language, string text, string path)
    {
        if (!reading.Evaluators.TryGetValue(language, out var evaluator))
        {
            var known = string.Join(", ", BuiltIn.Concat(reading.Evaluators.Keys.Order(StringComparer.Ordinal)));
            reading.Error(path, "expression.language", $"Expressions in '{Clip(language)}' cannot be run here. Use one of: {known}.");
            return null;
        }

        if (text.Length > reading.Limits.ExpressionCharacters)
        {
            reading.Error(path, "expression.size", $"The expression has {text.Length} characters; at most {reading.Limits.ExpressionCharacters} are taken.");
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (evaluator.Check(text) is { } wrong)
        {
            reading.Add(reading.ScriptProblems, path, "expression.syntax", $"The {language} expression does not parse: {wrong}");
        }

        reading.ReadsOutputs |= text.Contains("From", StringComparison.Ordinal);
        return new(evaluator, text);
    }

    private static string Clip(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
