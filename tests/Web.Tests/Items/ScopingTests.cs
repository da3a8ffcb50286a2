using System.Net;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

public sealed class ScopingTests(WebWorld world)
{
    /// <summary>An official of one office only.</summary>
    private const string Official = "head-forestry";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_units_item_is_not_found_by_any_address()
    {
        var foreign = await ForeignItemAsync();
        var task = await world.ReadAsync(db => db.Tasks.Where(each => each.ItemId == foreign.Id).Select(each => each.Id).FirstAsync(Cancel));
        using var visitor = await world.VisitAsync(Official);

        using var page = await visitor.GetAsync($"/items/{foreign.Id.Value}");
        using var mails = await visitor.GetAsync($"/items/{foreign.Id.Value}/mails");
        using var taskPage = await visitor.GetAsync($"/tasks/{task}");
        using var decision = await visitor.PostAsync($"/tasks/{task}", ("outcome", "Assigned"));
        using var progress = await visitor.PostAsync($"/items/{foreign.Id.Value}?handler=Progress", ("text", "不属于本单位"));
        using var upload = await visitor.UploadAsync(foreign.Id.Value, 1, "a.txt", "佐证"u8.ToArray());

        Assert.All([page, mails, taskPage, decision, progress, upload],
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Another_units_item_is_in_no_list_and_in_no_search()
    {
        var foreign = await ForeignItemAsync();
        using var visitor = await world.VisitAsync(Official);

        var ledger = await visitor.ReadAsync("/items");
        var search = await visitor.ReadAsync($"/items?q={Uri.EscapeDataString(foreign.Title)}");

        Assert.DoesNotContain(foreign.Title, ledger, StringComparison.Ordinal);
        Assert.Contains("没有符合条件的整改任务", search, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ledger_of_a_higher_unit_holds_the_items_of_all_below()
    {
        using var visitor = await world.VisitAsync("supervisor");

        var ledger = await visitor.ReadAsync("/items");

        foreach (var title in await world.ReadAsync(db => db.Items.Select(item => item.Title).ToListAsync(Cancel)))
        {
            Assert.Contains(title, ledger, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Somebody_elses_mail_is_not_found()
    {
        await world.RunJobAsync("outbox");
        var foreign = await world.ReadAsync(db => db.Mails
            .Where(mail => mail.RecipientId != db.Users.Single(person => person.UserName == Official).Id).Select(mail => mail.Id).FirstAsync(Cancel));
        using var visitor = await world.VisitAsync(Official);

        using var page = await visitor.GetAsync($"/mails/{foreign}");
        using var body = await visitor.GetAsync($"/mails/{foreign}/body");

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, body.StatusCode);
    }

    private Task<RectificationItem> ForeignItemAsync() => world.ReadAsync(async db =>
    {
        var me = await db.Users.SingleAsync(person => person.UserName == Official, Cancel);
        PersonId? official = new PersonId(me.Id);
        return await db.Items.AsNoTracking().OrderBy(item => item.Number).FirstAsync(
            item => item.Duty.ResponsiblePerson != official
                && !db.ItemUnits.Any(scope => scope.ItemId == item.Id && scope.UnitId == me.UnitId), Cancel);
    });
}
