using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Mails;

/// <summary>The mail ledger as its readers meet it, in a house of its own: all mail is held in it.</summary>
public sealed class MailLedgerTests(LedgerHouse ledger, BrowserWorld browser) : IClassFixture<LedgerHouse>, IClassFixture<BrowserWorld>
{
    private const string Template = "/mails/templates/zh-CN.TasksOpened.txt";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_finds_who_was_told_reads_why_and_how_and_sends_again_cancels_and_holds()
    {
        var house = ledger.House;
        using var administrator = await SignedInAsync(house, "administrator");
        var mail = await house.ReadAsync(db => db.Mails.AsNoTracking().OrderBy(row => row.Id).FirstAsync(row => row.Kind == MailKind.TasksOpened && row.Status == MailStatus.Accepted, Cancel));
        var item = await house.ReadAsync(db => db.MailItems.Where(told => told.MailId == mail.Id)
            .Join(db.Items, told => told.ItemId, row => row.Id, (_, row) => row.Number).OrderBy(number => number).FirstAsync(Cancel));
        var name = await house.ReadAsync(db => db.Users.Where(person => person.Id == mail.RecipientId).Select(person => person.DisplayName).SingleAsync(Cancel));

        var search = await administrator.ReadAsync($"/mails?person={Uri.EscapeDataString(name)}&item={item}");
        Assert.Contains("告知过", search, StringComparison.Ordinal);
        Assert.Contains("没有告知过", await administrator.ReadAsync($"/mails?person=reader&item={item}"), StringComparison.Ordinal);
        var read = await administrator.ReadAsync($"/mails/{mail.Id}");
        Assert.Contains("为什么收到", read, StringComparison.Ordinal);
        Assert.Contains($"第{item}项", read, StringComparison.Ordinal);
        Assert.Contains("状态经过", read, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", read, StringComparison.Ordinal);
        using var source = await administrator.GetAsync($"/mails/{mail.Id}/source");
        Assert.Equal("message/rfc822", source.Content.Headers.ContentType?.MediaType);

        await SetStatusAsync(house, mail.Id, MailStatus.Uncertain);
        using (await administrator.PostAsync($"/mails/{mail.Id}?handler=Resend"))
        {
            Assert.Contains("邮件将重新发送", await administrator.ReadAsync($"/mails/{mail.Id}"), StringComparison.Ordinal);
        }

        using (await administrator.PostAsync($"/mails/{mail.Id}?handler=Cancel", ("reason", "重复了")))
        {
            Assert.Contains("重复了", await administrator.ReadAsync($"/mails/{mail.Id}"), StringComparison.Ordinal);
        }

        Assert.Equal((MailStatus.Cancelled, 1), await house.ReadAsync(async db =>
            await db.Mails.Where(row => row.Id == mail.Id).Select(row => ValueTuple.Create(row.Status, row.Resent)).SingleAsync(Cancel)));

        using (await administrator.PostAsync("/mails/hold?handler=Hold", ("reason", "邮件服务器检修")))
        {
            Assert.Contains("邮件服务器检修", await administrator.ReadAsync("/items"), StringComparison.Ordinal);
        }

        using var reader = await SignedInAsync(house, "reader");
        Assert.DoesNotContain("邮件服务器检修", await reader.ReadAsync("/items"), StringComparison.Ordinal);
        Assert.Contains("\"mail\":\"Degraded\"", await reader.ReadAsync("/health/ready"), StringComparison.Ordinal);
        using (await administrator.PostAsync("/mails/hold?handler=Release"))
        {
            Assert.DoesNotContain("邮件服务器检修", await administrator.ReadAsync("/items"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_reader_has_their_own_part_of_the_ledger_on_the_pages_and_in_the_api()
    {
        var house = ledger.House;
        var mail = await house.ReadAsync(db => db.Mails.AsNoTracking().OrderByDescending(row => row.Id).FirstAsync(row => row.Kind == MailKind.TasksOpened && row.Status == MailStatus.Accepted && row.Resent == 0, Cancel));
        using var owner = await SignedInAsync(house, await house.UserNameAsync(mail.RecipientId));
        using var supervisor = await SignedInAsync(house, "supervisor");
        using var official = await SignedInAsync(house, "head-tourism");

        Assert.Contains(mail.Subject ?? "?", await owner.ReadAsync($"/mails/{mail.Id}"), StringComparison.Ordinal);
        Assert.Contains(mail.Subject ?? "?", await supervisor.ReadAsync($"/mails/{mail.Id}"), StringComparison.Ordinal);
        foreach (var path in new[] { "", "/body", "/source", "/attachments/0" })
        {
            using var foreign = await official.GetAsync($"/mails/{mail.Id}{path}");
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        }

        foreach (var (path, fields) in new[] { ($"/mails/{mail.Id}?handler=Resend", ("a", "b")), ($"/mails/{mail.Id}?handler=Cancel", ("reason", "x")), ("/mails/hold?handler=Hold", ("reason", "x")) })
        {
            using var refused = await supervisor.PostAsync(path, fields);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var found = JsonDocument.Parse(await supervisor.ReadAsync($"/api/mails?kind=TasksOpened&status=accepted&size=1"));
        Assert.Equal(1, found.RootElement.GetProperty("mails").GetArrayLength());
        using var one = JsonDocument.Parse(await supervisor.ReadAsync($"/api/mails/{mail.Id}"));
        Assert.Equal("Task", one.RootElement.GetProperty("reasons")[0].GetProperty("rule").GetString());
        Assert.Equal(["Sending", "Accepted"], one.RootElement.GetProperty("states").EnumerateArray().Select(state => state.GetProperty("status").GetString()));
        using var wrong = await supervisor.GetAsync("/api/mails?kind=Nonsense");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var stranger = new Visitor(house.Address);
        using var unknown = await stranger.GetAsync("/api/mails");
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        using var forbidden = await official.GetAsync("/api/mails");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task A_preview_shows_the_pictures_and_changes_with_the_screen_as_the_mail_does()
    {
        using var administrator = new Visitor(ledger.House.Address);
        await administrator.SignInAsync("administrator", House.Password);

        var page = await administrator.ReadAsync("/mails/templates/zh-CN.WeeklySummary.html?handler=Preview");

        Assert.Equal(2, page.Split("src=\"data:image/png;base64,").Length - 1);
        Assert.DoesNotContain("cid:", page, StringComparison.Ordinal);
        Assert.Matches(@"@media[^{]*max-width: ?480px[^}]*\.pad", page);
        Assert.Matches(@"@media[^{]*prefers-color-scheme: ?dark", page);
        Assert.Contains("class=\"page\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_rewrites_a_template_sees_it_before_it_counts_tries_it_and_gives_it_up()
    {
        var house = ledger.House;
        var page = await browser.OpenAsync(house.Address);
        await page.SignInAsync("administrator");
        await page.GotoAsync(Template);

        await page.GetByLabel("模板内容").FillAsync("Subject: 县里来信 {{ count }}项\n{{ cuont }}");
        await page.GetByRole(AriaRole.Button, new() { Name = "检查并保存" }).ClickAsync();
        await page.SeesAsync("没有“cuont”这个变量");
        await page.GetByLabel("模板内容").FillAsync("Subject: 县里来信 {{ count }}项\n请尽快办理");
        await page.GetByRole(AriaRole.Button, new() { Name = "预览纯文本", Exact = true }).ClickAsync();
        await Assertions.Expect(page.FrameLocator("iframe").Locator("pre")).ToContainTextAsync("县里来信 3项");
        await page.GetByLabel("手机宽度").CheckAsync();
        await Assertions.Expect(page.Locator("iframe")).ToHaveCSSAsync("width", "390px");
        await page.GetByRole(AriaRole.Button, new() { Name = "检查并保存" }).ClickAsync();
        await page.SeesAsync("模板已保存");
        await page.SeesAsync("+ 请尽快办理");
        await page.GetByRole(AriaRole.Button, new() { Name = "发一封给我" }).ClickAsync();
        await page.SeesAsync("试发邮件已列入台账");
        await ledger.SendAsync();
        await page.ReloadAsync();
        await page.SeesAsync("【试发】县里来信 3项");
        await page.GotoAsync(Template);
        await page.GetByRole(AriaRole.Button, new() { Name = "恢复内置模板" }).ClickAsync();
        await page.SeesAsync("没有差别");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_pages_of_the_ledger_fit_the_width_and_have_no_accessibility_problem(int width)
    {
        var house = ledger.House;
        var mail = await house.ReadAsync(db => db.Mails.Where(row => row.Status == MailStatus.Accepted).Select(row => row.Id).FirstAsync(Cancel));
        var page = await browser.OpenAsync(house.Address, width);
        await page.SignInAsync("administrator");

        foreach (var path in new[] { "/mails?person=a&item=1", $"/mails/{mail}", "/mails/hold", "/mails/senders", "/mails/templates", "/mails/templates/zh-CN.Reminder.html" })
        {
            await page.FitsAndIsAccessibleAsync(path);
        }
    }

    [Fact]
    public async Task A_units_sender_is_checked_and_kept()
    {
        var house = ledger.House;
        using var administrator = await SignedInAsync(house, "administrator");
        var unit = await house.ReadAsync(db => db.Units.Where(row => row.ParentId != null).OrderBy(row => row.Path).Select(row => row.Id).FirstAsync(Cancel));

        using var refused = await administrator.PostAsync("/mails/senders", ("unit", unit.ToString()), ("from", "不是地址"), ("name", ""), ("replyTo", "a@b.invalid, c@d.invalid"));
        var told = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Contains("发件地址必须是一个邮箱地址", told, StringComparison.Ordinal);
        Assert.Contains("回复地址必须是一个邮箱地址", told, StringComparison.Ordinal);
        using var saved = await administrator.PostAsync("/mails/senders", ("unit", unit.ToString()), ("from", "zgb@town.invalid"), ("name", "整改办\r\nBcc: x@y.invalid"), ("replyTo", ""));

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal(("zgb@town.invalid", "整改办 Bcc: x@y.invalid", null), await house.ReadAsync(async db =>
            await db.Units.Where(row => row.Id == unit).Select(row => ValueTuple.Create(row.MailFrom, row.MailFromName, row.MailReplyTo)).SingleAsync(Cancel)));
    }

    private static Task<int> SetStatusAsync(House house, Guid mail, MailStatus status) => house.ReadAsync(db =>
        db.Mails.Where(row => row.Id == mail).ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, status), Cancel));

    private static async Task<Visitor> SignedInAsync(OwnHouse house, string userName)
    {
        var visitor = new Visitor(house.Address);
        await visitor.SignInAsync(userName, House.Password);
        return visitor;
    }
}

/// <summary>A house whose round was started and whose first mails have left.</summary>
public sealed class LedgerHouse : IAsyncLifetime
{
    private OwnHouse? _house;

    public OwnHouse House => _house ?? throw new InvalidOperationException("The house is not started.");

    public async ValueTask InitializeAsync()
    {
        _house = await OwnHouse.OpenAsync();
        var round = await _house.ReadAsync(db => db.Rounds.Select(row => row.Id).SingleAsync());
        await using (var scope = _house.Services.CreateAsyncScope())
        {
            Assert.IsType<StartItems.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<StartItems>()
                .RunAsync(new(round, By: null), progress: null, CancellationToken.None));
        }

        _house.Clock.Advance(TimeSpan.FromMinutes(2));
        await SendAsync();
    }

    public async Task SendAsync()
    {
        await using var scope = House.Services.CreateAsyncScope();
        await JobSchedule.Find("outbox").RunAsync(scope.ServiceProvider, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_house is not null)
        {
            await _house.DisposeAsync();
        }
    }
}
