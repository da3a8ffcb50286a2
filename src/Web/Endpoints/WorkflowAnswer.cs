using System.Text;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Web.Endpoints;

/// <summary>Writes what a workflow answers.</summary>
internal static class WorkflowAnswer
{
    /// <summary>
    /// A page a workflow writes is not one of ours: it may neither run scripts in our name nor be framed by us. What the
    /// connection or the browser's trust in this site hangs on is not a workflow's to set.
    /// </summary>
    private const string Sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly HashSet<string> NotTheirs = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "Trailer", "Server", "Date", "Set-Cookie",
        "Clear-Site-Data", "Service-Worker-Allowed", "Content-Security-Policy", "Content-Security-Policy-Report-Only", "X-Content-Type-Options",
        "Strict-Transport-Security", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy", "Permissions-Policy",
    };

    public static async Task WriteAsync(HttpResponse response, HttpAnswer answer, CancellationToken cancellationToken)
    {
        response.StatusCode = answer.StatusCode;
        response.Headers.ContentSecurityPolicy = Sandbox;
        foreach (var same in answer.Headers.Where(header => !NotTheirs.Contains(header.Key)).GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            response.Headers[same.Key] = same.Select(header => header.Value).ToArray();
        }

        if (answer.Content is { } content && !HasNoBody(answer.StatusCode) && !HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            var type = answer.ContentType ?? "text/plain";
            response.ContentType = type.Contains("charset", StringComparison.OrdinalIgnoreCase) || !IsText(type) ? type : $"{type}; charset=utf-8";
            await response.WriteAsync(content, Encoding.UTF8, cancellationToken);
        }
    }

    private static bool HasNoBody(int status) => status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified;

    private static bool IsText(string type) => type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || type.Contains("json", StringComparison.OrdinalIgnoreCase) || type.Contains("xml", StringComparison.OrdinalIgnoreCase);
}
