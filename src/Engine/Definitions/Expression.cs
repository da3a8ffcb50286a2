using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Definitions;

/// <summary>What an input is computed from.</summary>
public abstract record Expression
{
    private Expression() { }

    /// <summary>A fixed value, converted when used.</summary>
    public sealed record Literal(JsonNode? Value) : Expression;

    /// <summary>A variable, found by id, or by name when the snapshot has no usable id.</summary>
    public sealed record Variable(string? Id, string? Name) : Expression;

    /// <summary>An input of the workflow or a fact of the host.</summary>
    public sealed record Input(string Name) : Expression;

    /// <summary>The output of another activity.</summary>
    public sealed record Output(string ActivityId, string? Name) : Expression;

    /// <summary>A script that some other expression gives, such as a variable.</summary>
    public sealed record StoredScript(IExpressionEvaluator Evaluator, Expression Text) : Expression;

    /// <summary>A text in a language the host brings.</summary>
    public sealed record Script(IExpressionEvaluator Evaluator, string Text) : Expression;
}
