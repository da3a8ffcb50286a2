using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Rectify.Workflow.Web.Designer;

/// <summary>Serves the Studio's files under /designer/: compressed where the browser takes it, kept for good where the name carries a fingerprint.</summary>
public static partial class StudioFilesEndpoint
{
    private static readonly FileExtensionContentTypeProvider Types = new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".css"] = "text/css",
        [".cur"] = "image/x-icon",
        [".dat"] = "application/octet-stream",
        [".ico"] = "image/x-icon",
        [".js"] = "text/javascript",
        [".json"] = "application/json",
        [".map"] = "application/json",
        [".png"] = "image/png",
        [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json",
        [".woff2"] = "font/woff2",
    });

    /// <summary>Maps the files; they are a public package, so no sign-in is asked for.</summary>
    public static void MapStudioFiles(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/designer/{**path}", [HttpMethods.Get, HttpMethods.Head], Serve).AllowAnonymous();

    private static IResult Serve(string? path, HttpContext context, StudioFiles files)
    {
        if (files.Get(path ?? "") is not { } file || !Types.TryGetContentType(file.Path, out var type))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.CacheControl = Fingerprinted().IsMatch(file.Path) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var accepted = context.Request.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, form) in new[] { ("br", file.Brotli), ("gzip", file.Gzip) })
        {
            if (form is not null && Accepts(accepted, encoding))
            {
                headers.ContentEncoding = encoding;
                return Results.File(form, type, entityTag: new(files.Tag(form)));
            }
        }

        return file.Plain is { } plain ? Results.File(plain, type, entityTag: new(files.Tag(plain)))
            : file.Gzip is { } packed ? Results.Stream(new GZipStream(File.OpenRead(packed), CompressionMode.Decompress), type)
            : Results.NotFound();
    }

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding)
    {
        var named = accepted.FirstOrDefault(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ?? accepted.FirstOrDefault(one => one.Value == "*");
        return named is not null && named.Quality is not 0;
    }

    // _framework/Name.0123456789.wasm and Name.0123456789.bundle.scp.css: another content gets another name.
    [GeneratedRegex(@"^_framework/.*\.[a-z0-9]{10}\.(wasm|js|dat)$|\.[a-z0-9]{10}\.bundle\.scp\.css$")]
    private static partial Regex Fingerprinted();
}
