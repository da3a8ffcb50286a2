using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Mails;

public sealed class MailReaderTests(WebWorld world, BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sent_mail_is_read_with_its_headers_its_text_and_its_html()
    {
        var mail = await SentMailAsync();
        using var visitor = await world.VisitAsync(await world.UserNameAsync(mail.RecipientId));

        var list = await visitor.ReadAsync("/mails");
        var page = await visitor.ReadAsync($"/mails/{mail.Id}");
        using var body = await visitor.GetAsync($"/mails/{mail.Id}/body");
        var html = WebUtility.HtmlDecode(await body.Content.ReadAsStringAsync(Cancel));

        Assert.Contains(mail.Subject ?? "?", list, StringComparison.Ordinal);
        Assert.Contains("Message-Id", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(mail.Address ?? "?", page, StringComparison.Ordinal);
        Assert.Contains("整改", html, StringComparison.Ordinal);
        Assert.StartsWith("sandbox", Assert.Single(body.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_shows_the_chinese_text_of_a_mail_and_runs_nothing_in_it()
    {
        var mail = await SentMailAsync();
        var original = await world.ReadAsync(db => db.MailSources.AsNoTracking().SingleAsync(source => source.MailId == mail.Id, Cancel));
        await StoreAsync(mail.Id, Packed(Encoding.UTF8.GetBytes(Hostile)));
        try
        {
            var page = await browser.OpenAsync(world.Address);
            var asked = new List<string>();
            page.Request += (_, request) => asked.Add(request.Url);
            await page.SignInAsync(await world.UserNameAsync(mail.RecipientId));
            await page.GotoAsync($"/mails/{mail.Id}");

            var frame = page.FrameLocator("iframe");
            await Microsoft.Playwright.Assertions.Expect(frame.Locator("p")).ToContainTextAsync("请按时完成整改");
            var source = await frame.Locator("html").InnerHTMLAsync();

            Assert.DoesNotContain("script", source, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("onerror", source, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("javascript:", source, StringComparison.OrdinalIgnoreCase);
            Assert.Equal("0", await page.EvaluateAsync<string>("String(window.hacked ?? 0)"));
            Assert.DoesNotContain(asked, url => url.Contains("evil.example", StringComparison.Ordinal));
        }
        finally
        {
            await StoreAsync(mail.Id, original.Content);
        }
    }

    [Fact]
    public async Task The_mails_of_an_item_say_to_whom_why_and_what_became_of_them()
    {
        using var administrator = await world.VisitAsync("administrator");
        await world.RunJobAsync("outbox");
        var item = await world.ItemAsync(ItemWithMail);
        var official = await world.UserNameAsync(item.Duty.ResponsiblePerson?.Value);
        var task = await world.ReadAsync(db => db.Tasks.SingleAsync(each => each.ItemId == item.Id, Cancel));
        using var leader = await world.VisitAsync(await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value));
        using var assigned = await leader.PostAsync($"/tasks/{task.Id}", ("outcome", "Assigned"));
        await world.RunJobAsync("outbox");

        var page = await administrator.ReadAsync($"/items/{item.Id.Value}/mails");

        Assert.Contains("有新的待办交给收件人", page, StringComparison.Ordinal);
        Assert.Contains("对方服务器已接收", page, StringComparison.Ordinal);
        Assert.Contains(await world.ReadAsync(db => db.Users.Where(person => person.UserName == official)
            .Select(person => person.DisplayName).SingleAsync(Cancel)), page, StringComparison.Ordinal);
    }

    private Task<int> StoreAsync(Guid mail, byte[] content) => world.ReadAsync(db => db.MailSources.Where(source => source.MailId == mail)
        .ExecuteUpdateAsync(set => set.SetProperty(source => source.Content, content), CancellationToken.None));

    private static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            brotli.Write(plain);
        }

        return packed.ToArray();
    }

    private const int ItemWithMail = 12;

    private const string Hostile = """
        From: =?utf-8?B?5pW05pS5?= <rectify@example.invalid>
        To: deputy-civil@example.invalid
        Subject: =?utf-8?B?5pW05pS5?=
        Date: Mon, 20 Mar 2023 10:00:00 +0800
        MIME-Version: 1.0
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 8bit

        <html><body onload="parent.hacked=1"><p>请按时完成整改</p>
        <script>parent.hacked=1; top.location='https://evil.example/'</script>
        <img src="https://evil.example/pixel.png" onerror="parent.hacked=1">
        <a href="javascript:parent.hacked=1">链接</a>
        <iframe src="https://evil.example/"></iframe><form action="https://evil.example/"><input name="password"></form>
        </body></html>
        """;

    private async Task<LedgerMail> SentMailAsync()
    {
        await world.RunJobAsync("outbox");
        return await world.ReadAsync(db => db.Mails.AsNoTracking().OrderBy(mail => mail.PlannedAt).ThenBy(mail => mail.Id)
            .FirstAsync(mail => mail.Status == MailStatus.Accepted && mail.Kind == MailKind.TasksOpened, Cancel));
    }
}
