using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Tests.Runs;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Moves;

/// <summary>Versions of the shipped workflow under an id of their own, items that run them, and orders to move these.</summary>
internal sealed class Versions(World world)
{
    public const string Assign = "bc560874c9159830";
    public const string Implement = "44f3f1d99e9ba35c";
    public const string Verify = "3053ed443c2ece8d";
    public const string Approve = "42f5b3a87e10dc0f";
    public const string Extend = "7a1c05e2d94b3f68";
    public const string Convert = "58d2e7b10f6c934a";
    public const string Review = "62f32d04300616f1";

    private int _last;

    public World World => world;
    public string Id { get; } = $"rect{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Version 1 is as shipped.</summary>
    public static async Task<Versions> PublishAsync(World world)
    {
        var versions = new Versions(world);
        await versions.PublishAsync(_ => { });
        return versions;
    }

    /// <summary>Publishes the shipped workflow, changed, as the next version.</summary>
    public Task<int> PublishAsync(Action<JsonObject> change) => world.AskAsync<PublishDefinition, int>(async publish =>
    {
        var definition = JsonNode.Parse(await File.ReadAllTextAsync(Shipped(), Cancel))!.AsObject();
        (definition["definitionId"], definition["version"], definition["id"]) = (Id, ++_last, $"{Id}-{_last}");
        change(definition["root"]!.AsObject());
        var outcome = await publish.RunAsync(definition.ToJsonString(), Cancel);
        return Assert.IsType<PublishDefinition.Outcome.Done>(outcome).Version;
    });

    public static JsonObject Activity(JsonObject root, string id) =>
        root["activities"]!.AsArray().OfType<JsonObject>().Single(activity => activity["id"]!.ToString() == id);

    public static void Set(JsonObject root, string id, string input, JsonNode? value) => Activity(root, id)[input] = new JsonObject
    {
        ["typeName"] = "String",
        ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
    };

