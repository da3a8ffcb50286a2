using System.IO.Compression;
using System.Net;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Designer;

public sealed class StudioFilesTests(WebWorld world)
{
    private const string Script = "_framework/dotnet.js";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_file_of_the_package_is_served_with_a_type_to_people_who_are_not_signed_in()
    {
        var folder = StudioFiles.Find(AppContext.BaseDirectory).Folder;
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is not (".br" or ".gz" or ".html" or ".scss") && Path.GetFileName(file) != "package.json")
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).ToList();
        using var stranger = new Visitor(world.Address);

        Assert.InRange(files.Count, 300, 400);
        foreach (var file in files)
        {
            using var answer = await stranger.Client.SendAsync(new(HttpMethod.Head, $"/designer/{file}"), Cancel);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{file} answered {(int)answer.StatusCode}");
            Assert.NotNull(answer.Content.Headers.ContentType);
        }
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("*", "br")]
    [InlineData("deflate", null)]
    [InlineData(null, null)]
    public async Task The_twin_that_the_browser_takes_is_the_same_file(string? accepted, string? encoding)
    {
        using var answer = await GetAsync(Script, accepted);

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
        await using Stream plain = encoding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(StudioFiles.Find(AppContext.BaseDirectory).Folder, Script), Cancel),
            await new StreamReader(plain).ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task A_name_with_a_fingerprint_is_kept_for_good_and_any_other_asked_for_again()
    {
        using var first = await GetAsync(Script, "br");
        using var other = await GetAsync(Script, "gzip");
        using var again = await GetAsync(Script, "br", first.Headers.ETag?.ToString());
        var named = Path.GetFileName(Directory.GetFiles(
            Path.Combine(StudioFiles.Find(AppContext.BaseDirectory).Folder, "_framework"), "dotnet.native.*.wasm").Single());
        using var kept = await GetAsync($"_framework/{named}", "br");

        Assert.True(first.Headers.CacheControl?.NoCache);
        Assert.False(first.Headers.CacheControl?.NoStore);
        Assert.NotEqual(first.Headers.ETag, other.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal("public, max-age=31536000, immutable", kept.Headers.CacheControl?.ToString());
        Assert.Equal("application/wasm", kept.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("../appsettings.json")]
    [InlineData("..%2f..%2fappsettings.json")]
    [InlineData("_framework/nothing.js")]
    [InlineData("package.json")]
    [InlineData("")]
    public async Task Nothing_but_the_package_is_served(string path)
    {
        using var answer = await GetAsync(path, "br");

        Assert.NotEqual("br", answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? accepted, string? tag = null)
    {
        using var stranger = new Visitor(world.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/designer/{path}");
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        return await stranger.Client.SendAsync(request, Cancel);
    }
}
