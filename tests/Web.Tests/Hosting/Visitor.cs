using System.Net;
using System.Text.RegularExpressions;

namespace Rectify.Workflow.Web.Tests.Hosting;

/// <summary>Somebody with a cookie jar who reads pages and sends their forms; follows no redirect by itself.</summary>
public sealed partial class Visitor : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
    private readonly HttpClient _client;

    public Visitor(Uri address) => _client = new HttpClient(_handler) { BaseAddress = address };

    public HttpClient Client => _client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path, Cancel);

    /// <summary>The text of a page that must be there.</summary>
    public async Task<string> ReadAsync(string path)
    {
        using var response = await GetAsync(path);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path} answered {(int)response.StatusCode}: {text}");
        return WebUtility.HtmlDecode(text);
    }

    /// <summary>Sends a form with the token that a page of the site carries.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", await TokenAsync()))
            .Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await _client.PostAsync(path, content, Cancel);
    }

    /// <summary>Uploads a file as the item page's form does.</summary>
    public Task<HttpResponseMessage> UploadAsync(Guid item, int measure, string fileName, byte[] content) => UploadAsync(
        $"/items/{item}?handler=Evidence", fileName, content, ("measure", measure.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Uploads a file as a page's form does.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string path, string fileName, byte[] content, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Append(("__RequestVerificationToken", await TokenAsync())))
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(new ByteArrayContent(content), "file", fileName);
        return await _client.PostAsync(path, form, Cancel);
    }

    /// <summary>Tries to sign in and returns the answer.</summary>
    public Task<HttpResponseMessage> TrySignInAsync(string userName, string password, string? back = null) =>
        PostAsync("/sign-in", ("user", userName), ("password", password), ("return", back ?? ""));

    /// <summary>Signs in; the test fails when that fails.</summary>
    public async Task SignInAsync(string userName, string password)
    {
        using var response = await TrySignInAsync(userName, password);
        Assert.True(response.StatusCode == HttpStatusCode.Redirect, $"{userName} could not sign in.");
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private async Task<string> TokenAsync()
    {
        // Signed in, every page carries the sign-out form's token; before, the sign-in page has one.
        foreach (var path in new[] { "/account/password", "/sign-in" })
        {
            using var page = await GetAsync(path);
            if (page.StatusCode == HttpStatusCode.OK)
            {
                return Token().Match(await page.Content.ReadAsStringAsync(Cancel)).Groups["token"].Value;
            }
        }

        throw new InvalidOperationException("No page with a form could be read.");
    }

    [GeneratedRegex("__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
