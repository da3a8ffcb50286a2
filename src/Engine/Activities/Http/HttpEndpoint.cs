using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Http;

/// <summary>Starts the workflow, or goes on, when a request comes in (HTTP 入口).</summary>
internal sealed class HttpEndpoint : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.HttpEndpoint", "HTTP", "HTTP入口", "等待一个HTTP请求。")
    {
        Kind = "Trigger",
        Inputs =
        [
            new("Path", ValueType.Text, "路径", "外部调用的路径,如 orders/{id}。") { UiHint = "singleline" },
            new("SupportedMethods", ValueType.TextList, "方法", "接受哪些请求方法。")
            {
                Default = new JsonArray("GET"),
                UiHint = "checklist",
                Options = ["GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"],
                DefaultSyntax = "Object",
            },
            new("Authorize", ValueType.Boolean, "须登录", "勾选时只接受已登录的调用方。") { UiHint = "checkbox" },
            new("Policy", ValueType.Text, "权限策略", "调用方须满足的权限策略。"),
            new("RequestTimeout", ValueType.Duration, "时限", "超过此时长即中断请求。"),
            new("RequestSizeLimit", ValueType.Whole, "请求大小上限", "请求最多多少字节。"),
            new("FileSizeLimit", ValueType.Whole, "文件大小上限", "每个文件最多多少字节。"),
            new("AllowedFileExtensions", ValueType.TextList, "允许的扩展名", "只接受这些扩展名的文件。") { UiHint = "multitext" },
            new("BlockedFileExtensions", ValueType.TextList, "禁止的扩展名", "不接受这些扩展名的文件。") { UiHint = "multitext" },
            new("AllowedMimeTypes", ValueType.TextList, "允许的类型", "只接受这些类型的文件。") { UiHint = "multitext" },
            new("ExposeRequestTooLargeOutcome", ValueType.Boolean, "过大时另走一条线", "勾选时请求过大走单独的出口,否则拒绝。") { IsWrapped = false, UiHint = "checkbox" },
            new("ExposeFileTooLargeOutcome", ValueType.Boolean, "文件过大时另走一条线", "勾选时文件过大走单独的出口,否则拒绝。") { IsWrapped = false, UiHint = "checkbox" },
            new("ExposeInvalidFileExtensionOutcome", ValueType.Boolean, "扩展名不符时另走一条线", "勾选时扩展名不符走单独的出口,否则拒绝。") { IsWrapped = false, UiHint = "checkbox" },
            new("ExposeInvalidFileMimeTypeOutcome", ValueType.Boolean, "类型不符时另走一条线", "勾选时类型不符走单独的出口,否则拒绝。") { IsWrapped = false, UiHint = "checkbox" },
        ],
        Outputs =
        [
            new("ParsedContent", ValueType.Any, "内容", "解析后的内容。"),
            new("Files", ValueType.Any, "文件", "随请求上传的文件。"),
            new("File", ValueType.Any, "第一个文件", "随请求上传的第一个文件。"),
            new("RouteData", ValueType.Json, "路径参数", "路径中的参数。"),
            new("QueryStringData", ValueType.Json, "查询参数", "查询字符串中的参数。"),
            new("Headers", ValueType.Json, "请求头", "请求头。"),
            new("Result", ValueType.Json, "请求", "整个请求。"),
        ],
        Hosted = false,
    };

    public override void Execute(ActivityTurn turn)
    {
        if (turn.IsTrigger)
        {
            Receive(turn, turn.TriggerPayload);
            return;
        }

        turn.Wait(new Wait.ForHttp(new((turn.Text("Path") ?? "").Trim('/'), turn.Texts("SupportedMethods"))
        {
            Authorize = Values.ToBoolean(turn.Input("Authorize")),
            Policy = turn.Filled("Policy"),
            RequestSizeLimit = Values.ToInteger(turn.Input("RequestSizeLimit")),
        }));
    }

    public override void Resume(ActivityTurn turn, Resumption resumption) => Receive(turn, resumption.Payload);

    private static void Receive(ActivityTurn turn, JsonObject? request)
    {
        turn.SetOutput("RouteData", request?["routeData"]?.DeepClone());
        turn.SetOutput("QueryStringData", request?["query"]?.DeepClone());
        turn.SetOutput("Headers", request?["headers"]?.DeepClone());
        turn.SetOutput("ParsedContent", HttpExchange.Content(request));
        turn.SetOutput("Result", request?.DeepClone());
        turn.Complete();
    }
}
