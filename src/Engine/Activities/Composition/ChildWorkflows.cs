using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Composition;

/// <summary>What the activities that start other instances share.</summary>
internal static class ChildWorkflows
{
    public static ImmutableArray<InputDescriptor> Inputs { get; } =
    [
        new("WorkflowDefinitionId", ValueType.Text, "流程", "要启动的流程定义。") { UiHint = "workflow-definition-picker" },
        new("CorrelationId", ValueType.Text, "关联标识", "子流程的关联标识;不填则没有。"),
        new("Input", ValueType.Json, "输入", "交给子流程的输入,JSON 对象。") { UiHint = "dictionary", DefaultSyntax = "Object" },
        new("WaitForCompletion", ValueType.Boolean, "等待完成", "子流程结束后才继续。") { UiHint = "checkbox", Default = false },
    ];

    public static string DefinitionId(string? text) =>
        string.IsNullOrWhiteSpace(text) ? throw new ActivityFaultException("No workflow to start is chosen.") : text;

    public static JsonObject Input(JsonNode? given, string instanceId)
    {
        var input = given switch
        {
            null => [],
            JsonObject members => (JsonObject)members.DeepClone(),
            _ => throw new ActivityFaultException("The input of a workflow to start must be a JSON object."),
        };
        input["ParentInstanceId"] = instanceId;
        return input;
    }
}
