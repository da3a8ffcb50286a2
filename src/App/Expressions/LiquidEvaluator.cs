using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DotLiquid;
using DotLiquid.Exceptions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// Liquid templates in definitions, by DotLiquid. A template sees plain values only: Variables, Input, CorrelationId,
/// WorkflowInstanceId, WorkflowDefinitionId, WorkflowDefinitionVersion and the host's facts.
/// </summary>
public sealed class LiquidEvaluator(ScriptLimits? limits = null) : IExpressionEvaluator
{
    // The library's oldest dialect joins "3" and "4" instead of adding them, and passes over filters it does not know.
    private const SyntaxCompatibility Dialect = SyntaxCompatibility.DotLiquid22a;

    private readonly ScriptLimits _limits = limits ?? new();

    public string Type => "Liquid";

    public string? Check(string text)
    {
        try
        {
            Parse(text);
            return null;
        }
        catch (Exception error) when (error is not ThreadInterruptedException)
        {
            return error.Message;
        }
    }

    private Template Parse(string text)
    {
        var loose = LiquidText.Loosen(text);
        return (DeepStack.IsFlatTemplate(text) ? Template.Parse(loose, Dialect) : DeepStack.Run(() => Template.Parse(loose, Dialect), _limits.Bound))
            ?? throw new FormatException("The template is empty.");
    }

    public JsonNode? Evaluate(string text, IExpressionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (DeepStack.IsFlatTemplate(text))
        {
            return Run(text, scope);
        }

        try
        {
            return DeepStack.Run(() => Run(text, scope), _limits.Bound);
        }
        catch (TimeoutException error)
        {
            throw new ExpressionException($"Liquid: {error.Message}", error);
        }
    }

    private JsonValue? Run(string text, IExpressionScope scope)
    {
        try
        {
            using var writer = new LimitedWriter(_limits.OutputCharacters);
            Parse(text).Render(writer, new RenderParameters(CultureInfo.InvariantCulture)
            {
                LocalVariables = Globals(scope),
                Registers = new() { [ElsaFilters.Now] = scope.Now },
                ErrorsOutputMode = ErrorsOutputMode.Rethrow,
                MaxIterations = _limits.Statements,
                Filters = [typeof(ElsaFilters)],
                SyntaxCompatibilityLevel = Dialect,
                Timeout = (int)_limits.Time.TotalMilliseconds,
            });
            return JsonValue.Create(writer.ToString());
        }
        catch (Exception error) when (error is not ExpressionException)
        {
            throw new ExpressionException($"Liquid: {error.Message}", error);
        }
    }

    private static Hash Globals(IExpressionScope scope)
    {
        var input = new Hash();
        var globals = new Hash
        {
            ["CorrelationId"] = scope.CorrelationId,
            ["WorkflowInstanceId"] = scope.InstanceId,
            ["WorkflowDefinitionId"] = scope.DefinitionId,
            ["WorkflowDefinitionVersionId"] = scope.DefinitionVersionId,
            ["WorkflowDefinitionVersion"] = scope.DefinitionVersion,
            ["WorkflowInstanceName"] = scope.InstanceName,
            ["Input"] = input,
        };
        foreach (var name in scope.InputNames)
        {
            input[name] = Plain(scope.GetInput(name));
        }

        var variables = new Hash();
        foreach (var name in scope.VariableNames)
        {
            variables[name] = Plain(scope.GetVariable(name));
        }

        globals["Variables"] = variables;
        return globals;
    }

    private static object? Plain(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonArray array:
                return array.Select(Plain).ToList();
            case JsonObject members:
                var hash = new Hash();
                foreach (var (name, value) in members)
                {
                    hash[name] = Plain(value);
                }

                return hash;
            default:
                return node.GetValueKind() switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    JsonValueKind.Number => Values.ToNumber(node) is { } number && Math.Truncate(number) == number && Math.Abs(number) < 1e15
                        ? (long)number
                        : Values.ToNumber(node),
                    _ => Values.ToText(node),
                };
        }
    }

    private sealed class LimitedWriter(int limit) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        private void Check(int more)
        {
            if (GetStringBuilder().Length + more > limit)
            {
                throw new ExpressionException($"The template wrote more than {limit} characters and was stopped.");
            }
        }
    }
}
