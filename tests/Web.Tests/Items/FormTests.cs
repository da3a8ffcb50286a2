using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

public sealed class FormTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_without_the_forms_token_changes_nothing()
    {
        var item = await world.ItemAsync(2);
        var task = await world.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(
            each => each.ItemId == item.Id && each.Status == WorkTaskStatus.Open, Cancel));
        using var leader = await world.VisitAsync(await world.UserNameAsync(item.Duty.ResponsibleLeader?.Value));

        using var forged = await leader.Client.PostAsync(
            $"/tasks/{task.Id}", new FormUrlEncodedContent([KeyValuePair.Create("outcome", "Assigned")]), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(WorkTaskStatus.Open, await world.ReadAsync(db => db.Tasks.Where(each => each.Id == task.Id)
            .Select(each => each.Status).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task A_task_is_decided_only_by_whom_it_is_for()
    {
        var item = await world.ItemAsync(2);
        var task = await world.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(
            each => each.ItemId == item.Id && each.Status == WorkTaskStatus.Open, Cancel));
        using var supervisor = await world.VisitAsync("supervisor");

        var page = await supervisor.ReadAsync($"/tasks/{task.Id}");
        using var decided = await supervisor.PostAsync($"/tasks/{task.Id}", ("outcome", "Assigned"));

        Assert.Contains("此待办由他人办理", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, decided.StatusCode);
    }

    [Fact]
    public async Task A_link_of_a_mail_asks_to_sign_in_and_then_leads_to_the_task_without_deciding_it()
    {
        var item = await world.ItemAsync(2);
        var task = await world.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(
            each => each.ItemId == item.Id && each.Status == WorkTaskStatus.Open, Cancel));
        var leader = task.PersonId ?? throw new InvalidOperationException("The sample's assignment is for one person.");
        await using var scope = world.Services.CreateAsyncScope();
        var token = scope.ServiceProvider.GetRequiredService<App.Mail.Messages.MailLinks>()
            .TokenFor(leader, App.Mail.Messages.MailLinkTarget.Task, task.Id);
        using var stranger = new Visitor(world.Address);
        using var other = await world.VisitAsync("supervisor");
        using var right = await world.VisitAsync(await world.UserNameAsync(leader));

        using var unsigned = await stranger.GetAsync($"/t/{token}");
        using var wrongPerson = await other.GetAsync($"/t/{token}");
        using var changed = await right.GetAsync($"/t/{token[..^4]}AAAA");
        using var arrived = await right.GetAsync($"/t/{token}");

        Assert.Equal("/sign-in", unsigned.Headers.Location?.AbsolutePath);
        Assert.Equal("/link-expired?for=other", wrongPerson.Headers.Location?.ToString());
        Assert.Equal("/link-expired", changed.Headers.Location?.ToString());
        Assert.Equal($"/tasks/{task.Id}", arrived.Headers.Location?.ToString());
        Assert.Equal(WorkTaskStatus.Open, await world.ReadAsync(db => db.Tasks.Where(each => each.Id == task.Id)
            .Select(each => each.Status).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task Filters_sort_and_search_narrow_the_ledger()
    {
        using var visitor = await world.VisitAsync("supervisor");

        var atOnce = await visitor.ReadAsync("/items?kind=AtOnce");
        var byNumber = await visitor.ReadAsync("/items?q=11");
        var section = await visitor.ReadAsync("/items?section=4");
        var late = await visitor.ReadAsync("/items?overdue=true");
        var turned = await visitor.ReadAsync("/items?sort=Number&desc=true");

        Assert.Contains("共1项", atOnce, StringComparison.Ordinal);
        Assert.Contains((await world.ItemAsync(11)).Title, byNumber, StringComparison.Ordinal);
        Assert.Contains((await world.ItemAsync(26)).Title, section, StringComparison.Ordinal);
        Assert.Contains("没有符合条件的整改任务", late, StringComparison.Ordinal);
        Assert.True(turned.IndexOf((await world.ItemAsync(26)).Title, StringComparison.Ordinal)
            < turned.IndexOf((await world.ItemAsync(1)).Title, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/items?status=NoSuchStatus")]
    [InlineData("/items?page=99999999")]
    [InlineData("/items?page=-1")]
    [InlineData("/items?section=abc&unit=xyz&kind=1000")]
    [InlineData("/items?q=%25%27%22%3Cscript%3E")]
    [InlineData("/tasks?page=99999999999999999999")]
    public async Task Odd_addresses_give_a_page_not_an_error(string path)
    {
        using var visitor = await world.VisitAsync("supervisor");

        using var answer = await visitor.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.OrdinalIgnoreCase);
    }
}
