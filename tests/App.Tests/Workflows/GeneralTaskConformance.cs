using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Workflows;

/// <summary>The shipped workflow for any task, about no item of a round.</summary>
public abstract class GeneralTaskConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task An_overdue_general_task_is_urged_by_a_numbered_paper()
    {
        await using var world = await World.BuildAsync(Database);
        var run = await StartAsync(world, unit: null);

        var instance = await LetItFallDueAsync(world, run);

        Assert.Equal((InstanceSubStatus.Suspended, 0), (instance.SubStatus, instance.IncidentCount)); // the task itself is still open
        var mail = Assert.Single(await world.ReadAsync(db => db.Mails.AsNoTracking()
            .Where(row => row.RecipientId == world.Supervisor && row.Occasion.StartsWith("workflow:paper:")).ToListAsync(Cancel)));
        var papers = await world.ReadAsync(db => db.Papers.AsNoTracking().Where(paper => paper.ItemId == null).ToListAsync(Cancel));
        var paper = Assert.Single(papers, paper => mail.Occasion.Contains($"{paper.Id:N}", StringComparison.Ordinal));
        Assert.Equal(PaperKind.UrgeNote, paper.Kind);
        Assert.StartsWith("巡改催〔2023〕", paper.NumberText, StringComparison.Ordinal);
        Assert.Contains("清理台账", paper.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paper_to_nobody_stops_the_workflow_with_an_incident_instead_of_being_tried_for_ever()
    {
        await using var world = await World.BuildAsync(Database);
        var before = await world.ReadAsync(db => db.Papers.CountAsync(Cancel));
        var run = await StartAsync(world, unit: "nobody@nowhere.example");

        var instance = await LetItFallDueAsync(world, run);

        Assert.Equal((InstanceSubStatus.Faulted, 1), (instance.SubStatus, instance.IncidentCount));
        Assert.Contains("nobody@nowhere.example", Assert.Single(InstanceStateJson.Deserialize(instance.State).Incidents).Message, StringComparison.Ordinal);
        Assert.Equal(before, await world.ReadAsync(db => db.Papers.CountAsync(Cancel)));
        Assert.False(await world.ReadAsync(db => db.Timers.AnyAsync(timer => timer.InstanceId == run, Cancel)));
    }

    private static async Task<Guid> StartAsync(World world, string? unit)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var administrator = await world.Services.GetRequiredService<PeopleDirectory>().ViewerAsync(world.Administrator, Cancel);
        var outcome = await scope.ServiceProvider.GetRequiredService<StartWorkflow>().RunAsync(
            new("general-task", VersionOptions.Parse("Published"), administrator!)
            {
                Input = new JsonObject
                {
                    ["Title"] = "清理台账",
                    ["Assignee"] = "role:Supervisor",
                    ["DueOn"] = "2023-03-20",
                    ["Unit"] = unit,
                },
            }, Cancel);
        return Assert.IsType<StartWorkflow.Outcome.Started>(outcome).InstanceId;
    }

    private static async Task<StoredInstance> LetItFallDueAsync(World world, Guid run)
    {
        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.Services.GetRequiredService<WakeTimers>().RunAsync(Cancel);
        return await world.ReadAsync(db => db.Instances.AsNoTracking().SingleAsync(row => row.Id == run, Cancel));
    }
}

public sealed class GeneralTaskOnSqlite(SqliteDatabase database) : GeneralTaskConformance<SqliteDatabase>(database);

public sealed class GeneralTaskOnPostgres(PostgresDatabase database) : GeneralTaskConformance<PostgresDatabase>(database);
