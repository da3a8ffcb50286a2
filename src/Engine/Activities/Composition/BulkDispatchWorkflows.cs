using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Composition;

/// <summary>Starts one instance of another definition for each element of a list (批量派发流程).</summary>
internal sealed class BulkDispatchWorkflows : ContainerActivity
{
    private const int MostItems = 1_000;

    public override ActivityDescriptor Descriptor { get; } =
        new("Elsa.BulkDispatchWorkflows", "Composition", "批量派发流程", "为列表中的每一项启动一个流程。")
        {
            Kind = "Task",
            Inputs =
            [
                new("WorkflowDefinitionId", ValueType.Text, "流程", "要启动的流程定义。") { UiHint = "workflow-definition-picker" },
                new("Items", ValueType.List, "列表", "每一项启动一个子流程,JSON 数组或表达式。") { UiHint = "multiline", DefaultSyntax = "Object" },
                new("DefaultItemInputKey", ValueType.Text, "每项的输入名", "列表项不是对象时,以此名交给子流程。") { Default = "Item" },
                new("CorrelationIdFunction", ValueType.Text, "关联标识", "逐项求值;可用 getItem()。") { AutoEvaluate = false },
                new("Input", ValueType.Json, "其它输入", "交给每个子流程的输入,JSON 对象。") { UiHint = "dictionary", DefaultSyntax = "Object" },
                new("WaitForCompletion", ValueType.Boolean, "等待完成", "全部子流程结束后才继续。") { UiHint = "checkbox", Default = true },
                new("StartNewTrace", ValueType.Boolean, "新的跟踪", "是否另起一条跟踪记录。") { UiHint = "checkbox" },
                new("ChannelName", ValueType.Text, "通道", "派发的通道;本系统不区分通道。"),
            ],
            EmbeddedPorts = ["ChildCompleted", "ChildFaulted"],
            Outcomes = ["Completed", "Canceled", "Done"],
        };

    internal override void Execute(Burst burst, LiveFrame frame)
    {
        var items = Values.ToArray(burst.Input(frame, "Items"));
        if (items.Count > MostItems)
        {
            throw new ActivityFaultException($"The list has {items.Count} elements; at most {MostItems} workflows are started at once.");
        }

        var waits = Values.ToBoolean(burst.Input(frame, "WaitForCompletion"));
        ImmutableArray<ChildRequest> requests = [.. items.Select(item => Request(burst, frame, item))];
        foreach (var request in requests)
        {
            if (waits)
            {
                burst.Wait(frame, new Wait.ForChild(request));
            }
            else
            {
                burst.StartChild(frame, request);
            }
        }

        frame.Step = requests.Length;
        if (!waits || requests.IsEmpty)
        {
            burst.Complete(frame, new(["Done"]));
        }
    }

    internal override void Resume(Burst burst, LiveFrame frame, Resumption resumption)
    {
        var report = resumption.Payload;
        ChildReports.ThrowIfFailed(report);
        var port = report?["subStatus"]?.ToString() switch
        {
            nameof(InstanceSubStatus.Faulted) => "ChildFaulted",
            nameof(InstanceSubStatus.Finished) => "ChildCompleted",
            _ => "",
        };
        if (frame.Node.Ports.TryGetValue(port, out var activity))
        {
            burst.Schedule(frame, activity, ImmutableDictionary<string, JsonNode?>.Empty
                .Add("ChildInstanceId", report?["instanceId"]?.DeepClone())
                .Add("WorkflowInstanceId", report?["instanceId"]?.DeepClone())
                .Add("WorkflowStatus", report?["status"]?.DeepClone())
                .Add("WorkflowSubStatus", report?["subStatus"]?.DeepClone())
                .Add("WorkflowOutput", report?["output"]?.DeepClone()));
        }
        else
        {
            Tally(burst, frame);
        }
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes) => Tally(burst, frame);

    private static void Tally(Burst burst, LiveFrame frame)
    {
        if (--frame.Step <= 0)
        {
            burst.Complete(frame, new(["Completed", "Done"]));
        }
    }

    private static ChildRequest Request(Burst burst, LiveFrame frame, JsonNode? item)
    {
        var key = burst.Input(frame, "DefaultItemInputKey") is { } name ? Values.ToText(name) : "Item";
        var input = ChildWorkflows.Input(burst.Input(frame, "Input"), burst.InstanceId);
        foreach (var (member, value) in item as JsonObject ?? new JsonObject { [key] = item?.DeepClone() })
        {
            input[member] = value?.DeepClone();
        }

        // The function sees the element under its input's name.
        var view = new LiveFrame(0, frame, frame.Node) { LoopValues = frame.LoopValues.SetItem(key, item?.DeepClone()) };
        var correlation = burst.EvaluateInput(view, "CorrelationIdFunction");
        return new(ChildWorkflows.DefinitionId(burst.Input(frame, "WorkflowDefinitionId") is { } id ? Values.ToText(id) : null), input)
        {
            CorrelationId = correlation is null || string.IsNullOrWhiteSpace(Values.ToText(correlation)) ? null : Values.ToText(correlation),
        };
    }
}
