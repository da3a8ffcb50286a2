using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.Web.Tests.Hosting;

/// <summary>A real Chromium. Without one the tests skip, except in CI, where they fail.</summary>
public sealed class BrowserWorld : IAsyncLifetime
{
    // Milliseconds until a page that does not come is a failure; a shared machine of two cores is slow at times.
    private const float Patience = 60_000;

    private readonly List<IBrowserContext> _opened = [];
    private string? _test;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Executable => new[]
        { Environment.GetEnvironmentVariable("RECTIFY_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => !string.IsNullOrEmpty(path) && File.Exists(path));

    public async ValueTask InitializeAsync()
    {
        if (Executable is not { } executable)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = ["--no-sandbox"] });
    }

    /// <summary>A fresh profile with one page; its cookies and errors are its own. It lives as long as the test that opened it.</summary>
    public async Task<IPage> OpenAsync(Uri address, int width = 1280, string culture = "zh-CN")
    {
        if (_browser is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "CI needs Chromium: set RECTIFY_CHROMIUM or install it.");
            Assert.Skip("No Chromium: set RECTIFY_CHROMIUM to its path or install the package chromium.");
        }

        await EndOtherTestsAsync();
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            Locale = culture,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        _opened.Add(context);
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    // A page left open goes on drawing and asking, and takes the machine from the tests that follow.
    private async Task EndOtherTestsAsync()
    {
        var test = TestContext.Current.Test?.UniqueID;
        if (test == _test)
        {
            return;
        }

        _test = test;
        foreach (var context in _opened)
        {
            await context.CloseAsync();
        }

        _opened.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>What people do in a browser.</summary>
public static class BrowserSteps
{
    /// <summary>Signs in through the page.</summary>
    public static async Task SignInAsync(this IPage page, string userName)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("用户名").FillAsync(userName);
        await page.GetByLabel("密码").FillAsync(WebWorld.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        // Asked again until it holds: waiting for the load event instead misses one that came a moment earlier.
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/sign-in"));
    }

    /// <summary>Opens a fold of an administrator's bar.</summary>
    public static Task UnfoldAsync(this IPage page, string fold)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.Locator("nav summary").Filter(new() { HasText = fold }).ClickAsync();
    }

    /// <summary>Waits for a text in the page's content.</summary>
    public static Task SeesAsync(this IPage page, string text)
    {
        ArgumentNullException.ThrowIfNull(page);
        return Assertions.Expect(page.Locator("main").First).ToContainTextAsync(text);
    }

    /// <summary>Opens an address; the page must be no wider than the screen and show axe no problem.</summary>
    public static async Task FitsAndIsAccessibleAsync(this IPage page, string path)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync(path);
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        // A frame that may run no script runs axe's neither, and axe would wait for it for ever.
        await page.EvaluateAsync("document.querySelectorAll('iframe[sandbox]').forEach(frame => frame.remove())");
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21aa"] } });

        Assert.True(wide <= page.ViewportSize?.Width, $"{path} is {wide} wide on a screen of {page.ViewportSize?.Width}.");
        Assert.True(result.Violations.Length == 0, $"{path}: {string.Join("; ", result.Violations.Select(found => $"{found.Id}: {found.Nodes[0].Html}"))}");
    }

    /// <summary>Uploads a piece of evidence (佐证) for each measure of the item whose page is open.</summary>
    public static async Task UploadAllAsync(this IPage page, RectificationItem item)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(item);
        foreach (var measure in item.Measures)
        {
            var row = page.Locator($"#measure-{measure.No}");
            await row.Locator("summary", new() { HasText = "上传佐证" }).ClickAsync();
            await row.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
            {
                Name = $"措施{measure.No}.txt",
                MimeType = "text/plain",
                Buffer = System.Text.Encoding.UTF8.GetBytes($"第{item.Number}项措施{measure.No}的佐证"),
            });
            await row.GetByRole(AriaRole.Button, new() { Name = "上传" }).ClickAsync();
            await Assertions.Expect(row).ToContainTextAsync($"措施{measure.No}.txt");
        }
    }
}
