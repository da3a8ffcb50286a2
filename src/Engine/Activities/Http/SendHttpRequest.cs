using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Http;

/// <summary>Sends a request and runs the activity plugged in for the answer's status (HTTP 请求).</summary>
internal sealed class SendHttpRequest : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SendHttpRequest", "HTTP", "HTTP请求", "发送HTTP请求,按状态码执行不同的活动。")
    {
        Kind = "Task",
        Inputs =
        [
            new("ExpectedStatusCodes", ValueType.Any, "预期的状态码", "列出的状态码各有一个出口。") { IsWrapped = false, UiHint = "http-status-codes" },
            .. HttpTexts.RequestInputs,
        ],
        Outputs = HttpTexts.ResponseOutputs,
        EmbeddedPorts = ["UnmatchedStatusCode", "FailedToConnect", "Timeout"],
    };

    internal override void Execute(Burst burst, LiveFrame frame) =>
        burst.Wait(frame, new Wait.ForAnswer(HttpTexts.Call(name => burst.Input(frame, name))));

    internal override void Resume(Burst burst, LiveFrame frame, Resumption resumption)
    {
        ChildReports.ThrowIfFailed(resumption.Payload);
        if (Next(burst, frame, resumption.Payload) is { } next)
        {
            burst.Schedule(frame, next);
        }
        else
        {
            burst.Complete(frame);
        }
    }

    internal override void ChildCompleted(Burst burst, LiveFrame frame, LiveFrame child, Outcomes outcomes) => burst.Complete(frame);

    private static ActivityNode? Next(Burst burst, LiveFrame frame, JsonObject? answer)
    {
        if (Values.ToInteger(answer?["status"]) is not { } status)
        {
            return frame.Node.Ports.GetValueOrDefault(answer?["failure"]?.ToString() == HttpExchange.Timeout ? "Timeout" : "FailedToConnect");
        }

        burst.SetOutput(frame, "StatusCode", status);
        burst.SetOutput(frame, "ParsedContent", HttpExchange.Content(answer));
        burst.SetOutput(frame, "ResponseHeaders", answer?["headers"]?.DeepClone());
        burst.SetOutput(frame, "Result", answer?.DeepClone());
        var expected = frame.Node.Cases.FirstOrDefault(one => one.Label == Values.ToText(JsonValue.Create(status)));
        return expected is null ? frame.Node.Ports.GetValueOrDefault("UnmatchedStatusCode") : expected.Activity;
    }
}
