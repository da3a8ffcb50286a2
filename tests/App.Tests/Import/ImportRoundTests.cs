using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Import;

/// <summary>Importing the sample: looking changes nothing, confirming creates everything once.</summary>
public abstract class ImportRoundTests<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    [Fact]
    public async Task A_round_is_previewed_imported_once_and_never_doubled()
    {
        await using var host = Host();
        var preview = Assert.IsType<ImportOutcome.Preview>(await RunAsync(host, import => import.PreviewAsync(SampleRound.Bytes(), Cancel)));
        Assert.Equal((19, 29, 26), (preview.Plan.NewUnits.Count, preview.Plan.NewPeople.Count, preview.Plan.Items.Count));
        Assert.Equal((0, 0, 0), await CountAsync());

        var imported = Assert.IsType<ImportOutcome.Imported>(await RunAsync(host, import => import.ConfirmAsync(SampleRound.Bytes(), null, Cancel)));
        Assert.Equal((19, 29, 26), await CountAsync());

        var again = Assert.IsType<ImportOutcome.AlreadyImported>(await RunAsync(host, import => import.ConfirmAsync(SampleRound.Bytes(), null, Cancel)));
        Assert.Equal((imported.Round, true), (again.Round, again.SameFile));
        var changed = Edited(root => root["round"]!["name"] = "另一个名称");
        Assert.False(Assert.IsType<ImportOutcome.AlreadyImported>(await RunAsync(host, import => import.PreviewAsync(changed, Cancel))).SameFile);
        Assert.Equal((19, 29, 26), await CountAsync());
        await CheckItemsAsync();

        var next = Edited(root => root["round"]!["key"] = "second-round");
        var second = Assert.IsType<ImportOutcome.Preview>(await RunAsync(host, import => import.PreviewAsync(next, Cancel)));
        Assert.Equal((0, 0, 29), (second.Plan.NewUnits.Count, second.Plan.NewPeople.Count, second.Plan.KnownPeople.Count));

        var stranger = Edited(root => (root["round"]!["key"], root["people"]![3]!["name"]) = ("third-round", "另一人"));
        var refused = Assert.IsType<ImportOutcome.Refused>(await RunAsync(host, import => import.ConfirmAsync(stranger, null, Cancel)));
        Assert.Equal("$.people[3].key", Assert.Single(refused.Problems).Path);
        Assert.Equal((19, 29, 26), await CountAsync());
    }

    // What was stored is what the file says, and due dates follow from the round's settings.
    private async Task CheckItemsAsync()
    {
        await using var db = Database.Open();
        var items = await db.Items.Include(item => item.Measures).OrderBy(item => item.Number).ToListAsync(Cancel);
        Assert.All(items, item => Assert.Equal(ItemStatus.Registered, item.Status));
        Assert.Equal(89, items.Sum(item => item.Measures.Count));
        Assert.Equal(17, items.Sum(item => item.Amounts.Count));
        Assert.Equal(new DateOnly(2023, 9, 14), items[4].DueOn);
        Assert.Equal(new DateOnly(2023, 4, 13), items[10].DueOn);
        Assert.Equal((4, null), (items[25].SectionNo, items[25].HeadingNo));
        var leader = await db.Users.SingleAsync(person => person.UserName == "deputy-agriculture", Cancel);
        Assert.Equal(leader.Id, items[4].Duty.ResponsibleLeader!.Value.Value);
        var roles = from held in db.UserRoles join role in db.Roles on held.RoleId equals role.Id where held.UserId == leader.Id select role.Name;
        Assert.Equal(Roles.UnitLeader, await roles.SingleAsync(Cancel));
        Assert.Equal("round.imported", (await db.Journal.SingleAsync(Cancel)).Kind);
    }

    private async Task<(int Units, int People, int Items)> CountAsync()
    {
        await using var db = Database.Open();
        return (await db.Units.CountAsync(Cancel), await db.Users.CountAsync(Cancel), await db.Items.CountAsync(Cancel));
    }

    private ServiceProvider Host()
    {
        var services = new ServiceCollection();
        var settings = Database.Settings(Path.GetTempPath());
        services.AddLogging().AddData(settings).AddImport(settings);
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(new(2023, 3, 14, 1, 0, 0, TimeSpan.Zero))).AddSingleton<PeopleDirectory>();
        services.AddIdentityCore<Person>().AddRoles<IdentityRole<Guid>>().AddEntityFrameworkStores<RectifyDb>();
        return services.BuildServiceProvider();
    }

    private static async Task<ImportOutcome> RunAsync(ServiceProvider host, Func<ImportRound, Task<ImportOutcome>> run)
    {
        await using var scope = host.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<ImportRound>());
    }

    private static byte[] Edited(Action<JsonNode> edit)
    {
        var root = JsonNode.Parse(SampleRound.Bytes())!;
        edit(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}

public sealed class ImportRoundOnSqlite(SqliteDatabase database) : ImportRoundTests<SqliteDatabase>(database);

public sealed class ImportRoundOnPostgres(PostgresDatabase database) : ImportRoundTests<PostgresDatabase>(database);
