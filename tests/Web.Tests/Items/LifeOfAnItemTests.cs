using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

public sealed class LifeOfAnItemTests(WebWorld world, BrowserWorld browser) : IClassFixture<BrowserWorld>
{
    private const int ItemNumber = 6;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_item_lives_from_assignment_to_closure_by_clicking_as_each_role()
    {
        var item = await world.ItemAsync(ItemNumber);
        var address = $"/items/{item.Id.Value}";
        var leader = await OpenAsync(await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value));
        var official = await OpenAsync(await world.UserNameAsync(item.Duty.ResponsiblePerson?.Value));
        var verifier = await OpenAsync("verifier-one");
        var supervisor = await OpenAsync("supervisor");

        await leader.GotoAsync("/tasks");
        await leader.GetByRole(AriaRole.Link, new() { Name = item.Title }).ClickAsync();
        await ClickAsync(leader, "确认分派");
        await leader.SeesAsync("已办理：已分派");

        await official.GotoAsync(address);
        await ClickAsync(official, "提交核查");
        await official.SeesAsync("尚无佐证材料");
        await official.GotoAsync(address);
        await official.UploadAllAsync(item);
        await official.Locator("#progress-text").FillAsync("已逐户核对,补发到位。");
        await ClickAsync(official, "保存进展");
        await official.SeesAsync("进展已保存");
        await ClickAsync(official, "提交核查");
        await official.SeesAsync("已办理：已提交核查");

        await verifier.GotoAsync(address);
        await verifier.GetByLabel("意见").FillAsync("不够");
        await ClickAsync(verifier, "退回整改");
        await verifier.SeesAsync("请填写意见，至少10个字");
        await verifier.GetByLabel("意见").FillAsync("措施一的佐证缺少发放名单,请补齐后再报。");
        await ClickAsync(verifier, "退回整改");
        await verifier.SeesAsync("退回1次");

        await official.GotoAsync(address);
        await official.SeesAsync("措施一的佐证缺少发放名单");
        await ClickAsync(official, "提交核查");
        await official.SeesAsync("已办理：已提交核查");

        await verifier.GotoAsync(address);
        await ClickAsync(verifier, "核查通过");
        await verifier.SeesAsync("已办理：核查通过");

        var secondWindow = await supervisor.Context.NewPageAsync();
        await secondWindow.GotoAsync(address);
        await supervisor.GotoAsync(address);
        await ClickAsync(supervisor, "批准");
        await supervisor.SeesAsync("已办理：批准销号");
        await supervisor.SeesAsync("已销号");
        await ClickAsync(secondWindow, "批准");
        await secondWindow.SeesAsync("此待办已由区委巡察办主任于2023年3月20日");
        await secondWindow.SeesAsync("整改任务现为“已销号”");

        Assert.Equal(ItemStatus.Closed, (await world.ItemAsync(ItemNumber)).Status);
    }

    [Fact]
    public async Task An_extension_is_asked_for_and_granted_with_both_dates_shown()
    {
        var item = await world.ItemAsync(8);
        var address = $"/items/{item.Id.Value}";
        var leader = await OpenAsync(await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value));
        var official = await OpenAsync(await world.UserNameAsync(item.Duty.ResponsiblePerson?.Value));
        await leader.GotoAsync(address);
        await ClickAsync(leader, "确认分派");
        await leader.SeesAsync("已办理：已分派");

        await official.GotoAsync(address);
        await official.Locator("summary", new() { HasText = "申请延期" }).ClickAsync();
        await official.GetByLabel("申请延至").FillAsync("2023-09-01");
        await official.Locator("#reason-ExtensionRequested").FillAsync("补偿对象外出务工,需年底返乡后签字领取。");
        await ClickAsync(official, "申请延期");
        await official.SeesAsync("申请的新时限必须晚于现在的时限");
        await official.GetByLabel("申请延至").FillAsync("2023-12-31");
        await ClickAsync(official, "申请延期");
        await official.SeesAsync("待审批");

        await leader.GotoAsync(address);
        await leader.SeesAsync("申请延至2023年12月31日");
        await ClickAsync(leader, "同意，报上级审批");
        await leader.SeesAsync("已办理：初审同意申请");

        var supervisor = await OpenAsync("supervisor");
        await supervisor.GotoAsync(address);
        await supervisor.SeesAsync("申请延至2023年12月31日");
        await supervisor.SeesAsync("补偿对象外出务工");
        await ClickAsync(supervisor, "同意");
        await supervisor.SeesAsync("已办理：同意申请");
        await supervisor.SeesAsync("原定时限");
        await supervisor.SeesAsync("2023年9月14日");
        await official.GotoAsync("/tasks");
        await official.SeesAsync("原定2023年9月14日");
    }

    [Fact]
    public async Task Who_did_the_work_is_told_why_somebody_else_must_check_it()
    {
        var item = await world.ItemAsync(10);
        var address = $"/items/{item.Id.Value}";
        var official = await world.UserNameAsync(item.Duty.ResponsiblePerson?.Value);
        var leader = await OpenAsync(await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value));
        await leader.GotoAsync(address);
        await ClickAsync(leader, "确认分派");
        await leader.SeesAsync("已办理：已分派");
        await GiveRoleAsync(official, "Verifier");

        var both = await OpenAsync(official);
        await both.GotoAsync(address);
        await both.UploadAllAsync(item);
        await ClickAsync(both, "提交核查");

        await both.SeesAsync("按回避要求");
        Assert.Equal(0, await both.GetByRole(AriaRole.Button, new() { Name = "核查通过" }).CountAsync());
    }

    private async Task<IPage> OpenAsync(string userName)
    {
        var page = await browser.OpenAsync(world.Address);
        await page.SignInAsync(userName);
        return page;
    }

    private async Task GiveRoleAsync(string userName, string role)
    {
        using var administrator = await world.VisitAsync("administrator");
        var person = await world.ReadAsync(db => db.Users.SingleAsync(each => each.UserName == userName, Cancel));
        using var answer = await administrator.PostAsync($"/people/{person.Id}",
            ("displayName", person.DisplayName), ("unitId", person.UnitId.ToString()), ("roles", "Official"), ("roles", role));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static Task ClickAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
