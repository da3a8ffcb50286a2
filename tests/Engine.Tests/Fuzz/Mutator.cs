using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Fuzz;

/// <summary>Changes a definition at random, knowing how definitions are made; the same seed gives the same definition.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly string[] Languages = ["Literal", "Object", "Json", "Variable", "Input", "Output", "JavaScript", "Liquid", "CSharp", ""];

    private static readonly string[] Spoken = ["Literal", "Object", "Variable", "Input", "JavaScript", "Liquid"];

    private static readonly string[] Texts =
    [
        "", "x", "true", "-1", "1e308", "{}", "[]", "[1,\"a\",null]", "{\"id\":\"n\"}", "00:00:00", "9999.00:00:00", "2023-12-31", "* * * * *", "0 0 31 2 * *",
        "getN() + 1", "while(true){}", "setN(getN() + 1)", "throw 1", "return", "variables", "getOutputFrom('a')", "newGuid()", "setOutcome('Done')", "({a:this})",
        "{{ Variables.N }}", "{% for i in (1..9) %}{{ i }}{% endfor %}", "{% if", "\uD83D\uDE00整改", "Done", "Workflow1", "https://example.org", "Inner", "MatchAny", "WaitAll",
    ];

    private static readonly string[] Names =
    [
        "id", "name", "type", "version", "activities", "connections", "variables", "customProperties", "metadata", "body", "then", "else", "cases", "states",
        "transitions", "outcomes", "text", "expression", "value", "memoryReference", "typeName", "source", "target", "port", "activity", "options", "inputs",
        "outputs", "root", "condition", "items", "$values", "nodeId", "workflowDefinitionId", "definitionId", "isArray", "start", "end", "step", "mode",
    ];

    private static readonly string[] States = ["A", "B", "C"];

    private static readonly string[] Ends = ["A", "B", "C", "D"];

    private static readonly string[] Known =
        [.. ActivityCatalog.Default.Descriptors.Where(descriptor => descriptor.Hosted).Select(descriptor => descriptor.Type), "Inner"];

    private static readonly string[] Types =
        [.. ActivityCatalog.Default.Descriptors.Select(descriptor => descriptor.Type), "Inner", "Elsa.RunCSharp", "Elsa.NotFoundActivity", "Acme.X"];

    // Gentle trees have only languages, types and states that exist, so that they can mostly be read.
    private bool _gentle;

    /// <summary>A definition, changed in a few places.</summary>
    public string Next()
    {
        var definition = Seed();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            Change(definition);
        }

        return definition.ToJsonString();
    }

    /// <summary>A definition made at random whose root is of this type, unchanged: what it says is odd, how it is built is not.</summary>
    public string Around(string type)
    {
        _gentle = true;
        return Whole(Tree(1, type)).ToJsonString();
    }

    private JsonObject Seed()
    {
        var kind = random.Next(6);
        _gentle = kind is 2 or 3;
        return kind switch
        {
            0 => JsonNode.Parse(Repository.Read("workflows", "rectification.json"))!.AsObject(),
            1 => JsonNode.Parse(Repository.Read("workflows", "general-task.json"))!.AsObject(),
            _ => Whole(Tree(3)),
        };
    }

    private static JsonObject Whole(JsonObject root) => With(root, Variable("N", "Int32", "0"), Variable("List", "Object", "[1,2]"));

    private JsonObject Tree(int depth) => Tree(depth, Pick(_gentle ? Known : Types));

    private JsonObject Tree(int depth, string type)
    {
        var activity = Activity(type, $"a{random.Next(12)}", ("n", null));
        var descriptor = ActivityCatalog.Default.Find(type)?.Descriptor;
        foreach (var input in descriptor?.Inputs ?? [])
        {
            if (random.Next(2) == 0)
            {
                activity[input.JsonName] = input.Name switch
                {
                    "Cases" => new JsonArray(Case("c", Pick(Texts), depth > 0 ? Tree(depth - 1) : null)),
                    "Variable" => new JsonObject { ["id"] = "n" },
                    _ => Said(),
                };
            }
        }

        foreach (var output in descriptor?.Outputs ?? [])
        {
            activity[output.JsonName] = random.Next(3) == 0 ? To(Pick(["n", "list", "Out", "gone"])) : null;
        }

        if (depth > 0)
        {
            Fill(activity, descriptor, depth);
        }

        return activity;
    }

    private void Fill(JsonObject activity, ActivityDescriptor? descriptor, int depth)
    {
        foreach (var port in descriptor?.EmbeddedPorts ?? [])
        {
            activity[System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(port)] = Tree(depth - 1);
        }

        if (descriptor is { IsContainer: true })
        {
            var children = Enumerable.Range(0, random.Next(5)).Select(_ => (JsonNode?)Tree(depth - 1)).ToArray();
            activity[descriptor.ShortName == "Fork" ? "branches" : "activities"] = new JsonArray(children);
            activity["connections"] = new JsonArray([.. Enumerable.Range(0, random.Next(8)).Select(_ => (JsonNode?)new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = Child(children), ["port"] = Pick(["Done", "True", "False", "Yes", "", "In"]) },
                ["target"] = new JsonObject { ["activity"] = Child(children), ["port"] = "In" },
            })]);
        }

        if (descriptor?.ShortName == "StateMachine")
        {
            activity["initialState"] = "A";
            activity["states"] = new JsonArray([.. States.Select(name => (JsonNode?)new JsonObject { ["name"] = name, ["entry"] = Maybe(depth), ["exit"] = Maybe(depth) })]);
            activity["transitions"] = new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => (JsonNode?)new JsonObject
            {
                ["from"] = State(),
                ["to"] = State(),
                ["trigger"] = Maybe(depth),
                ["action"] = Maybe(depth),
                ["condition"] = random.Next(2) == 0 ? null : Said(),
            })]);
        }
    }

    private JsonObject? Maybe(int depth) => random.Next(3) == 0 ? null : Tree(depth - 1);

    private string Child(JsonNode?[] children) => children.Length == 0 ? "none" : children[random.Next(children.Length)]!["id"]!.GetValue<string>();

    private void Change(JsonObject definition)
    {
        var places = new List<JsonNode>();
        Collect(definition, places);
        switch (places[random.Next(places.Count)])
        {
            case JsonObject members when members.Count > 0:
                var name = members.ElementAt(random.Next(members.Count)).Key;
                ChangeMember(members, name, places);
                break;
            case JsonObject empty:
                empty[Pick(Names)] = Odd(places);
                break;
            case JsonArray { Count: > 0 } items:
                ChangeItem(items, places);
                break;
            case JsonArray list:
                list.Add(Odd(places));
                break;
        }
    }

    private void ChangeMember(JsonObject members, string name, List<JsonNode> places)
    {
        switch (random.Next(5))
        {
            case 0:
                members.Remove(name);
                break;
            case 1:
                members[Pick(Names)] = Odd(places);
                break;
            case 2 when name == "type":
                members[name] = Pick(Types);
                break;
            default:
                members[name] = Odd(places);
                break;
        }
    }

    private void ChangeItem(JsonArray items, List<JsonNode> places)
    {
        var index = random.Next(items.Count);
        switch (random.Next(4))
        {
            case 0:
                items.RemoveAt(index);
                break;
            case 1:
                items.Add(items[index]?.DeepClone());
                break;
            case 2:
                items.Insert(index, Odd(places));
                break;
            default:
                items[index] = Odd(places);
                break;
        }
    }

    private JsonNode? Odd(List<JsonNode> places) => random.Next(9) switch
    {
        0 => null,
        1 => random.Next(-2, 3),
        2 => random.Next(3) switch { 0 => 1e300, 1 => -0.5, _ => long.MaxValue },
        3 => random.Next(2) == 0,
        4 => Pick(Texts),
        5 => Said(),
        6 => Tree(1),
        7 => places[random.Next(places.Count)].ToJsonString() is { Length: < 4_000 } copied ? JsonNode.Parse(copied) : "long",
        _ => new JsonArray(Pick(Texts), random.Next(9), null),
    };

    private JsonObject Said() => Expression(Pick(_gentle ? Spoken : Languages), Pick(Texts));

    private string State() => Pick(_gentle ? States : Ends);

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        switch (node)
        {
            case JsonObject members:
                places.Add(members);
                foreach (var (_, member) in members)
                {
                    Collect(member, places);
                }

                break;
            case JsonArray items:
                places.Add(items);
                foreach (var item in items)
                {
                    Collect(item, places);
                }

                break;
        }
    }
}
