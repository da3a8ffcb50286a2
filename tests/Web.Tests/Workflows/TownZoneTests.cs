using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Workflows;

/// <summary>A town elsewhere sets its zone (Rectify:ZoneId) once, and every hour and day that belongs to no round counts by it.</summary>
public sealed class TownZoneTests(WebWorld world)
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private readonly string _id = $"zone{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cron_hour_is_the_towns()
    {
        await using var host = Host();
        await StartAsync(host, """{ "type": "Elsa.Cron", "id": "each", "cronExpression": { "typeName": "String", "expression": { "type": "Literal", "value": "0 9 * * *" } } }""");

        var due = await ReadAsync(host, db => db.Timers.AsNoTracking()
            .Where(timer => db.Instances.Any(row => row.Id == timer.InstanceId && row.DefinitionId == _id)).Select(timer => timer.DueAt).SingleAsync(Cancel));

        Assert.Equal(new TimeSpan(9, 0, 0), TimeZoneInfo.ConvertTime(due, NewYork).TimeOfDay);
    }

    [Fact]
    public async Task A_task_of_no_item_is_due_by_the_towns_day()
    {
        await using var host = Host();
        await StartAsync(host, """
            { "type": "Rectify.HumanTask", "id": "ask", "assignee": { "typeName": "String", "expression": { "type": "Literal", "value": "role:Administrator" } },
              "title": { "typeName": "String", "expression": { "type": "Literal", "value": "Ask" } },
              "dueInWorkingDays": { "typeName": "Int32", "expression": { "type": "Literal", "value": 1 } } }
            """);

        var task = await ReadAsync(host, db => db.Tasks.AsNoTracking()
            .SingleAsync(row => db.Instances.Any(instance => instance.Id == row.InstanceId && instance.DefinitionId == _id), Cancel));

        var (here, there) = (DayOf(task.OpenedAt, NewYork), DayOf(task.OpenedAt, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")));
        // It is morning in the one and the evening before in the other.
        Assert.NotEqual(here, there);
        Assert.Equal(WorkingCalendars.Shipped.AddWorkingDays(here, 1), task.DueOn);
    }

    [Fact]
    public async Task A_round_that_names_no_zone_takes_the_towns()
    {
        await using var host = Host();
        var file = JsonNode.Parse(SampleRound.Bytes())!;
        file["round"]!["settings"]!.AsObject().Remove("zoneId");

        var reading = RoundFileReader.Read(Encoding.UTF8.GetBytes(file.ToJsonString()), host.Services.GetRequiredService<TownZone>().Usual);

        Assert.Equal(NewYork.Id, reading.File?.Round.Settings.ZoneId);
    }

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private WebApplication Host() => world.Build("--Rectify:Role=Web", $"--Rectify:ZoneId={NewYork.Id}");

    private async Task StartAsync(WebApplication host, string root)
    {
        await using var scope = host.Services.CreateAsyncScope();
        Assert.IsType<PublishDefinition.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<PublishDefinition>().RunAsync(
            $$"""{ "id": "{{_id}}-1", "definitionId": "{{_id}}", "version": 1, "name": "{{_id}}", "root": {{root}} }""", Cancel));
        var administrator = await ReadAsync(host, db => db.Users.Where(person => person.UserName == "administrator").Select(person => person.Id).SingleAsync(Cancel));
        var viewer = await host.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(administrator, Cancel);
        Assert.IsType<StartWorkflow.Outcome.Started>(await scope.ServiceProvider.GetRequiredService<StartWorkflow>()
            .RunAsync(new(_id, new VersionOptions(VersionKind.Published), viewer!), Cancel));
    }

    private static async Task<T> ReadAsync<T>(WebApplication host, Func<RectifyDb, Task<T>> read)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<RectifyDb>());
    }
}
