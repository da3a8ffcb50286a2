using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Elsa;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Endpoints;

/// <summary>
/// The addresses workflows listen on (HTTP 入口): everything below the base path is looked up in the database, checked, handed
/// to the workflow as one step, and answered when that step is stored.
/// </summary>
public static class WorkflowEndpoints
{
    private const int LongestCorrelationId = 200;

    /// <summary>Registers what the addresses need.</summary>
    public static void AddWorkflowEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<CallerLimits>();
        services.AddScoped<CallerAccess>();
    }

    /// <summary>Maps everything below the base path.</summary>
    public static void MapWorkflowEndpoints(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var options = routes.ServiceProvider.GetRequiredService<IOptions<EndpointOptions>>().Value;
        // Each endpoint says itself who may call; nothing here trusts a cookie that another page could make a browser send.
        routes.Map($"{options.BasePath}/{{**path}}", HandleAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new SkipStatusCodePagesAttribute());
    }

    private static async Task HandleAsync(HttpContext context)
    {
        var limits = context.RequestServices.GetRequiredService<CallerLimits>();
        var refusal = limits.Refusal(context, out var lease);
        using (lease)
        {
            if (refusal is { } status)
            {
                context.Response.Headers.RetryAfter = status == StatusCodes.Status429TooManyRequests ? "60" : "5";
                await SayAsync(context, status, "请求过多，请稍后再试。");
                return;
            }

            await FindAsync(context);
        }
    }

    private static async Task FindAsync(HttpContext context)
    {
        var request = context.Request;
        var correlation = Given(request, "X-Correlation-ID", "correlationId");
        var named = Given(request, "X-Workflow-Instance-ID", "workflowInstanceId");
        if (correlation?.Length > LongestCorrelationId || correlation?.Any(char.IsControl) == true)
        {
            await SayAsync(context, StatusCodes.Status400BadRequest, "关联标识过长，或含有控制字符。");
            return;
        }

        var listeners = context.RequestServices.GetRequiredService<ListenerQueries>();
        var instance = Guid.TryParse(named, out var known) ? known : (Guid?)null;
        switch (await listeners.FindAsync(request.Method.ToUpperInvariant(), request.RouteValues["path"] as string ?? "", correlation, instance, context.RequestAborted))
        {
            case Listeners.One one:
                await ReceiveAsync(context, one, correlation);
                break;
            case Listeners.OtherMethods(var allowed):
                context.Response.Headers.Allow = string.Join(", ", allowed);
                await SayAsync(context, StatusCodes.Status405MethodNotAllowed, "此地址不接受这种请求方法。");
                break;
            case Listeners.Several:
                await SayAsync(context, StatusCodes.Status409Conflict, "有多个流程在此地址等待，请用correlationId或workflowInstanceId指明。");
                break;
            default:
                await SayAsync(context, StatusCodes.Status404NotFound, "没有流程使用此地址。");
                break;
        }
    }

    private static async Task ReceiveAsync(HttpContext context, Listeners.One one, string? correlation)
    {
        var services = context.RequestServices;
        var options = services.GetRequiredService<IOptions<EndpointOptions>>().Value;
        var route = JsonSerializer.Deserialize<HttpRoute>(one.Listener.Route) ?? throw new FormatException($"Listener {one.Listener.Id} has no route.");
        var (by, refusal) = await services.GetRequiredService<CallerAccess>().CheckAsync(context, route, options.AllowAnonymousEndpoints);
        if (refusal is { } status)
        {
            if (status == StatusCodes.Status401Unauthorized)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
            }

            await SayAsync(context, status, status == StatusCodes.Status401Unauthorized ? "请先登录。" : "您没有调用此流程的权限。");
            return;
        }

        using var limit = new CancellationTokenSource(route.RequestTimeout is { } asked && asked < options.Timeout ? asked : options.Timeout);
        var read = await ReadAsync(context, new(route, options.MostBytes, services.GetRequiredService<Words>()), one, limit.Token);
        if (read.Content is not { } content)
        {
            await SayAsync(context, read.Status ?? StatusCodes.Status400BadRequest, read.Message ?? "");
            return;
        }

        // From here on the caller may hang up: what they asked for is done all the same.
        var outcome = await services.GetRequiredService<ReceiveRequest>().RunAsync(new(one.Listener, content, correlation, by?.Id), limit.Token);
        await AnswerAsync(context, outcome);
    }

    private static async Task<ReadRequest> ReadAsync(HttpContext context, RequestReader reader, Listeners.One one, CancellationToken limit)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, context.RequestAborted);
        try
        {
            return await reader.ReadAsync(context.Request, one.RouteData, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new(null, StatusCodes.Status408RequestTimeout, "请求超时，没有执行任何操作。");
        }
    }

    private static Task AnswerAsync(HttpContext context, ReceiveRequest.Outcome outcome) => outcome switch
    {
        ReceiveRequest.Outcome.Answered answered => AnswerAsync(context, answered),
        ReceiveRequest.Outcome.CannotStart => SayAsync(context, StatusCodes.Status409Conflict, "流程正在运行，其激活策略不允许再启动一个。"),
        ReceiveRequest.Outcome.TimedOut => SayAsync(context, StatusCodes.Status408RequestTimeout, "请求超时，没有执行任何操作。"),
        _ => SayAsync(context, StatusCodes.Status404NotFound, "流程已不在此地址等待。"),
    };

    private static Task AnswerAsync(HttpContext context, ReceiveRequest.Outcome.Answered answered)
    {
        context.Response.Headers["x-elsa-workflow-instance-id"] = answered.InstanceId.Wire();
        return answered.Answer is { } answer ? WorkflowAnswer.WriteAsync(context.Response, answer, context.RequestAborted)
            : answered.SubStatus is InstanceSubStatus.Faulted ? SayAsync(context, StatusCodes.Status500InternalServerError, "流程执行出错，已记入异常，管理员可以查看并重试。", answered)
            : SayAsync(context, answered.Status is InstanceStatus.Finished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, null, answered);
    }

    private static Task SayAsync(HttpContext context, int status, string? message, ReceiveRequest.Outcome.Answered? answered = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(JsonSerializer.Serialize(
            new Said(status, message is null ? null : context.RequestServices.GetRequiredService<Words>()[message], answered?.InstanceId.Wire(), answered?.SubStatus.ToString()), ElsaJson.Options), Encoding.UTF8, context.RequestAborted);
    }

    private static string? Given(HttpRequest request, string header, string query) =>
        request.Headers[header].ToString() is { Length: > 0 } named ? named : request.Query[query].ToString() is { Length: > 0 } asked ? asked : null;

    private sealed record Said(int StatusCode, string? Message, string? WorkflowInstanceId, string? Status);
}
