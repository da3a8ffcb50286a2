using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa.Instances;

/// <summary>The administrator's page of a workflow that stopped.</summary>
public sealed class IncidentPageTests(WebWorld world)
{
    [Fact]
    public async Task Variables_are_corrected_and_the_rest_is_skipped_on_one_page()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var run = await StartAsync(designer);
        using var administrator = await world.VisitAsync("administrator");
        var page = $"/incidents/{run}";

        Assert.Contains(page, await administrator.ReadAsync("/incidents"), StringComparison.Ordinal);
        Assert.Contains("variables[Amount]", await administrator.ReadAsync(page), StringComparison.Ordinal);
        using var unfit = await administrator.PostAsync($"{page}?handler=Retry", ("variables[Amount]", "很多"));
        Assert.Contains("变量的值不正确", await administrator.ReadAsync(page), StringComparison.Ordinal);
        using var retried = await administrator.PostAsync($"{page}?handler=Retry", ("variables[Amount]", "3"));
        Assert.Equal("/incidents", retried.Headers.Location?.ToString());
        Assert.Equal("Finished", (string?)(await designer.GetAsync($"workflow-instances/{run:N}/execution-state"))["subStatus"]);
        using var gone = await administrator.GetAsync(page);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Of_many_who_retry_in_one_moment_one_is_heard_and_the_others_are_told()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var administrator = await world.VisitAsync("administrator");
        for (var round = 0; round < 3; round++)
        {
            var run = await StartAsync(designer);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
            {
                using var answer = number % 2 == 0
                    ? await administrator.PostAsync($"/incidents/{run}?handler=Retry", ("variables[Amount]", "3"))
                    : await administrator.PostAsync("/incidents?handler=Retry", ("id", run.ToString()));
                return answer.StatusCode;
            }));

            Assert.All(answers, status => Assert.Equal(HttpStatusCode.Redirect, status));
        }
    }

    [Fact]
    public async Task A_form_the_page_does_not_have_is_not_found()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var administrator = await world.VisitAsync("administrator");
        using var answer = await administrator.PostAsync($"/incidents/{await StartAsync(designer)}?handler=Bogus", ("a", "b"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_skip_needs_a_reason_and_then_lets_the_workflow_end()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var run = await StartAsync(designer);
        using var administrator = await world.VisitAsync("administrator");
        var page = $"/incidents/{run}";
        var activity = (string?)(await designer.GetAsync($"activity-executions/list?WorkflowInstanceId={run:N}&ActivityNodeId=Workflow1:line"))["items"]?[0]?["id"] ?? "";

        using var silent = await administrator.PostAsync($"{page}?handler=Skip", ("activity", activity), ("reason", " "));
        Assert.Contains("请填写跳过的原因", await administrator.ReadAsync(page), StringComparison.Ordinal);
        using var skipped = await administrator.PostAsync($"{page}?handler=Skip", ("activity", activity), ("reason", "已线下处理"));

        Assert.Equal("/incidents", skipped.Headers.Location?.ToString());
        Assert.Equal("Finished", (string?)(await designer.GetAsync($"workflow-instances/{run:N}/execution-state"))["subStatus"]);
    }

    [Fact]
    public async Task The_page_of_the_item_says_that_its_workflow_stopped_and_leads_the_administrator_there()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var run = await StartAsync(designer);
        var item = await world.ItemAsync(21);
        await BelongsAsync(run, item.Id);
        var page = $"/items/{item.Id.Value}";
        using var administrator = await world.VisitAsync("administrator");
        using var official = await world.VisitAsync(await world.UserNameAsync(item.Duty.ResponsiblePerson?.Value));

        Assert.Contains($"/incidents/{run}", await administrator.ReadAsync(page), StringComparison.Ordinal);
        Assert.Contains("流程在自动环节出错而停住", await official.ReadAsync(page), StringComparison.Ordinal);
        Assert.DoesNotContain($"/incidents/{run}", await official.ReadAsync(page), StringComparison.Ordinal);

        using var retried = await administrator.PostAsync($"/incidents/{run}?handler=Retry", ("variables[Amount]", "3"));
        Assert.DoesNotContain("流程在自动环节出错而停住", await official.ReadAsync(page), StringComparison.Ordinal);
        await BelongsAsync(run, null);
    }

    private Task<int> BelongsAsync(Guid run, ItemId? item) => world.ReadAsync(db => db.Instances.Where(row => row.Id == run)
        .ExecuteUpdateAsync(row => row.SetProperty(instance => instance.ItemId, item), TestContext.Current.CancellationToken));

    private static async Task<Guid> StartAsync(ElsaVisitor designer)
    {
        var id = $"needy-{Guid.NewGuid():N}";
        await designer.PostAsync("workflow-definitions", new JsonObject
        {
            ["model"] = new JsonObject
            {
                ["definitionId"] = id,
                ["name"] = id,
                ["version"] = 1,
                ["isLatest"] = true,
                ["variables"] = new JsonArray(new JsonObject { ["id"] = "v1", ["name"] = "Amount", ["typeName"] = "Int32" }),
                ["root"] = new JsonObject
                {
                    ["id"] = "line",
                    ["type"] = "Elsa.WriteLine",
                    ["version"] = 1,
                    ["name"] = "Line1",
                    ["text"] = new JsonObject
                    {
                        ["typeName"] = "String",
                        ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getAmount() ? getAmount() : missing.amount" },
                    },
                },
            },
            ["publish"] = true,
        });
        using var answer = await designer.SendAsync(HttpMethod.Post, $"workflow-definitions/{id}/execute", new JsonObject());
        return Guid.Parse(answer.Headers.GetValues("x-elsa-workflow-instance-id").Single());
    }
}
