using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>An address of this server a definition listens on.</summary>
/// <param name="Path">Relative to the base path of workflows; may hold <c>{parameters}</c>.</param>
public sealed record HttpRoute(string Path, ImmutableArray<string> Methods)
{
    public bool Authorize { get; init; }
    public string? Policy { get; init; }

    /// <summary>How long the step may take; null for the host's own limit.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>Most bytes of a request; null for the host's own limit.</summary>
    public long? RequestSizeLimit { get; init; }

    /// <summary>Most bytes of one file; null for no limit but the request's.</summary>
    public long? FileSizeLimit { get; init; }

    /// <summary>File names must end so, such as ".pdf"; empty for any.</summary>
    public ImmutableArray<string> AllowedFileExtensions { get; init; } = [];

    public ImmutableArray<string> BlockedFileExtensions { get; init; } = [];

    /// <summary>Content types files may have; empty for any.</summary>
    public ImmutableArray<string> AllowedMimeTypes { get; init; } = [];

    /// <summary>What is wrong with a request that the drawing has a line for (<see cref="HttpProblems"/>); anything else the host refuses.</summary>
    public ImmutableArray<string> Exposes { get; init; } = [];

    /// <summary>The same address under the same conditions.</summary>
    public bool Equals(HttpRoute? other) => other is not null && Path == other.Path && Authorize == other.Authorize && Policy == other.Policy
        && RequestTimeout == other.RequestTimeout && RequestSizeLimit == other.RequestSizeLimit && FileSizeLimit == other.FileSizeLimit
        && Methods.SequenceEqual(other.Methods) && Exposes.SequenceEqual(other.Exposes) && AllowedMimeTypes.SequenceEqual(other.AllowedMimeTypes)
        && AllowedFileExtensions.SequenceEqual(other.AllowedFileExtensions) && BlockedFileExtensions.SequenceEqual(other.BlockedFileExtensions);

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);
}

/// <summary>What may be wrong with a request, by the name of the outcome a drawing can have for it.</summary>
public static class HttpProblems
{
    public const string RequestTooLarge = "Request too large";
    public const string FileTooLarge = "File too large";
    public const string FileExtension = "Invalid file extension";
    public const string MimeType = "Invalid file MIME type";
}

/// <summary>A request a definition sends.</summary>
public sealed record HttpCall(string Method, string Url)
{
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];
    public string? Content { get; init; }
    public string? ContentType { get; init; }
}

/// <summary>What a definition answers a request with.</summary>
public sealed record HttpAnswer(int StatusCode)
{
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];
    public string? Content { get; init; }
    public string? ContentType { get; init; }
}

/// <summary>What hosts hand in about HTTP: a request received, an answer received, or why there is none.</summary>
public static class HttpExchange
{
    /// <summary>Failures an answer may have instead of a status.</summary>
    public const string Connect = "connect";
    public const string Timeout = "timeout";

    /// <summary>A request that came in.</summary>
    public static JsonObject Request(string method, JsonObject routeData, JsonObject query, JsonObject headers, string? contentType, string? content) => new()
    {
        ["method"] = method,
        ["routeData"] = routeData,
        ["query"] = query,
        ["headers"] = headers,
        ["contentType"] = contentType,
        ["content"] = content,
    };

    /// <summary>A request that came in and is not as the endpoint wants it; the drawing has a line for that (<see cref="HttpProblems"/>).</summary>
    public static JsonObject Problem(JsonObject request, string problem)
    {
        ArgumentNullException.ThrowIfNull(request);
        request["problem"] = problem;
        return request;
    }

    /// <summary>An answer that came back.</summary>
    public static JsonObject Answer(int status, JsonObject headers, string? contentType, string? content) => new()
    {
        ["status"] = status,
        ["headers"] = headers,
        ["contentType"] = contentType,
        ["content"] = content,
    };

    /// <summary>No answer came: <see cref="Connect"/> or <see cref="Timeout"/>.</summary>
    public static JsonObject Failure(string kind, string message) => new() { ["failure"] = kind, ["message"] = message };

    /// <summary>The host refuses to send the request; the activity faults with this reason.</summary>
    public static JsonObject Refused(string reason) => new() { ["error"] = reason };

    /// <summary>The content as a value: JSON taken apart, anything else as text.</summary>
    internal static JsonNode? Content(JsonObject? payload)
    {
        if (payload?["content"] is not { } content)
        {
            return null;
        }

        var isJson = payload["contentType"] is { } type && Values.ToText(type).Contains("json", StringComparison.OrdinalIgnoreCase);
        if (!isJson || content is not JsonValue)
        {
            return content.DeepClone();
        }

        var parsed = Values.TryParse(Values.ToText(content), out var isParsed);
        return isParsed ? parsed : content.DeepClone();
    }
}
