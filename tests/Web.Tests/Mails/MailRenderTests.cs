using System.Net;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Mails;

/// <summary>Every kind of mail, in both languages, as a browser draws it. RECTIFY_MAIL_SHOTS names a folder that keeps the pictures.</summary>
public sealed partial class MailRenderTests(WebWorld world, BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    private static readonly Viewer Reader = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "李四", [Roles.Administrator], []);

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_kind_of_mail_fits_the_screen_and_can_be_read(int width, ColorScheme scheme)
    {
        var page = await browser.OpenAsync(world.Address, width);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await using var scope = world.Services.CreateAsyncScope();
        var samples = scope.ServiceProvider.GetRequiredService<SampleMails>();
        var wrong = new List<string>();
        foreach (var name in MailTemplates.Names.Where(name => name.EndsWith(".html", StringComparison.Ordinal)))
        {
            await page.SetContentAsync(Page(samples.For(name, Reader).Write(MailOverrides.None)));
            wrong.AddRange((await page.EvaluateAsync<string[]>("[...document.images].filter(image => !image.naturalWidth).map(image => image.alt)"))
                .Select(alt => $"{name}: no picture: {alt}"));
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            var contrast = await page.RunAxe(new AxeRunOptions { RunOnly = new() { Type = "rule", Values = ["color-contrast", "image-alt", "link-name", "html-has-lang", "document-title"] } });
            wrong.AddRange(wide > width ? [$"{name} is {wide} wide"] : []);
            wrong.AddRange(contrast.Violations.Select(found => $"{name}: {found.Id} {found.Nodes[0].Html}"));
            if (Environment.GetEnvironmentVariable("RECTIFY_MAIL_SHOTS") is { Length: > 0 } folder)
            {
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png"), FullPage = true });
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_text_alternative_says_what_the_page_says()
    {
        await using var scope = world.Services.CreateAsyncScope();
        var samples = scope.ServiceProvider.GetRequiredService<SampleMails>();
        Assert.All(MailTemplates.Names.Where(name => name.EndsWith(".html", StringComparison.Ordinal)), name =>
        {
            var mail = samples.For(name, Reader).Write(MailOverrides.None);
            // Each link holds a fresh signature: what it leads to is told by how many there are.
            Assert.Equal(Links().Count(mail.Html), Links().Count(mail.Text));
            foreach (var fact in Facts().Matches(WebUtility.HtmlDecode(mail.Html)).Select(match => match.Value).Distinct())
            {
                Assert.Contains(fact, mail.Text, StringComparison.Ordinal);
            }
        });
    }

    /// <summary>The page with its pictures in it, as a mail program puts them there.</summary>
    private static string Page(MailContent mail) => mail.Pictures.Aggregate(mail.Html, (html, picture) =>
        html.Replace(picture.Source, $"data:{picture.ContentType};base64,{Convert.ToBase64String(picture.Bytes.Span)}", StringComparison.Ordinal));

    [GeneratedRegex("http://[^\\s\"<]+/t/[\\w-]+")]
    private static partial Regex Links();

    [GeneratedRegex("第\\d+项|No\\. \\d+|\\d{4}年\\d+月\\d+日|〔\\d{4}〕\\d+号")]
    private static partial Regex Facts();
}
