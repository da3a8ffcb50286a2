using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Moves;
using Rectify.Workflow.App.Tests.Runs;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Deciding;

/// <summary>Applications on definitions from before the second level, and what bars people where an expression says it; on every database.</summary>
public abstract class OneLevelConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Theory]
    [InlineData("Granted", "2023-12-31")]
    [InlineData("Refused", "2023-09-14")]
    public async Task A_definition_with_one_level_still_grants_and_refuses(string outcome, string dueOn)
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AskedAsync(world, OneLevel);
        var task = await world.OpenTaskAsync(item);

        Assert.Equal(("DecideExtension", world.Leader), (task.Kind, task.PersonId));
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Leader, outcome, "离期限还早，应当按期完成，请抓紧。"));

        var after = await world.ItemAsync(item);
        Assert.Equal((ItemStatus.Implementing, DateOnly.Parse(dueOn, null)), (after.Status, after.DueOn));
        Assert.Equal(outcome, Assert.Single(after.Applications).Outcome.ToString());
        Assert.Equal("ImplementItem", (await world.OpenTaskAsync(item)).Kind);
    }

    [Fact]
    public async Task A_definition_with_one_level_still_converts()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await ImplementingAsync(world, OneLevel);
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Official, "ConversionRequested", data: new()
        {
            ["reason"] = "涉及历史遗留问题。",
            ["stageGoal"] = "台账更新，制度上墙",
            ["nextReviewOn"] = "2023-12-05",
            ["expectedFinalOn"] = "2024-12-31",
        }));

        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, world.Leader, "Granted"));
        Assert.Equal((ItemStatus.LongTerm, TimeLimitKind.LongTerm), ((await world.ItemAsync(item)).Status, (await world.ItemAsync(item)).TimeLimit));
    }

    [Fact]
    public async Task With_one_level_the_applicant_does_not_decide_either()
    {
        await using var world = await World.BuildAsync(Database);
        var item = await ImplementingAsync(world, OneLevel);
        await LeadThemselfAsync(world, item);
        await AskAsync(world, item);

        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.Official, "Granted"));
    }

    [Theory]
    [InlineData("return [];")]
    [InlineData("return null;")]
    [InlineData("return ['VerifyItem'];")]
    public async Task An_expression_that_leaves_somebody_out_bars_applicant_and_endorser_all_the_same(string script)
    {
        await using var world = await World.BuildAsync(Database);
        var item = await AskedAsync(world, root =>
        {
            var decide = Decide(root, "Extension");
            Versions.Set(root, decide, "assignee", "role:UnitLeader");
            Versions.Activity(root, decide)["mustDifferFrom"] = new JsonObject
            {
                ["typeName"] = "String[]",
                ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = script },
            };
        });
        await world.DecideAsync(item, world.Leader, "Endorsed");

        Assert.Equal(new DecideTask.Outcome.MustDiffer("EndorseExtension"), await world.DecideAsync(item, world.Leader, "Granted"));
        await LeadThemselfAsync(world, item, reopen: true);
        Assert.Equal(new DecideTask.Outcome.MustDiffer("ImplementItem"), await world.DecideAsync(item, world.Official, "Granted"));
    }

    [Fact]
    public async Task A_definition_with_one_level_stays_published_but_its_next_version_is_refused_with_the_way_out()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        await using var world = await World.BuildAsync(Database);
        var versions = new Versions(world);
        await versions.PublishAsync(OneLevel);
        var stored = await world.ReadAsync(db => db.Definitions.AsNoTracking().SingleAsync(row => row.DefinitionId == versions.Id, Cancel));
        var administrator = await world.Services.GetRequiredService<PeopleDirectory>()
            .ViewerAsync(world.Administrator, Cancel) ?? throw new InvalidOperationException("Nobody.");

        var refused = Assert.IsType<SaveDefinition.Outcome.Refused>(await world.AskAsync<SaveDefinition, SaveDefinition.Outcome>(
            save => save.RunAsync(new(JsonNode.Parse(stored.Json)!.AsObject(), Publish: true, administrator) { OnNewVersion = true }, Cancel)));

        Assert.Equal(2, refused.Problems.Count);
        Assert.Equal(["「审批延期」", "「审批转长期」"], refused.Problems.Select(problem => problem[..(problem.IndexOf('」', StringComparison.Ordinal) + 1)]).Order());
        Assert.All(refused.Problems, problem => Assert.Contains("请在它前面加一个“初审申请”", problem, StringComparison.Ordinal));
        Assert.True((await world.ReadAsync(db => db.Definitions.AsNoTracking().SingleAsync(row => row.DefinitionId == versions.Id, Cancel))).IsPublished);
    }

    // As shipped before the second level came: who leads the unit decides, and only the applicant is barred.
    private static void OneLevel(JsonObject root)
    {
        var activities = root["activities"]!.AsArray();
        foreach (var endorse in activities.OfType<JsonObject>().Where(one => one["type"]!.ToString() == "Rectify.EndorseExtension").ToList())
        {
            var kind = endorse["kind"]!["expression"]!["value"]!.ToString();
            var (gone, decide) = (endorse["id"]!.ToString(), Decide(root, kind));
            Versions.Set(root, decide, "assignee", "role:UnitLeader");
            Versions.Set(root, decide, "mustDifferFrom", """["ImplementItem"]""");
            activities.Remove(endorse);
            foreach (var line in root["connections"]!.AsArray().OfType<JsonObject>().ToList())
            {
                if (line["source"]!["activity"]!.ToString() == gone)
                {
                    line.Parent!.AsArray().Remove(line);
                }
                else if (line["target"]!["activity"]!.ToString() == gone)
                {
                    line["target"]!["activity"] = decide;
                }
            }
        }
    }

    private static string Decide(JsonObject root, string kind) => root["activities"]!.AsArray().OfType<JsonObject>().Single(one =>
        one["type"]!.ToString() == "Rectify.DecideExtension" && one["kind"]!["expression"]!["value"]!.ToString() == kind)["id"]!.ToString();

    private static async Task<ItemId> ImplementingAsync(World world, Action<JsonObject> change)
    {
        var versions = new Versions(world);
        await versions.PublishAsync(change);
        var item = await versions.StartAsync();
        await world.DecideAsync(item, world.Leader, "Assigned");
        return item;
    }

    private static async Task<ItemId> AskedAsync(World world, Action<JsonObject> change)
    {
        var item = await ImplementingAsync(world, change);
        await AskAsync(world, item);
        return item;
    }

    private static async Task AskAsync(World world, ItemId item) => Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(
        item, world.Official, "ExtensionRequested", data: new() { ["reason"] = "企业回款慢，余款年内付清。", ["newDueOn"] = "2023-12-31" }));

    /// <summary>The official leads the unit too; with reopen the open task becomes theirs, as if it had been opened so.</summary>
    private static Task<int> LeadThemselfAsync(World world, ItemId item, bool reopen = false) => world.ReadAsync(async db =>
    {
        if (reopen)
        {
            return await db.Tasks.Where(task => task.ItemId == item && task.Status == WorkTaskStatus.Open)
                .ExecuteUpdateAsync(set => set.SetProperty(task => task.PersonId, world.Official), Cancel);
        }

        var stored = await db.Items.SingleAsync(row => row.Id == item, Cancel);
        db.Entry(stored).ComplexProperty(row => row.Duty).CurrentValue = stored.Duty with { ResponsibleLeader = stored.Duty.ResponsiblePerson };
        return await db.SaveChangesAsync(Cancel);
    });
}

public sealed class OneLevelOnSqlite(SqliteDatabase database) : OneLevelConformance<SqliteDatabase>(database);

public sealed class OneLevelOnPostgres(PostgresDatabase database) : OneLevelConformance<PostgresDatabase>(database);
