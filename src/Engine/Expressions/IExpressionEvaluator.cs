using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Expressions;

/// <summary>The one seam for expression languages that need a package (JavaScript, Liquid).</summary>
public interface IExpressionEvaluator
{
    /// <summary>The expression type as Elsa writes it, such as "JavaScript".</summary>
    string Type { get; }

    /// <summary>Tells what is wrong with the text before it ever runs; null when it parses.</summary>
    string? Check(string text);

    /// <summary>Evaluates the text. Throws <see cref="ExpressionException"/> when it fails or breaks a limit.</summary>
    JsonNode? Evaluate(string text, IExpressionScope scope);
}

/// <summary>What an expression sees and may change.</summary>
public interface IExpressionScope
{
    /// <summary>The step's instant.</summary>
    DateTimeOffset Now { get; }

    string InstanceId { get; }
    string DefinitionId { get; }
    int DefinitionVersion { get; }

    /// <summary>Id of this version of the definition.</summary>
    string DefinitionVersionId { get; }
    string? CorrelationId { get; set; }
    string? InstanceName { get; set; }

    /// <summary>Names of the variables in scope, innermost first, each once.</summary>
    IReadOnlyList<string> VariableNames { get; }

    JsonNode? GetVariable(string name);

    /// <summary>Sets the nearest variable of this name; declares it on the workflow when there is none.</summary>
    void SetVariable(string name, JsonNode? value);

    /// <summary>Names of the workflow's inputs and the host's facts.</summary>
    IReadOnlyList<string> InputNames { get; }

    JsonNode? GetInput(string name);

    /// <summary>An output of an activity that ran before, by activity id or name; the only or first output when <paramref name="outputName"/> is null.</summary>
    JsonNode? GetOutputFrom(string activityIdOrName, string? outputName);

    /// <summary>The last activity's result; null when there is none.</summary>
    JsonNode? LastResult { get; }

    /// <summary>Chooses the outcomes of the activity that runs the script; only RunJavaScript lets a script do so.</summary>
    void SetOutcomes(IReadOnlyList<string> outcomes) =>
        throw new ExpressionException("setOutcome only works in the script of a RunJavaScript activity.");

    /// <summary>A new id, the same each time the same step is computed again.</summary>
    Guid NewGuid();
}

/// <summary>An expression failed; the message is for the administrator who wrote it.</summary>
public sealed class ExpressionException(string message, Exception? inner = null) : Exception(message, inner);
