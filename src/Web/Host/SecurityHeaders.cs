namespace Rectify.Workflow.Web.Host;

/// <summary>The headers of every answer: no foreign content, no inline script, no framing.</summary>
public static class SecurityHeaders
{
    private const string Pages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    // The dashboard is a library's page with inline script and style; only administrators reach it.
    private const string Jobs =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    // The Studio 3.8.2 writes two inline scripts, its keyboard shortcuts in the editor and in the instance list; another version has others.
    private const string StudioScripts =
        "'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc=' 'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='";

    /// <summary>
    /// The designer's pages: its code is WebAssembly, its components write inline styles, its text editor draws with data
    /// and blob addresses. Still only our own scripts, and nothing from or to another host.
    /// </summary>
    public static string Designer(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // Not every browser counts web sockets of the same host as 'self'.
        var sockets = $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}";
        return $"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {StudioScripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            + $"font-src 'self' data:; connect-src 'self' {sockets}; worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'self'";
    }

    /// <summary>A mail's HTML: nothing loads, nothing runs, only our own page may frame it.</summary>
    public const string MailBody =
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

    /// <summary>Adds the headers before the rest of the pipeline answers, so that an endpoint may replace one.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/hangfire", StringComparison.OrdinalIgnoreCase) ? Jobs : Pages;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        // What a signed-in person saw must not come out of a shared computer's cache.
        headers.CacheControl = "no-cache, no-store";
        return next(context);
    });
}
