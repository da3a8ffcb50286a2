using System.Text.RegularExpressions;
using Rectify.Workflow.App.About;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Tests.Host;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.About;

/// <summary>What the page about the installation tells an administrator, and what it keeps to itself.</summary>
public sealed class AboutPageTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_database_calendar_and_mail_show_and_no_password_does()
    {
        using var folder = new TemporaryFolder();
        await using var app = world.Build(
            "--Rectify:Role=Web", "--data", folder.Path, "--Rectify:Mail:Transport=Smtp", "--Rectify:Mail:Host=mail.town.example",
            "--Rectify:Mail:Port=587", "--Rectify:Mail:User=rectify", "--Rectify:Mail:Password=not-for-pages");
        await FirstStart.PrepareAsync(app.Services, Cancel);
        await WebWorld.SeedAsync(app.Services);
        await app.StartAsync(Cancel);
        using var administrator = new Visitor(WebWorld.AddressOf(app));
        await administrator.SignInAsync("administrator", House.Password);

        var page = await administrator.ReadAsync("/about");

        Assert.Contains(System.Net.WebUtility.HtmlEncode(InstallationFacts.Version), page, StringComparison.Ordinal);
        Assert.Matches(@"SQLite 3\.\d+", page);
        Assert.Contains("mail.town.example:587", page, StringComparison.Ordinal);
        Assert.Contains("只提供网页", page, StringComparison.Ordinal);
        Assert.Contains("已是最新", page, StringComparison.Ordinal);
        Assert.Matches(new Regex(@"节假日已知到</dt><dd>20\d\d年12月31日"), page);
        Assert.DoesNotContain("not-for-pages", page, StringComparison.Ordinal);
    }
}
