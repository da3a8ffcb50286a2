using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Http;

/// <summary>Sends a request and leaves by the line of the answer's status (HTTP 请求).</summary>
internal sealed class FlowSendHttpRequest : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowSendHttpRequest", "HTTP", "HTTP请求(连线)", "发送HTTP请求,按状态码走不同的线。")
    {
        Kind = "Task",
        Inputs =
        [
            new("ExpectedStatusCodes", new(Definitions.ValueKind.Whole, IsList: true), "预期的状态码", "列出的状态码各有一个出口。")
            {
                Default = new JsonArray(200),
                UiHint = "multitext",
                DefaultSyntax = "Object",
            },
            .. HttpTexts.RequestInputs,
        ],
        Outputs = HttpTexts.ResponseOutputs,
        HasDynamicOutcomes = true,
    };

    public override void Execute(ActivityTurn turn) => turn.Wait(new Wait.ForAnswer(HttpTexts.Call(turn.Input)));

    public override void Resume(ActivityTurn turn, Resumption resumption)
    {
        var answer = resumption.Payload;
        ChildReports.ThrowIfFailed(answer);
        if (Values.ToInteger(answer?["status"]) is not { } status)
        {
            turn.Complete(answer?["failure"]?.ToString() == HttpExchange.Timeout ? "Timeout" : "Failed to connect");
            return;
        }

        turn.SetOutput("StatusCode", status);
        turn.SetOutput("ParsedContent", HttpExchange.Content(answer));
        turn.SetOutput("ResponseHeaders", answer?["headers"]?.DeepClone());
        turn.SetOutput("Result", answer?.DeepClone());
        var expected = Values.ToArray(turn.Input("ExpectedStatusCodes")).Select(Values.ToInteger).ToArray();
        var outcomes = ImmutableArray.Create("Done");
        turn.CompleteWith(expected.Length == 0 ? outcomes
            : outcomes.Insert(0, expected.Contains(status) ? Values.ToText(JsonValue.Create(status)) : "Unmatched status code"));
    }
}
