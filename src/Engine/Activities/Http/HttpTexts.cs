using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Http;

/// <summary>What the HTTP activities share.</summary>
internal static class HttpTexts
{
    public static ImmutableArray<string> ContentTypes { get; } =
        ["text/plain", "text/html", "application/json", "application/xml", "application/x-www-form-urlencoded"];

    public static ImmutableArray<InputDescriptor> RequestInputs { get; } =
    [
        new("Url", ValueType.Text, "地址", "要访问的地址,须在允许的范围内。") { UiHint = "singleline" },
        new("Method", ValueType.Text, "方法", "请求的方法。") { Default = "GET", UiHint = "dropdown", Options = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"] },
        new("Content", ValueType.Any, "内容", "随请求发送的内容,文本或 JSON。") { UiHint = "multiline" },
        new("ContentType", ValueType.Text, "内容类型", "内容的类型,如 application/json。") { UiHint = "dropdown", Options = ContentTypes },
        new("Authorization", ValueType.Text, "授权头", "Authorization 请求头的值。"),
        new("DisableAuthorizationHeaderValidation", ValueType.Boolean, "不校验授权头", "勾选时不检查授权头的格式。") { UiHint = "checkbox" },
        new("RequestHeaders", ValueType.Json, "请求头", "其他请求头,JSON 对象。") { UiHint = "json-editor", DefaultSyntax = "Object" },
        new("EnableResiliency", ValueType.Boolean, "失败时重试", "对方暂时不可用时再试几次。") { UiHint = "checkbox" },
    ];

    public static ImmutableArray<OutputDescriptor> ResponseOutputs { get; } =
    [
        new("StatusCode", ValueType.Whole, "状态码", "对方返回的状态码。"),
        new("ParsedContent", ValueType.Any, "内容", "解析后的内容。"),
        new("ResponseHeaders", ValueType.Json, "响应头", "对方返回的响应头。"),
        new("Result", ValueType.Json, "响应", "对方返回的全部内容。"),
    ];

    /// <summary>The request to send, from an activity's inputs.</summary>
    public static HttpCall Call(Func<string, JsonNode?> input)
    {
        var url = Text(input("Url"));
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new ActivityFaultException($"'{url}' is no address to send a request to. Give one that begins with http:// or https://.");
        }

        var headers = Headers(input("RequestHeaders"));
        var authorization = Text(input("Authorization"));
        var content = input("Content");
        return new(Text(input("Method")) is { Length: > 0 } method ? method.ToUpperInvariant() : "GET", url)
        {
            Headers = string.IsNullOrWhiteSpace(authorization) ? headers : headers.Add(new("Authorization", authorization)),
            Content = content is null ? null : Values.ToText(content),
            ContentType = content is null ? null : Text(input("ContentType")) is { Length: > 0 } type ? type : "application/json",
        };
    }

    /// <summary>Headers from an object of texts or lists of texts; line breaks, which could smuggle in more, are refused.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Headers(JsonNode? given)
    {
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, values) in given as JsonObject ?? [])
        {
            foreach (var value in values is JsonArray list ? list : new JsonArray(values?.DeepClone()))
            {
                headers.Add(new(Name(name), Sound(Values.ToText(value))));
            }
        }

        return headers.ToImmutable();
    }

    /// <summary>A status as a number or as its .NET name.</summary>
    public static int StatusCode(JsonNode? given)
    {
        var text = Text(given);
        var status = text.Length == 0 ? 200
            : int.TryParse(text, out var number) ? number
            : Enum.TryParse<HttpStatusCode>(text, ignoreCase: true, out var named) ? (int)named : 0;
        return status is >= 200 and <= 599 ? status : throw new ActivityFaultException($"'{text}' is no HTTP status.");
    }

    private static string Text(JsonNode? value) => value is null ? "" : Values.ToText(value);

    /// <summary>A header's value; what a header cannot hold would break the connection or smuggle in another header.</summary>
    public static string Sound(string text) => text.All(letter => letter is >= ' ' and <= '~')
        ? text
        : throw new ActivityFaultException("A header may contain plain ASCII characters only, no line breaks.");

    private static string Name(string text) => text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal))
        ? text
        : throw new ActivityFaultException($"'{text}' is no name of a header.");
}
