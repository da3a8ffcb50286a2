using System.Net;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Account;

public sealed class RoleMatrixTests(WebWorld world)
{
    private static readonly string[] Everybody =
        ["head-tourism", "mayor", "verifier-one", "supervisor", "secretary", "administrator", "reader"];

    public static TheoryData<string, string, bool> Routes()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var (path, only) in new (string, string?)[]
        {
            ("/forecast", "administrator"), ("/forecast?weeks=2&offsets=4,2", "administrator"),
            ("/tasks", null), ("/items", null), ("/mails", null), ("/papers", null), ("/rounds", "supervisor administrator"), ("/account/password", null),
            ("/calendar", null), ("/calendar?handler=File&year=2026", null), ("/weekly", null), ("/weekly?day=2024-01-08&rhythm=Monthly", null),
            ("/inbox", "supervisor administrator"), ("/inbox?sorted=true", "supervisor administrator"),
            ("/mails?item=1&person=a", null), ("/mails/hold", "administrator"), ("/mails/senders", "administrator"),
            ("/mails/templates", "administrator"), ("/mails/templates/zh-CN.Reminder.html", "administrator"), ("/mails/templates/zh-CN.Reminder.html?handler=Preview", "administrator"),
            ("/api/mails", "mayor supervisor secretary administrator reader"),
            ("/deputies", null),
            ("/journal", "administrator"), ("/incidents", "administrator"), ("/shipped", "administrator"), ("/moves", "administrator"), ("/people", "administrator"), ("/people/new", "administrator"), ("/jobs", "administrator"), ("/about", "administrator"), ("/hangfire", "administrator"), ("/hangfire/recurring", "administrator"),
            ("/designer", "administrator reader"), ("/designer/review/rectification", "administrator reader"),
            ("/designer/definitions", "administrator reader"), ("/designer/instances", "administrator reader"),
            ("/designer/definitions/rectification", "administrator reader"),
        })
        {
            foreach (var userName in Everybody)
            {
                data.Add(path, userName, only is null || only.Split(' ').Contains(userName));
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Each_role_opens_what_it_may_and_nothing_else(string path, string userName, bool allowed)
    {
        using var visitor = await world.VisitAsync(userName);

        using var answer = await visitor.GetAsync(path);

        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("administrator", HttpStatusCode.NotFound)]
    [InlineData("reader", HttpStatusCode.Forbidden)]
    [InlineData("supervisor", HttpStatusCode.Forbidden)]
    public async Task Only_an_administrator_helps_a_stopped_workflow_on(string userName, HttpStatusCode expected)
    {
        using var visitor = await world.VisitAsync(userName);

        using var answer = await visitor.GetAsync("/incidents/0190a5e0-0000-7000-8000-000000000001");

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("administrator", HttpStatusCode.NotFound)]
    [InlineData("reader", HttpStatusCode.Forbidden)]
    [InlineData("supervisor", HttpStatusCode.Forbidden)]
    public async Task Only_an_administrator_sees_a_move(string userName, HttpStatusCode expected)
    {
        using var visitor = await world.VisitAsync(userName);

        using var answer = await visitor.GetAsync("/moves/0190a5e0-0000-7000-8000-000000000001");

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_reader_sees_an_item_but_no_form_that_changes_it()
    {
        var item = await world.ItemAsync(1);
        using var reader = await world.VisitAsync("reader");

        var page = await reader.ReadAsync($"/items/{item.Id.Value}");
        using var progress = await reader.PostAsync($"/items/{item.Id.Value}?handler=Progress", ("text", "读者写的进展"));
        using var upload = await reader.UploadAsync(item.Id.Value, 1, "a.txt", "佐证"u8.ToArray());

        Assert.Contains(item.Title, page, StringComparison.Ordinal);
        var body = page[page.IndexOf("<main", StringComparison.Ordinal)..];
        Assert.DoesNotContain("<form", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, progress.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, upload.StatusCode);
    }
}
