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
            new("Path", ValueType.Text, "路径") { UiHint = "singleline" },
            new("SupportedMethods", ValueType.TextList, "方法")
            {
                Default = new JsonArray("GET"),
                UiHint = "checklist",
                Options = ["GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"],
                DefaultSyntax = "Object",
            },
            new("Authorize", ValueType.Boolean, "须登录") { UiHint = "checkbox" },
            new("Policy", ValueType.Text, "权限策略"),
            new("RequestTimeout", ValueType.Duration, "时限"),
            new("RequestSizeLimit", ValueType.Whole, "请求大小上限"),
            new("FileSizeLimit", ValueType.Whole, "文件大小上限"),
            new("AllowedFileExtensions", ValueType.TextList, "允许的扩展名") { UiHint = "multitext" },
            new("BlockedFileExtensions", ValueType.TextList, "禁止的扩展名") { UiHint = "multitext" },
            new("AllowedMimeTypes", ValueType.TextList, "允许的类型") { UiHint = "multitext" },
            new("ExposeRequestTooLargeOutcome", ValueType.Boolean, "过大时另走一条线") { IsWrapped = false, UiHint = "checkbox" },
            new("ExposeFileTooLargeOutcome", ValueType.Boolean, "文件过大时另走一条线") { IsWrapped = false, UiHint = "checkbox" },
            new("ExposeInvalidFileExtensionOutcome", ValueType.Boolean, "扩展名不符时另走一条线") { IsWrapped = false, UiHint = "checkbox" },
            new("ExposeInvalidFileMimeTypeOutcome", ValueType.Boolean, "类型不符时另走一条线") { IsWrapped = false, UiHint = "checkbox" },
        ],
        Outputs =
        [
            new("ParsedContent", ValueType.Any, "内容"),
            new("Files", ValueType.Any, "文件"),
            new("File", ValueType.Any, "第一个文件"),
            new("RouteData", ValueType.Json, "路径参数"),
            new("QueryStringData", ValueType.Json, "查询参数"),
            new("Headers", ValueType.Json, "请求头"),
            new("Result", ValueType.Json, "请求"),
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
