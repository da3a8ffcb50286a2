using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Definitions;

public sealed class ReaderTests
{
    private static readonly DefinitionReader Reader = Runner.Make().Reader;

    public static TheoryData<string, string, string> Bad => new()
    {
        { "", "$", "json.malformed" },
        { "{", "$", "json.malformed" },
        { "{\"a\":1,\"a\":2}", "$", "json.malformed" },
        { "\"\\ud800\"", "$", "json.malformed" },
        { "[]", "$", "definition.kind" },
        { "{}", "$.root", "root.missing" },
        { """{"root":null}""", "$.root", "root.missing" },
        { """{"root":7}""", "$.root", "value.kind" },
        { """{"root":{}}""", "$.root.type", "activity.type.missing" },
        { """{"root":{"type":5}}""", "$.root.type", "value.kind" },
        { """{"root":{"type":"Acme.Launch"}}""", "$.root", "activity.type.unknown" },
        { """{"root":{"type":"Elsa.NotFoundActivity","missingTypeName":"Acme.Gone"}}""", "$.root", "activity.type.unknown" },
        { """{"root":{"type":"Elsa.Sequence","id":"s","activities":{}}}""", "$.root.activities", "value.kind" },
        { """{"root":{"type":"Elsa.Sequence","id":"s","activities":[null,5]}}""", "$.root.activities[0]", "value.kind" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"Python","value":"1"}}}}""", "$.root.text.expression", "expression.language" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"CSharp","value":"1"}}}}""", "$.root.text.expression", "expression.language" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"JavaScript","value":"1 +"}}}}""", "$.root.text.expression", "expression.syntax" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"Liquid","value":"{% if %}"}}}}""", "$.root.text.expression", "expression.syntax" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"Variable","value":"not picked yet {"}}}}""", "$.root.text.expression", "variable.unknown" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"Variable","value":{}}}}}""", "$.root.text.expression", "expression.variable" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"Input","value":"{}"}}}}""", "$.root.text.expression", "expression.reference" },
        { """{"root":{"type":"Elsa.Delay","id":"d","timeSpan":{"expression":{"type":"Literal","value":"soon"}}}}""", "$.root.timeSpan.expression", "value.convert" },
        { """{"root":{"type":"Elsa.ForEach","id":"e","items":{"expression":{"type":"Object","value":"[1,"}}}}""", "$.root.items.expression", "expression.object" },
        { """{"root":{"type":"Elsa.SetVariable","id":"v","variable":{"id":"ghost"}}}""", "$.root.variable", "variable.unknown" },
        { """{"root":{"type":"Elsa.SetVariable","id":"v","variable":{}}}""", "$.root.variable", "variable.missing" },
        { """{"root":{"type":"Elsa.If","id":"i","result":{"memoryReference":{"id":"r"},"converter":{"id":"c"}}}}""", "$.root.result.converter", "output.converter" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w"},"options":{"incidentStrategyType":"Acme.Shrug"}}""", "$.options.incidentStrategyType", "incident.unknown" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w"},"version":"two"}""", "$.version", "value.kind" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w"},"variables":[{"id":"a","name":"A"},{"id":"a","name":"B"}]}""", "$.variables", "variable.duplicate" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w"},"variables":[{"id":"a","name":"A","typeName":"Int32","value":"many"}]}""", "$.variables[0].value", "declaration.default" },
        { """{"root":{"type":"Elsa.WriteLine","id":"w"},"inputs":[{}]}""", "$.inputs[0]", "declaration.name" },
        { Definition(Flowchart("f", [Line("a"), Line("a")])), "$.root.activities[1].id", "activity.id.duplicate" },
        { Definition(Flowchart("f", [Line("a")], "a>nowhere")), "$.root.connections[0].target", "connection.target.unknown" },
        { Definition(Flowchart("f", [Line("a")], "nowhere>a")), "$.root.connections[0].source", "connection.source.unknown" },
        { Definition(Flowchart("f", [Line("a"), Decision("q", "true")], "q:Perhaps>a")), "$.root.connections[0].source.port", "connection.port.unknown" },
        { """{"root":{"type":"Elsa.Flowchart","id":"f","activities":[],"connections":[{},5]}}""", "$.root.connections[0].source", "connection.source.missing" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_problem_is_reported_with_its_path(string json, string path, string code)
    {
        var reading = Reader.Read(json);

        var problem = reading.Problems.FirstOrDefault(p => p.Code == code && p.Path == path);
        Assert.True(problem is not null, $"Found only: {string.Join("; ", reading.Problems)}");
        Assert.NotEmpty(problem.Message);
        Assert.Equal(problem.Severity == ProblemSeverity.Error, reading.Definition is null);
    }

    [Fact]
    public void Every_problem_is_reported_not_only_the_first()
    {
        var reading = Reader.Read(Definition(Flowchart("f",
            [Activity("Acme.One", "a"), Line("b"), Activity("Acme.Two", "c"), Activity("Elsa.WriteLine", "d", ("text", Expression("Python", "1")))],
            "a>b", "b>ghost", "c>b")));

        Assert.Equal(["activity.type.unknown", "activity.type.unknown", "expression.language", "connection.target.unknown"],
            reading.Errors.Select(problem => problem.Code));
    }

    [Fact]
    public void Malformed_json_tells_line_and_position()
    {
        var problem = Assert.Single(Reader.Read("{\n  \"root\": oops\n}").Problems);

        Assert.Contains("(line 2, position 11)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_does_not_parse_is_only_a_warning_for_a_draft()
    {
        var reading = Reader.Read(Definition(LineOf("a", "1 +")), ProblemSeverity.Warning);

        Assert.True(reading.IsUsable);
        Assert.Equal("expression.syntax", Assert.Single(reading.Problems).Code);
    }

    [Fact]
    public void Containers_may_use_the_same_ids()
    {
        var run = new Runner(Definition(Sequence("s", Flowchart("one", [Line("a", "1")]), Flowchart("two", [Line("a", "2")])))).Start();

        Assert.Equal(["1", "2"], run.Lines);
    }

    [Fact]
    public void The_older_flat_connections_are_understood()
    {
        var flowchart = Flowchart("f", [Line("b"), Line("a")]);
        flowchart["connections"] = new JsonArray(new JsonObject { ["source"] = "a", ["target"] = "b", ["sourcePort"] = "Done", ["targetPort"] = "In" });

        Assert.Equal(["a", "b"], new Runner(Definition(flowchart)).Start().Lines);
    }

    [Fact]
    public void The_designer_s_snapshots_of_variables_and_inputs_are_understood()
    {
        var definition = With(Sequence("s",
            Activity("Elsa.WriteLine", "a", ("text", Expression("Variable", """{"id":"days","name":"Old name","typeName":"Int32"}"""))),
            Activity("Elsa.WriteLine", "b", ("text", Expression("Variable", new JsonObject { ["id"] = "gone", ["name"] = "Days" }))),
            Activity("Elsa.WriteLine", "c", ("text", Expression("Input", """{"name":"Who","type":"String"}""")))), Variable("Days", "Int32", "5"));

        Assert.Equal(["5", "5", "责任人"], new Runner(definition.ToJsonString()).Start(new() { ["Who"] = "责任人" }).Lines);
    }

    [Fact]
    public void What_was_never_set_takes_the_descriptor_s_default()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.WriteLine", "a", ("text", null)),
            Activity("Elsa.WriteLine", "b", ("text", new JsonObject { ["typeName"] = "String", ["expression"] = null })), Activity("Elsa.Delay", "d")))).Start();

        Assert.Equal(["", ""], run.Lines);
        Assert.Equal(Runner.Begin.AddMinutes(1), run.Effects.OfType<Engine.Execution.Effect.WakeAt>().Single().DueAt);
    }

    [Theory]
    [InlineData("Int32", "7", "7")]
    [InlineData("System.Int64, System.Private.CoreLib", "7", "7")]
    [InlineData("Boolean", "True", "true")]
    [InlineData("Double", "1.5", "1.5")]
    [InlineData("String", "7", "\"7\"")]
    [InlineData("Object", "{}", "\"{}\"")]
    [InlineData("JsonObject", """{"a":1}""", """{"a":1}""")]
    [InlineData("System.Collections.Generic.IDictionary<String, Object>", """{"a":1}""", """{"a":1}""")]
    [InlineData("String[]", """["a"]""", """["a"]""")]
    [InlineData("DateTimeOffset", "2023-12-31T00:00:00+08:00", "\"2023-12-31T00:00:00\\u002B08:00\"")]
    [InlineData("TimeSpan", "1.00:00:00", "\"1.00:00:00\"")]
    [InlineData("Int32", "", "null")]
    public void Start_values_of_variables_take_their_declared_type(string type, string value, string expected)
    {
        var definition = Reader.Read(Definition(Line("a"), Variable("V", type, value))).Definition!;

        Assert.Equal(expected, Engine.Expressions.Values.ToJson(definition.Variables.Single().Default));
    }
}
