using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

public sealed class AccessibilityTests(WebWorld world, BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    [Theory]
    [InlineData(1440)]
    [InlineData(768)]
    [InlineData(390)]
    public async Task Pages_fit_the_width_load_without_an_error_and_have_no_accessibility_problem(int width)
    {
        var item = await world.ItemAsync(5);
        var leader = await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value);
        var page = await browser.OpenAsync(world.Address, width);
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        await page.SignInAsync(leader);

        foreach (var path in new[] { "/tasks", "/items", $"/items/{item.Id.Value}", $"/items/{item.Id.Value}/mails", "/mails", "/account/password" })
        {
            await page.FitsAndIsAccessibleAsync(path);
        }

        Assert.Empty(errors);
    }
}
