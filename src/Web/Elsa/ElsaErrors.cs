using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>An answer the designer shows as red messages, one for each entry.</summary>
/// <param name="Message">The first of them, for whoever reads only one.</param>
public sealed record ElsaError(int StatusCode, string Message, IReadOnlyDictionary<string, IReadOnlyList<string>> Errors)
{
    /// <summary>An error with its messages.</summary>
    public static ElsaError Of(int statusCode, params IReadOnlyList<string> messages) => new(
        statusCode, messages.Count > 0 ? messages[0] : "",
        new Dictionary<string, IReadOnlyList<string>> { ["generalErrors"] = messages });

    /// <summary>The call was understood and is refused; nothing was changed.</summary>
    public static IResult Refused(params IReadOnlyList<string> messages) => At(StatusCodes.Status400BadRequest, messages);

    /// <summary>What was asked for is not there.</summary>
    public static IResult NotFound(string message) => At(StatusCodes.Status404NotFound, message);

    /// <summary>An answer with that status.</summary>
    public static IResult At(int statusCode, params IReadOnlyList<string> messages) =>
        TypedResults.Json(Of(statusCode, messages), ElsaJson.Options, statusCode: statusCode);
}

/// <summary>Gives every failure below the contract's address the contract's shape instead of one of our pages.</summary>
internal static partial class ElsaErrors
{
    /// <summary>Must stand before authentication, so that 401 and 403 get a body too.</summary>
    public static void UseElsaErrors(this IApplicationBuilder app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments(ElsaApi.Path, StringComparison.OrdinalIgnoreCase),
        branch => branch.Use(AnswerAsync));

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var bad = error as BadHttpRequestException;
            context.Response.Clear();
            context.Response.StatusCode = bad?.StatusCode ?? StatusCodes.Status500InternalServerError;
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ElsaErrors)), error, context.Request.Path);
            }
        }

        var response = context.Response;
        if (response is { StatusCode: >= StatusCodes.Status400BadRequest, HasStarted: false } && response.ContentType is null)
        {
            await response.WriteAsJsonAsync(ElsaError.Of(response.StatusCode, context.RequestServices.GetRequiredService<Words>()[Sentence(response.StatusCode)]), ElsaJson.Options);
        }
    }

    private static string Sentence(int statusCode) => statusCode switch
    {
        StatusCodes.Status400BadRequest => "请求内容无法识别，没有保存任何更改。",
        StatusCodes.Status401Unauthorized => "登录已失效，请重新登录。",
        StatusCodes.Status403Forbidden => "您的角色不能进行此操作。",
        StatusCodes.Status404NotFound => "没有找到所请求的内容，它可能已被删除。",
        StatusCodes.Status413PayloadTooLarge => "内容过大，没有保存。",
        _ => "系统未能完成操作，没有保存任何更改。请稍后重试。",
    };

    [LoggerMessage(2101, LogLevel.Error, "The designer's call to {Path} failed")]
    private static partial void Failed(ILogger log, Exception error, string path);
}
