using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Workflows;

/// <summary>The administrator's pages for moving running instances: choose, preview, confirm, watch, undo.</summary>
public sealed partial class MovePagesTests(WebWorld world)
{
    private readonly string _id = $"pages{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_previews_excludes_confirms_watches_and_undoes()
    {
        await PublishAsync(1, "等通知");
        Guid[] instances = [await StartAsync("甲流程"), await StartAsync("乙流程"), await StartAsync("丙流程")];
        await PublishAsync(2, "等公告", added: true);
        using var administrator = await world.VisitAsync("administrator");

        Assert.Contains(_id, await administrator.ReadAsync("/moves"), StringComparison.Ordinal);
        var form = await administrator.ReadAsync($"/moves?definition={_id}");
        Assert.Contains("运行中3个", form, StringComparison.Ordinal);
        Assert.Contains("第2版（已发布）", form, StringComparison.Ordinal);
        var order = await PreviewAsync(administrator, 2);

        var preview = await administrator.ReadAsync(order);
        Assert.Contains("预览，尚未迁移", preview, StringComparison.Ordinal);
        Assert.Contains("等待的事件由“等通知”改为“等公告”", preview, StringComparison.Ordinal);
        Assert.Contains($"/designer/instances/{instances[0]:N}", preview, StringComparison.Ordinal);
        using (var excluded = await administrator.PostAsync($"{order}?handler=Exclude", ("instance", instances[2].ToString()), ("exclude", "true")))
        {
            Assert.Equal(HttpStatusCode.Redirect, excluded.StatusCode);
        }

        Assert.Contains("迁移2个实例", await administrator.ReadAsync(order), StringComparison.Ordinal);
        using (var confirmed = await administrator.PostAsync($"{order}?handler=Apply"))
        {
            Assert.Equal(order, confirmed.Headers.Location?.ToString());
        }

        var going = await administrator.ReadAsync(order);
        Assert.Contains("http-equiv=\"refresh\"", going, StringComparison.Ordinal);
        Assert.Contains("已处理0个，共2个", going, StringComparison.Ordinal);
        await world.RunJobAsync("moves");

        var done = await administrator.ReadAsync(order);
        Assert.DoesNotContain("http-equiv=\"refresh\"", done, StringComparison.Ordinal);
        Assert.Contains("迁移完毕", done, StringComparison.Ordinal);
        Assert.Equal([2, 2, 1], await VersionsAsync(instances));
        using (var undone = await administrator.PostAsync($"{order}?handler=Undo", ("instance", instances[0].ToString())))
        {
            Assert.Equal(HttpStatusCode.Redirect, undone.StatusCode);
        }

        Assert.Contains("已撤销，流程回到原来的版本。", await administrator.ReadAsync(order), StringComparison.Ordinal);
        Assert.Equal([1, 2, 1], await VersionsAsync(instances));
        using var all = await administrator.PostAsync($"{order}?handler=UndoAll");
        Assert.Equal([1, 1, 1], await VersionsAsync(instances));
        Assert.Contains("已撤销1个，0个已向前办理", await administrator.ReadAsync(order), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_drawn_anew_is_named_and_then_moves()
    {
        await PublishAsync(1, "等通知");
        var instance = await StartAsync("甲流程");
        await PublishAsync(2, "等通知", id: "again");
        using var administrator = await world.VisitAsync("administrator");
        var order = await PreviewAsync(administrator, 2);

        var refused = await administrator.ReadAsync(order);
        Assert.Contains("新版没有正在进行的“等待”", refused, StringComparison.Ordinal);
        Assert.Contains("mapping[wait]", refused, StringComparison.Ordinal);
        using var again = await administrator.PostAsync($"{order}?handler=Again", ("mapping[wait]", "again"));
        var other = again.Headers.Location?.ToString() ?? "";

        Assert.Contains("迁移1个实例", await administrator.ReadAsync(other), StringComparison.Ordinal);
        using var gone = await administrator.GetAsync(order);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var confirmed = await administrator.PostAsync($"{other}?handler=Apply");
        await world.RunJobAsync("moves");
        Assert.Equal([2], await VersionsAsync([instance]));
    }

    [Fact]
    public async Task Many_instances_are_paged_and_an_act_leads_back_to_the_same_page()
    {
        await PublishAsync(1, "等通知");
        var instances = new List<Guid>();
        for (var number = 0; number < 53; number++)
        {
            instances.Add(await StartAsync($"流程之{number}"));
        }

        await PublishAsync(2, "等公告");
        using var administrator = await world.VisitAsync("administrator");
        var order = await PreviewAsync(administrator, 2);

        var (first, second) = (await administrator.ReadAsync(order), await administrator.ReadAsync($"{order}?page=2"));
        Assert.Contains("第1页，共2页", first, StringComparison.Ordinal);
        Assert.Contains("第2页，共2页", second, StringComparison.Ordinal);
        Assert.Matches("formaction=\"[^\"]*page=2[^\"]*handler=Exclude\"", second);
        Assert.Equal((50, 3), (Shown(first), Shown(second)));
        Assert.Equal(instances.Order(), instances.Where(id => first.Contains($"{id:N}", StringComparison.Ordinal) ^ second.Contains($"{id:N}", StringComparison.Ordinal)).Order());
        Assert.Contains("第2页，共2页", await administrator.ReadAsync($"{order}?page=99"), StringComparison.Ordinal);

        var last = instances.First(id => second.Contains($"{id:N}", StringComparison.Ordinal));
        using var excluded = await administrator.PostAsync($"{order}?page=2&handler=Exclude", ("instance", last.ToString()), ("exclude", "true"));
        Assert.Equal($"{order}?page=2", excluded.Headers.Location?.ToString());
        Assert.Equal(1, Shown(await administrator.ReadAsync($"{order}?state=Excluded")));

        int Shown(string page) => instances.Count(id => page.Contains($"{id:N}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_to_move_is_said_and_others_may_not_even_try()
    {
        await PublishAsync(1, "等通知");
        using var administrator = await world.VisitAsync("administrator");
        using var supervisor = await world.VisitAsync("supervisor");

        using var nobody = await administrator.PostAsync("/moves", ("definition", _id), ("to", "1"));
        using var forbidden = await supervisor.PostAsync("/moves", ("definition", _id), ("to", "1"));

        Assert.Contains("没有符合条件的运行中流程。", await administrator.ReadAsync(nobody.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Contains("这个流程没有运行中的实例。", await administrator.ReadAsync($"/moves?definition={_id}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task The_pages_speak_english_too()
    {
        await PublishAsync(1, "Go");
        await StartAsync("First");
        await PublishAsync(2, "Gone");
        using var administrator = await world.VisitAsync("administrator");
        using var switched = await administrator.GetAsync("/language/en?return=%2F");
        var order = await PreviewAsync(administrator, 2);

        foreach (var page in new[] { await administrator.ReadAsync($"/moves?definition={_id}"), await administrator.ReadAsync(order) })
        {
            var main = Data().Replace(page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main", StringComparison.Ordinal)], "");
            Assert.DoesNotMatch("[一-鿿]", main.Replace("等待", "", StringComparison.Ordinal));
        }
    }

    private async Task<string> PreviewAsync(Visitor administrator, int to)
    {
        using var answer = await administrator.PostAsync("/moves", ("definition", _id), ("to", $"{to}"), ("from", ""), ("search", ""), ("standsAt", ""));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location?.ToString() ?? "";
    }

    private async Task PublishAsync(int version, string eventName, string id = "wait", bool added = false)
    {
        var line = added ? """, { "type": "Elsa.Event", "id": "more", "name": "More", "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "More" } } }""" : "";
        var json = $$"""
            { "id": "{{_id}}-{{version}}", "definitionId": "{{_id}}", "version": {{version}}, "name": "{{_id}}", "variables": [],
              "root": { "type": "Elsa.Sequence", "id": "all", "name": "All", "activities": [
                { "type": "Elsa.Event", "id": "{{id}}", "name": "Wait", "metadata": { "displayText": "等待" },
                  "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "{{eventName}}" } } }{{line}} ] } }
            """;
        await using var scope = world.Services.CreateAsyncScope();
        Assert.IsType<PublishDefinition.Outcome.Done>(await scope.ServiceProvider.GetRequiredService<PublishDefinition>().RunAsync(json, Cancel));
    }

    private async Task<Guid> StartAsync(string name)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var administrator = await world.ReadAsync(db => db.Users.Where(person => person.UserName == "administrator").Select(person => person.Id).SingleAsync(Cancel));
        var viewer = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(administrator, Cancel);
        return Assert.IsType<StartWorkflow.Outcome.Started>(await scope.ServiceProvider.GetRequiredService<StartWorkflow>()
            .RunAsync(new(_id, new VersionOptions(VersionKind.Published), viewer!) { Name = name }, Cancel)).InstanceId;
    }

    private Task<List<int>> VersionsAsync(Guid[] instances) => world.ReadAsync(async db =>
    {
        var rows = await db.Instances.AsNoTracking().Where(row => instances.Contains(row.Id)).ToListAsync(Cancel);
        return instances.Select(id => rows.Single(row => row.Id == id).DefinitionVersion).ToList();
    });

    // Names of workflows are data, and so is who ordered.
    [GeneratedRegex("<select id=\"definition\".*?</select>|<table.*?</table>|<span class=\"muted small\">.*?</span>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
