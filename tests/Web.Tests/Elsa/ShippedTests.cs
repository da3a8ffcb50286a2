using System.Net;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class ShippedTests(WebWorld world)
{
    [Fact]
    public async Task A_changed_workflow_can_be_taken_back_to_the_shipped_one_as_a_draft_and_nothing_is_overwritten()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var administrator = await world.VisitAsync("administrator");
        var before = await administrator.ReadAsync("/shipped");
        var definition = await designer.GetAsync("workflow-definitions/by-definition-id/general-task?versionOptions=Latest");
        var (version, changed) = ((int)definition["version"]!, Model.Again(definition));
        changed["model"]!["description"] = "本镇自己的说明";

        var mine = (await designer.PostAsync("workflow-definitions", changed))["workflowDefinition"]!;
        var between = await administrator.ReadAsync("/shipped");
        using var adopted = await administrator.PostAsync("/shipped", ("id", "general-task"));
        var latest = await designer.GetAsync("workflow-definitions/by-definition-id/general-task?versionOptions=Latest");
        var published = await designer.GetAsync("workflow-definitions/by-definition-id/general-task?versionOptions=Published");
        var after = await administrator.ReadAsync("/shipped");

        Assert.Contains("与产品一致", before, StringComparison.Ordinal);
        Assert.Contains("已自行修改", between, StringComparison.Ordinal);
        Assert.DoesNotContain("已自行修改", after, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, adopted.StatusCode);
        Assert.Equal((version + 1, version + 2, version), ((int)mine["version"]!, (int)latest["version"]!, (int)published["version"]!));
        Assert.Equal((string?)definition["description"], (string?)latest["description"]);
        Assert.True(JsonNode.DeepEquals(definition["root"], latest["root"]));
        Assert.Equal("本镇自己的说明", (string?)(await designer.GetAsync($"workflow-definitions/by-id/{mine["id"]}"))["description"]);
    }
}
