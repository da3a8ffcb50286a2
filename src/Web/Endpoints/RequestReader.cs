using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Endpoints;

/// <summary>A request as a workflow gets it, or why it gets none.</summary>
/// <param name="Content">The request (<see cref="HttpExchange"/>).</param>
/// <param name="Status">The status that refuses it; null when it is taken.</param>
internal sealed record ReadRequest(JsonObject? Content, int? Status = null, string? Message = null);

/// <summary>Reads a request within its limits, before anything of the workflow happens.</summary>
internal sealed class RequestReader(HttpRoute route, long mostBytes, Words words)
{
    private const int MostFormFields = 1_000;

    // What proves the caller is nobody else's business, least of all the instance's log's.
    private static readonly string[] Secrets = ["Authorization", "Cookie", "Proxy-Authorization"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly long _most = Math.Min(route.RequestSizeLimit ?? mostBytes, mostBytes);

    public async Task<ReadRequest> ReadAsync(HttpRequest request, JsonObject routeData, CancellationToken cancellationToken)
    {
        var content = HttpExchange.Request(
            request.Method, routeData, Values(request.Query),
            Values(request.Headers.Where(header => !Secrets.Contains(header.Key, StringComparer.OrdinalIgnoreCase))), request.ContentType, null);
        content["path"] = request.Path.Value;
        if (request.ContentLength > _most || await BodyAsync(request, cancellationToken) is not { } body)
        {
            return Wrong(content, HttpProblems.RequestTooLarge, StatusCodes.Status413PayloadTooLarge, words["请求不能超过{0}字节。", Number(_most)]);
        }

        try
        {
            return body.Length == 0 ? new(content)
                : request.HasFormContentType ? await FormAsync(request, body, content, cancellationToken)
                : Text(request, body, content);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return new(null, StatusCodes.Status400BadRequest, words["请求的内容无法读取：{0}", error.Message]);
        }
    }

    private async Task<byte[]?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (kept.Length + read > _most)
            {
                return null;
            }

            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    private ReadRequest Text(HttpRequest request, byte[] body, JsonObject content)
    {
        var isJson = request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
        try
        {
            var text = Strict.GetString(body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body.AsSpan(Encoding.UTF8.Preamble.Length) : body);
            if (isJson)
            {
                // Elsa refuses what is no JSON before the workflow begins; so do we.
                using var parsed = JsonDocument.Parse(text, new() { MaxDepth = 64, AllowDuplicateProperties = false });
            }

            content["content"] = text;
            return new(content);
        }
        catch (DecoderFallbackException)
        {
            return new(null, StatusCodes.Status415UnsupportedMediaType, words["请求的内容不是UTF-8文本。文件请用表单（multipart/form-data）上传。"]);
        }
        catch (JsonException error)
        {
            return new(null, StatusCodes.Status400BadRequest, words["请求的内容不是正确的JSON：{0}", error.Message]);
        }
    }

    private async Task<ReadRequest> FormAsync(HttpRequest request, byte[] body, JsonObject content, CancellationToken cancellationToken)
    {
        request.Body = new MemoryStream(body);
        var form = await request.ReadFormAsync(new() { ValueCountLimit = MostFormFields, MultipartBodyLengthLimit = _most, BufferBody = false }, cancellationToken);
        content["content"] = Values(form);
        var files = new JsonArray();
        foreach (var file in form.Files)
        {
            if (Problem(file) is var (problem, status, message))
            {
                return Wrong(content, problem, status, message);
            }

            await using var stream = file.OpenReadStream();
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            files.Add(new JsonObject
            {
                ["Name"] = file.Name,
                ["FileName"] = file.FileName,
                ["ContentType"] = file.ContentType,
                ["Length"] = file.Length,
                ["Content"] = Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length),
            });
        }

        content["files"] = files;
        return new(content);
    }

    private (string Problem, int Status, string Message)? Problem(IFormFile file)
    {
        var extension = Path.GetExtension(file.FileName);
        bool Lists(IEnumerable<string> list, string value) => list.Contains(value, StringComparer.OrdinalIgnoreCase);
        return file.Length > route.FileSizeLimit ? (HttpProblems.FileTooLarge, StatusCodes.Status413PayloadTooLarge, words["文件不能超过{0}字节。", Number(route.FileSizeLimit ?? 0)])
            : route.AllowedFileExtensions.Length > 0 && !Lists(route.AllowedFileExtensions, extension)
                ? (HttpProblems.FileExtension, StatusCodes.Status415UnsupportedMediaType, words["只接受这些扩展名的文件：{0}。", string.Join(", ", route.AllowedFileExtensions)])
            : Lists(route.BlockedFileExtensions, extension)
                ? (HttpProblems.FileExtension, StatusCodes.Status415UnsupportedMediaType, words["不接受这些扩展名的文件：{0}。", string.Join(", ", route.BlockedFileExtensions)])
            : route.AllowedMimeTypes.Length > 0 && !Lists(route.AllowedMimeTypes, file.ContentType)
                ? (HttpProblems.MimeType, StatusCodes.Status415UnsupportedMediaType, words["只接受这些类型的文件：{0}。", string.Join(", ", route.AllowedMimeTypes)])
            : null;
    }

    /// <summary>What the drawing has a line for reaches the workflow as that; anything else is refused here.</summary>
    private ReadRequest Wrong(JsonObject content, string problem, int status, string message) => route.Exposes.Contains(problem)
        ? new(HttpExchange.Problem(content, problem))
        : new(null, status, message);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Values(IEnumerable<KeyValuePair<string, StringValues>> pairs)
    {
        var values = new JsonObject();
        foreach (var (name, given) in pairs)
        {
            values[name] = given.Count == 1 ? given[0] : new JsonArray([.. given.Select(value => (JsonNode?)value)]);
        }

        return values;
    }
}
