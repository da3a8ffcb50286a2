using System.Collections.Immutable;
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
            new("Policy", ValueType.Text, "权限策略", "调用方须具有的角色，如 Administrator；不填则任何已登录的人都可以。"),
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
        HasDynamicOutcomes = true,
    };

    private static readonly (string Flag, string Problem)[] Exposures =
    [
        ("ExposeRequestTooLargeOutcome", HttpProblems.RequestTooLarge),
        ("ExposeFileTooLargeOutcome", HttpProblems.FileTooLarge),
        ("ExposeInvalidFileExtensionOutcome", HttpProblems.FileExtension),
        ("ExposeInvalidFileMimeTypeOutcome", HttpProblems.MimeType),
    ];

    /// <summary>Where and how it listens, from its inputs.</summary>
    public static HttpRoute Route(Func<string, JsonNode?> input)
    {
        ImmutableArray<string> Texts(string name) =>
            [.. Values.ToArray(input(name)).Select(value => Values.ToText(value).Trim()).Where(text => text.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
        var path = input("Path") is { } given ? Values.ToText(given).Trim() : "";
        if (path.Contains("//", StringComparison.Ordinal))
        {
            throw new ActivityFaultException($"'{path}' is no path: it contains two slashes in a row.");
        }

        var methods = Texts("SupportedMethods");
        return new(path.Trim('/'), methods.IsEmpty ? ["GET"] : [.. methods.Select(method => method.ToUpperInvariant())])
        {
            Authorize = Values.ToBoolean(input("Authorize")),
            Policy = input("Policy") is { } policy && Values.ToText(policy).Trim() is { Length: > 0 } name ? name : null,
            RequestTimeout = Values.ToDuration(input("RequestTimeout")),
            RequestSizeLimit = Values.ToInteger(input("RequestSizeLimit")),
            FileSizeLimit = Values.ToInteger(input("FileSizeLimit")),
            AllowedFileExtensions = Texts("AllowedFileExtensions"),
            BlockedFileExtensions = Texts("BlockedFileExtensions"),
            AllowedMimeTypes = Texts("AllowedMimeTypes"),
            Exposes = [.. Exposures.Where(one => Values.ToBoolean(input(one.Flag))).Select(one => one.Problem)],
        };
    }

    public override void Execute(ActivityTurn turn)
    {
        if (turn.IsTrigger)
        {
            Receive(turn, turn.TriggerPayload);
            return;
        }

        turn.Wait(new Wait.ForHttp(Route(turn.Input)));
    }

    public override void Resume(ActivityTurn turn, Resumption resumption) => Receive(turn, resumption.Payload);

    private static void Receive(ActivityTurn turn, JsonObject? request)
    {
        turn.SetOutput("RouteData", request?["routeData"]?.DeepClone());
        turn.SetOutput("QueryStringData", request?["query"]?.DeepClone());
        turn.SetOutput("Headers", request?["headers"]?.DeepClone());
        turn.SetOutput("Result", request?.DeepClone());
        if (request?["problem"] is { } problem)
        {
            turn.Complete(Values.ToText(problem));
            return;
        }

        turn.SetOutput("ParsedContent", HttpExchange.Content(request));
        if (request?["files"] is JsonArray { Count: > 0 } files)
        {
            turn.SetOutput("Files", files.DeepClone());
            turn.SetOutput("File", files[0]?.DeepClone());
        }

        turn.Complete();
    }
}
