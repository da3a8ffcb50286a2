using System.Text.Json;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Endpoints;

/// <summary>What an endpoint may be here, and its rows.</summary>
internal static class Listening
{
    // The designer's own links lie there.
    private static readonly string[] Reserved = ["definitions", "instances"];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"];

    /// <summary>Why the server will not listen there; null when it will.</summary>
    public static Obstacle? Problem(HttpRoute route, EndpointOptions options)
    {
        if (PathTemplate.Parse(route.Path, out var problem) is not { } template)
        {
            return problem;
        }

        return Reserved.Contains(template.Prefix.Split('/')[0]) ? new($"路径不能以 {template.Prefix.Split('/')[0]} 开头，该地址为流程设计器保留。", $"The path may not begin with {template.Prefix.Split('/')[0]}; the designer uses that address.")
            : route.Methods.FirstOrDefault(method => !Methods.Contains(method)) is { } unknown ? new($"没有请求方法“{unknown}”。", $"There is no method “{unknown}”.")
            : route is { RequestTimeout.Ticks: <= 0 } or { RequestSizeLimit: < 0 } or { FileSizeLimit: < 0 } ? new("时限和大小上限必须大于零。", "Time and size limits must be greater than zero.")
            : route.Policy is { } policy && !Roles.All.Contains(policy) ? new($"没有角色“{policy}”。权限策略请填写角色：{string.Join('、', Roles.All)}。", $"There is no role “{policy}”. The policy is the name of a role: {string.Join(", ", Roles.All)}.")
            : !route.Authorize && !options.AllowAnonymousEndpoints
                ? new($"本系统不允许任何人不登录就能调用的地址。请勾选“须登录”，或请管理员设置 {EndpointOptions.Section}:{nameof(EndpointOptions.AllowAnonymousEndpoints)}。",
                    $"This host allows no address that anybody may call without signing in. Tick “Authorize”, or have {EndpointOptions.Section}:{nameof(EndpointOptions.AllowAnonymousEndpoints)} set.")
            : null;
    }

    /// <summary>One row for each method.</summary>
    public static IEnumerable<HttpListener> Rows(HttpRoute route, (string Id, int Version, string ActivityId) drawn, DateTimeOffset at, (Guid Instance, Guid Bookmark)? waiting = null)
    {
        var template = PathTemplate.Parse(route.Path, out var problem) ?? throw new FormatException(problem?.Chinese);
        return route.Methods.Select(method => new HttpListener
        {
            Id = Guid.CreateVersion7(at),
            DefinitionId = drawn.Id,
            Version = drawn.Version,
            ActivityId = drawn.ActivityId,
            InstanceId = waiting?.Instance,
            BookmarkId = waiting?.Bookmark,
            Method = method,
            Path = route.Path,
            Prefix = template.Prefix,
            Shape = template.Shape,
            Route = JsonSerializer.Serialize(route),
        });
    }
}
