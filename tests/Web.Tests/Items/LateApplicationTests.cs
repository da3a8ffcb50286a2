using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Pages.Mails;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

/// <summary>迟交申请: an application made after the due date says so wherever it is shown, and in the mails about it.</summary>
public sealed class LateApplicationTests
{
    private const string Mark = "迟交申请";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_who_decides_and_who_reads_the_mails_sees_that_it_came_late()
    {
        await using var house = await OwnHouse.OpenAsync();
        var round = await house.ReadAsync(db => db.Rounds.Select(row => row.Id).SingleAsync(Cancel));
        await using (var scope = house.Services.CreateAsyncScope())
        {
            Assert.IsType<StartItems.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<StartItems>().RunAsync(new(round, By: null), progress: null, Cancel));
        }

        var item = await house.ItemAsync(5);
        await DecideAsync(house, item.Duty.ResponsibleLeader?.Value, item, ("outcome", "Assigned"));
        using (var early = new Visitor(house.Address))
        {
            await early.SignInAsync(await house.UserNameAsync(item.Duty.ResponsiblePerson?.Value), House.Password);
            Assert.DoesNotContain(Mark, await early.ReadAsync($"/items/{item.Id.Value}"), StringComparison.Ordinal);
        }

        house.Clock.Advance(new DateTimeOffset(2023, 9, 15, 2, 0, 0, TimeSpan.Zero) - house.Clock.GetUtcNow());

        var form = await DecideAsync(house, item.Duty.ResponsiblePerson?.Value, item,
            ("outcome", "ExtensionRequested"), ("newDueOn", "2023-12-31"), ("reason", "企业回款慢，余款年内付清。"));
        var mail = await MailAsync(house, item.Duty.ResponsibleLeader?.Value, MailKind.TaskOpened, item);
        var first = await DecideAsync(house, item.Duty.ResponsibleLeader?.Value, item, ("outcome", "Endorsed"));
        var second = await DecideAsync(house, await house.ReadAsync(db => db.Users.Where(row => row.UserName == "supervisor").Select(row => (Guid?)row.Id).SingleAsync(Cancel)), item,
            ("outcome", "Refused"), ("opinion", "已经超过期限，继续按原定时限认定。"));
        var answer = await MailAsync(house, item.Duty.ResponsiblePerson?.Value, MailKind.Decision, item);
        using var reader = new Visitor(house.Address);
        await reader.SignInAsync("mayor", House.Password);
        var page = await reader.ReadAsync($"/items/{item.Id.Value}");

        Assert.All([form, mail, first, second, answer, page], text => Assert.Contains(Mark, text, StringComparison.Ordinal));
    }

    /// <summary>Decides the item's open task as a person, by its form; answers the page with the form.</summary>
    private static async Task<string> DecideAsync(OwnHouse house, Guid? person, RectificationItem item, params (string, string)[] fields)
    {
        using var visitor = new Visitor(house.Address);
        await visitor.SignInAsync(await house.UserNameAsync(person), House.Password);
        var task = await house.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(row => row.ItemId == item.Id && row.Status == WorkTaskStatus.Open, Cancel));
        var page = await visitor.ReadAsync($"/items/{item.Id.Value}");
        using var answer = await visitor.PostAsync($"/tasks/{task.Id}", fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return page;
    }

    /// <summary>The text of the newest mail of a kind that a person got about the item, once the outbox has run.</summary>
    private static async Task<string> MailAsync(OwnHouse house, Guid? person, MailKind kind, RectificationItem item)
    {
        await using var scope = house.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DispatchOutbox>().RunAsync(Cancel);
        var mail = await house.ReadAsync(db => db.Mails.AsNoTracking().OrderByDescending(row => row.Id).FirstAsync(
            row => row.RecipientId == person && row.Kind == kind && row.ItemId == (ItemId?)item.Id, Cancel));
        return (await scope.ServiceProvider.GetRequiredService<MailFolder>().ReadAsync(mail.Id, Cancel))?.Text ?? $"{mail.Status}: {mail.Detail}";
    }
}
