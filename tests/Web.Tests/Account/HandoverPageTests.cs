using System.Net;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Account;

/// <summary>The page on which an official's open items go to another (移交任务): who opens it, and a look that changes nothing.</summary>
public sealed class HandoverPageTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("administrator", HttpStatusCode.OK)]
    [InlineData("supervisor", HttpStatusCode.Forbidden)]
    [InlineData("secretary", HttpStatusCode.Forbidden)]
    [InlineData("reader", HttpStatusCode.Forbidden)]
    [InlineData("head-tourism", HttpStatusCode.Forbidden)]
    public async Task Only_administrators_and_leaders_of_the_unit_hand_items_over(string userName, HttpStatusCode expected)
    {
        var official = await OfficialAsync();
        using var visitor = await world.VisitAsync(userName);

        using var page = await visitor.GetAsync($"/people/{official}/handover");
        using var nobody = await visitor.GetAsync("/people/0190a5e0-0000-7000-8000-000000000001/handover");

        Assert.Equal((expected, HttpStatusCode.NotFound), (page.StatusCode, nobody.StatusCode));
    }

    [Fact]
    public async Task A_look_tells_what_would_go_and_changes_nothing_and_what_is_wrong_is_said()
    {
        var official = await OfficialAsync();
        var before = await ItemsOfAsync(official);
        using var administrator = await world.VisitAsync("administrator");

        using var reasonless = await administrator.PostAsync($"/people/{official}/handover", ("to", official.ToString()), ("reason", " "));
        using var himself = await administrator.PostAsync($"/people/{official}/handover", ("to", official.ToString()), ("reason", "岗位调整"));
        using var nobody = await administrator.PostAsync($"/people/{official}/handover?handler=Confirm", ("to", Guid.Empty.ToString()), ("reason", "岗位调整"));

        Assert.All([reasonless, himself, nobody], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
        Assert.Contains("请填写移交事由", await reasonless.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("请选择接收人", await himself.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(before, await ItemsOfAsync(official));
    }

    [Fact]
    public async Task The_look_says_which_mails_of_the_next_weeks_would_go_to_somebody_else()
    {
        var official = await OfficialAsync();
        var before = await ItemsOfAsync(official);
        using var administrator = await world.VisitAsync("administrator");
        var candidates = await world.ReadAsync(db => db.Users.Where(person => person.Active && person.Id != official).Select(person => person.Id).ToListAsync(Cancel));

        var looks = new List<string>();
        foreach (var candidate in candidates)
        {
            using var answer = await administrator.PostAsync($"/people/{official}/handover", ("to", candidate.ToString()), ("reason", "岗位调整"));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                looks.Add(await answer.Content.ReadAsStringAsync(Cancel));
            }
        }

        Assert.NotEmpty(looks);
        Assert.All(looks, look => Assert.Contains("这一变更", look, StringComparison.Ordinal));
        Assert.Equal(before, await ItemsOfAsync(official));
    }

    [Fact]
    public async Task What_a_leader_leads_is_counted_by_role_and_ticked_to_begin_with()
    {
        var leader = await world.ReadAsync(async db => (await db.Items.AsNoTracking().ToListAsync(Cancel))
            .First(item => item.Status is not (ItemStatus.Closed or ItemStatus.Withdrawn) && item.Duty.ResponsibleLeader is not null).Duty.ResponsibleLeader!.Value.Value);
        using var administrator = await world.VisitAsync("administrator");

        using var page = await administrator.GetAsync($"/people/{leader}/handover");
        var text = await page.Content.ReadAsStringAsync(Cancel);

        Assert.Matches("其中任责任人[0-9]+项、责任领导[1-9][0-9]*项、牵头领导[0-9]+项", text);
        Assert.Matches("name=\"led\" value=\"true\" checked", text);
    }

    private Task<Guid> OfficialAsync() => world.ReadAsync(db => db.Users.Where(person => person.UserName == "head-forestry").Select(person => person.Id).SingleAsync(Cancel));

    private Task<int> ItemsOfAsync(Guid official) => world.ReadAsync(async db =>
        (await db.Items.AsNoTracking().ToListAsync(Cancel)).Count(item => item.Duty.ResponsiblePerson?.Value == official));
}