    /// <summary>Puts an activity that asks the leader on the line from a port.</summary>
    public static void Insert(JsonObject root, string source, string port, string id)
    {
        root["activities"]!.AsArray().Add(new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = "Rectify.HumanTask",
            ["version"] = 1,
            ["assignee"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "role:UnitLeader" } },
        });
        var line = Line(root, source, port);
        var target = line["target"]!["activity"]!.ToString();
        line["target"]!["activity"] = id;
        root["connections"]!.AsArray().Add(new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = id, ["port"] = "Done" },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        });
    }

    /// <summary>Takes an activity out; its lines go with it, and the one named leads on to where another did.</summary>
    public static void Remove(JsonObject root, string id, string source, string port, string target)
    {
        Line(root, source, port)["target"]!["activity"] = target;
        foreach (var line in root["connections"]!.AsArray().OfType<JsonObject>()
            .Where(line => line["source"]!["activity"]!.ToString() == id || line["target"]!["activity"]!.ToString() == id).ToList())
        {
            root["connections"]!.AsArray().Remove(line);
        }

        root["activities"]!.AsArray().Remove(Activity(root, id));
    }

    public async Task<ItemId> StartAsync(TimeLimitKind limit = TimeLimitKind.Concentrated)
    {
        var id = await world.RegisterAsync(new(2023, 9, 14), limit);
        await world.RunAsync<StartItems>(async start =>
            Assert.IsType<StartItems.Outcome.Done>(await start.RunAsync(new(world.Round, null, Id), null, Cancel)));
        return id;
    }

    /// <summary>An item at each stage of the workflow, by the activity it stands at.</summary>
    public async Task<Dictionary<string, ItemId>> EveryStageAsync()
    {
        var stages = new Dictionary<string, ItemId> { [Assign] = await StartAsync() };
        foreach (var stage in new[] { Implement, Verify, Approve, Extend, Convert })
        {
            var item = stages[stage] = await StartAsync();
            await DecideAsync(item, world.Leader, "Assigned");
            await world.ProveAsync(item);
            switch (stage)
            {
                case Verify or Approve:
                    await DecideAsync(item, world.Official, "Submitted");
                    break;
                case Extend:
                    await DecideAsync(item, world.Official, "ExtensionRequested", new() { ["newDueOn"] = "2023-12-31", ["reason"] = "材料尚未齐全，需要延长期限。" });
                    break;
                case Convert:
                    await DecideAsync(item, world.Official, "ConversionRequested",
                        new() { ["stageGoal"] = "制度已经建立并运行。", ["nextReviewOn"] = "2023-12-31", ["expectedFinalOn"] = "2024-12-31", ["reason"] = "需要长期坚持才能见效。" });
                    break;
                default:
                    break;
            }

            if (stage == Approve)
            {
                await DecideAsync(item, world.Verifier, "Passed");
            }
        }

        return stages;
    }

    public async Task DecideAsync(ItemId item, Guid person, string outcome, JsonObject? data = null) =>
        Assert.IsType<DecideTask.Outcome.Done>(await world.DecideAsync(item, person, outcome, "已经逐项核对，情况属实。", data));

    /// <summary>What moving would do, as an order to confirm.</summary>
    public async Task<Guid> PrepareAsync(int version, Func<MoveChoice, MoveChoice>? choose = null)
    {
        var by = await AdministratorAsync();
        return Assert.IsType<PrepareMove.Outcome.Prepared>(await world.AskAsync<PrepareMove, PrepareMove.Outcome>(prepare =>
            prepare.RunAsync((choose ?? (choice => choice))(new(Id, version)), by, Cancel))).OrderId;
    }

    public async Task<bool> ConfirmAsync(Guid order)
    {
        var by = await AdministratorAsync();
        return await world.AskAsync<ConfirmMove, bool>(confirm => confirm.RunAsync(order, by, Cancel));
    }

    public Task ApplyAsync() => world.RunAsync<ApplyMoves>(apply => apply.RunAsync(Cancel));

    /// <summary>Moves everything that can be moved.</summary>
    public async Task<Guid> MoveAsync(int version)
    {
        var order = await PrepareAsync(version);
        Assert.True(await ConfirmAsync(order));
        await ApplyAsync();
        return order;
    }

    public async Task<UndoMove.Outcome> UndoAsync(Guid order, ItemId item)
    {
        var (by, instance) = (await AdministratorAsync(), await InstanceAsync(item));
        return await world.AskAsync<UndoMove, UndoMove.Outcome>(undo => undo.RunAsync(order, instance.Id, by, Cancel));
    }

    public Task<StoredInstance> InstanceAsync(ItemId item) =>
        world.ReadAsync(db => db.Instances.AsNoTracking().SingleAsync(row => row.ItemId == item, Cancel));

    public async Task<InstanceMoveRow> RowAsync(Guid order, ItemId item)
    {
        var instance = await InstanceAsync(item);
        var (rows, _) = await world.AskAsync<MoveQueries, (IReadOnlyList<InstanceMoveRow>, int)>(queries => queries.PageAsync(order, null, 0, 1000, Cancel));
        return rows.Single(row => row.InstanceId == instance.Id);
    }

    /// <summary>Every mail owed so far: nothing a move does may add to it unasked.</summary>
    public Task<List<string>> MailsAsync() => world.ReadAsync(db => db.Mails.AsNoTracking()
        .OrderBy(mail => mail.Id).Select(mail => mail.RecipientId + " " + mail.Occasion).ToListAsync(Cancel));

    public Task<Viewer> AdministratorAsync() => world.ViewerAsync(world.Administrator);

    private static JsonObject Line(JsonObject root, string source, string port) => root["connections"]!.AsArray().OfType<JsonObject>()
        .Single(line => line["source"]!["activity"]!.ToString() == source && line["source"]!["port"]!.ToString() == port);

    private static string Shipped()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "workflows", "rectification.json")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("No workflows above the tests."), "workflows", "rectification.json");
    }
}
