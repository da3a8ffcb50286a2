using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>The instance as an expression of one frame sees it.</summary>
internal class ExpressionScope(Burst burst, LiveFrame frame) : IExpressionScope
{
    public DateTimeOffset Now => burst.Now;
    public string InstanceId => burst.InstanceId;
    public string DefinitionId => burst.Definition.DefinitionId;
    public int DefinitionVersion => burst.Definition.Version;
    public string DefinitionVersionId => burst.Definition.Id;

    public string? CorrelationId
    {
        get => burst.CorrelationId;
        set => burst.CorrelationId = value;
    }

    public string? InstanceName
    {
        get => burst.InstanceName;
        set => burst.InstanceName = value;
    }

    public IReadOnlyList<string> VariableNames => Burst.VariableNames(frame);

    public IReadOnlyList<string> InputNames => burst.InputNames(frame);

    public JsonNode? LastResult => burst.LastResult;

    public JsonNode? GetVariable(string name) => Burst.FindVariable(frame, null, name)?.Value;

    public void SetVariable(string name, JsonNode? value) => Burst.SetVariableByName(frame, name, value);

    public JsonNode? GetInput(string name) => burst.InputOrFact(frame, name);

    public JsonNode? GetOutputFrom(string activityIdOrName, string? outputName) => burst.OutputFrom(frame, activityIdOrName, outputName);

    public Guid NewGuid() => burst.NewGuid();
}

/// <summary>The instance as the script of a RunJavaScript activity sees it: it may choose outcomes.</summary>
internal sealed class ScriptScope(Burst burst, LiveFrame frame) : ExpressionScope(burst, frame), IExpressionScope
{
    public ImmutableArray<string>? Outcomes { get; private set; }

    public void SetOutcomes(IReadOnlyList<string> outcomes) => Outcomes = [.. outcomes];
}
