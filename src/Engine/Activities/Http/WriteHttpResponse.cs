using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Http;

/// <summary>Answers the request that started or resumed the workflow (HTTP 响应).</summary>
internal sealed class WriteHttpResponse : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.WriteHttpResponse", "HTTP", "HTTP响应", "答复当前的HTTP请求。")
    {
        Inputs =
        [
            new("StatusCode", ValueType.Any, "状态码", "返回给调用方的状态码。") { Default = 200, UiHint = "dropdown" },
            new("Content", ValueType.Any, "内容", "返回给调用方的内容。") { UiHint = "multiline" },
            new("ContentType", ValueType.Text, "内容类型", "内容的类型,如 text/plain。") { UiHint = "dropdown", Options = HttpTexts.ContentTypes },
            new("ResponseHeaders", ValueType.Json, "响应头", "返回的响应头,JSON 对象。") { UiHint = "json-editor", DefaultSyntax = "Object" },
        ],
    };

    public override void Execute(ActivityTurn turn)
    {
        if (!turn.CanRespond)
        {
            throw new ActivityFaultException("No HTTP request waits for an answer in this step: it was answered already, or given up when the workflow began to wait.");
        }

        var content = turn.Input("Content");
        turn.Add(new Effect.RespondHttp(turn.Node.Id, new(HttpTexts.StatusCode(turn.Input("StatusCode")))
        {
            Content = content is null ? null : Values.ToText(content),
            ContentType = content is null ? null : (turn.Filled("ContentType") is { } type ? HttpTexts.Sound(type) : null) ?? (content.GetValueKind() == JsonValueKind.String ? "text/plain" : "application/json"),
            Headers = HttpTexts.Headers(turn.Input("ResponseHeaders")),
        }));
    }
}
