using System.Text.Json.Nodes;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Expressions;

public sealed class JavaScriptTests
{
    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("return 'x';", "x")]
    [InlineData("true", "True")]
    [InlineData("null", "")]
    [InlineData("undefined", "")]
    [InlineData("({ a: [1, '二'] })", """{"a":[1,"二"]}""")]
    [InlineData("9007199254740993n", "9007199254740993")]
    [InlineData("NaN", "NaN")]
    [InlineData("`${'😀'.length}${'😀'}`", "2😀")]
    [InlineData("getList().map(x => x * 2)", "[2,4]")]
    [InlineData("variables.List.length + getVariable('List')[1]", "4")]
    [InlineData("toJson({ 标题: '甲' })", """{"标题":"甲"}""")]
    [InlineData("isNullOrWhiteSpace(' ') && isNullOrEmpty('') && !isNullOrEmpty('x') && isNullOrEmpty(null)", "True")]
    [InlineData("bytesToString(bytesFromBase64(bytesToBase64(bytesFromString('整改'))))", "整改")]
    [InlineData("bytesFromString('A').length + bytesFromString('A')[0]", "66")]
    [InlineData("getWorkflowDefinitionVersionId()", "version-1")]
    [InlineData("parseGuid('{6F9619FF-8B86-D011-B42D-00CF4FC964FF}')", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("stringFromBase64(stringToBase64('整改'))", "整改")]
    [InlineData("getWorkflowDefinitionId() + getWorkflowDefinitionVersion()", "drawn1")]
    [InlineData("JSON.stringify({ b: [1, undefined, () => 1], c: undefined, d: new Date(0), e: '是' })", """{"b":[1,null,null],"d":"1970-01-01T00:00:00.000Z","e":"是"}""")]
    [InlineData("JSON.stringify([1], null, 1)", "[\n 1\n]")]
    [InlineData("new Date(0)", "1970-01-01T00:00:00.000Z")]
    [InlineData("({ a: undefined, b: () => 1, c: null })", """{"c":null}""")]
    [InlineData("new Date().toISOString()", "2023-03-14T01:00:00.000Z")]
    [InlineData("new Date(Date.now()).getFullYear()", "2023")]
    [InlineData("getInput('Who') + getWho()", "ab")]
    [InlineData("getInput('nobody') === null", "True")]
    [InlineData("getVariable('nobody') === null", "True")]
    [InlineData("'\\uD83D'", "\uFFFD")]
    public void Scripts_give_what_elsa_s_would(string script, string expected)
    {
        var definition = With(LineOf("say", script), Variable("List", "Int32[]", "[1,2]"));
        definition["inputs"] = new JsonArray(new JsonObject { ["name"] = "Who", ["type"] = "String" });
        var run = new Runner(definition.ToJsonString()).Start(new() { ["Who"] = expected == "ab" ? "a" : "x" });

        Assert.Equal([expected == "ab" ? "aa" : expected], run.Lines);
    }

    [Theory]
    [InlineData("setVariable('N', 5)", "5")]
    [InlineData("setN('6')", "6")]
    [InlineData("variables.N = 7", "7")]
    [InlineData("variables.N++; variables.N += 2; getN()", "3")]
    public void Variables_can_be_set_from_scripts_and_keep_their_type(string script, string expected)
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.If", "if", ("condition", Script(script + "; true"))),
            LineOf("say", "typeof getVariable('N') + getVariable('N')")), Variable("N", "Int32", "0"))).Start();

        Assert.Equal([$"number{expected}"], run.Lines);
    }

    [Fact]
    public void A_variable_nobody_declared_is_declared_on_the_workflow()
    {
        var run = new Runner(Definition(Sequence("s", Activity("Elsa.If", "if", ("condition", Script("setVariable('New', { a: 1 }); true"))), Event("pause"),
            LineOf("say", "getVariable('New').a"))))
        { StoresState = true }.Start();

        Assert.Equal(["1"], run.Resume("pause").Lines);
    }

    [Fact]
    public void Scripts_do_not_share_anything()
    {
        var run = new Runner(Definition(Sequence("s", LineOf("a", "globalThis.leak = 1; Array.prototype.leak = 2; 'set'"),
            LineOf("b", "typeof leak + typeof [].leak")))).Start();

        Assert.Equal(["set", "undefinedundefined"], run.Lines);
    }

    [Fact]
    public void Changing_a_value_in_a_script_changes_no_variable()
    {
        var run = new Runner(Definition(Sequence("s", LineOf("a", "getVariable('List').push(9); 'pushed'"), LineOf("b", "getVariable('List').length")),
            Variable("List", "Int32[]", "[1,2]"))).Start();

        Assert.Equal(["pushed", "2"], run.Lines);
    }

    [Fact]
    public void New_ids_are_ids_and_never_repeat()
    {
        var run = new Runner(Definition(Sequence("s", LineOf("a", "newGuid()"), LineOf("b", "newGuidString()"), LineOf("c", "newShortGuid()")))).Start();
        var lines = run.Lines.ToArray();

        Assert.True(Guid.TryParse(lines[0], out _) && Guid.TryParse(lines[1], out _));
        Assert.Equal(3, lines.Distinct().Count());
    }

    [Theory]
    [InlineData("{{ Variables.Name }}-{{ Input.Who }}-{{ WorkflowInstanceId }}-{{ CorrelationId }}", "甲-x-instance-1-")]
    [InlineData("{{ WorkflowDefinitionId }}/{{ WorkflowDefinitionVersionId }}/{{ WorkflowDefinitionVersion }}", "drawn/version-1/1")]
    [InlineData("{{ Variables.List | json }}{{ Variables.Name | base64 }}", "[1,2]55Sy")]
    [InlineData("{% for n in Variables.List %}{{ n }};{% endfor %}", "1;2;")]
    [InlineData("{% if Variables.Flag %}是{% else %}否{% endif %}", "是")]
    public void Liquid_sees_variables_and_inputs(string template, string expected)
    {
        var run = new Runner(Definition(Activity("Elsa.WriteLine", "say", ("text", Expression("Liquid", template))),
            Variable("Name", "String", "甲"), Variable("List", "Int32[]", "[1,2]"), Variable("Flag", "Boolean", "True"))).Start(new() { ["Who"] = "x" });

        Assert.Equal([expected], run.Lines);
    }

    [Theory]
    [InlineData("{{ Variables.Day | date: '%Y年%-m月%-d日 %H:%M' }}", "2024年3月1日 08:05")]
    [InlineData("{{ Variables.Day | date: 'yyyy/MM/dd' }}{{ '' | date: '%Y' }}", "2024/03/01")]
    [InlineData("{{ 'now' | date: '%Y-%m' }}", "2023-03")]
    [InlineData("{{ '3' | plus: '4' }} {{ '10' | times: 2 }} {{ Variables.Sums | sum }} {{ Variables.Rows | sum: 'v' }}", "7 20 6.5 3")]
    [InlineData("{{ 'one two three' | truncatewords: 2 }}", "one two...")]
    [InlineData("{% if Variables.Name=='甲' %}same{% else %}other{% endif %}", "same")]
    [InlineData("{% if Variables.Sums.size>=3 and Variables.Name!=\"a<b\" %}yes{% endif %}", "yes")]
    [InlineData("{% unless Variables.Name\n  == '甲' %}a{% else %}{{ Variables.Name\n | append: '==' }}{% endunless %}", "甲==")]
    [InlineData("{% raw %}{% if a==b %}{{ c\n}}{% endraw %}", "{% if a==b %}{{ c\n}}")]
    public void Liquid_is_read_as_people_write_it(string template, string expected)
    {
        var run = new Runner(Definition(Activity("Elsa.WriteLine", "say", ("text", Expression("Liquid", template))),
            Variable("Name", "String", "甲"), Variable("Sums", "Double[]", "[3,1.5,2]"), Variable("Day", "DateTime", "2024-03-01T08:05:00Z"),
            Variable("Rows", "JsonArray", """[{"v":1},{"v":2}]"""))).Start();

        Assert.Equal([expected], run.Lines);
    }

    [Fact]
    public void Outputs_are_found_by_the_name_as_functions_are_called()
    {
        var script = Activity("Elsa.RunJavaScript", "r1", ("script", Script("42")));
        script["name"] = "order total";

        Assert.Equal(["42"], new Runner(Definition(Sequence("s", script, LineOf("say", "getResultFromOrderTotal()")))).Start().Lines);
    }

    [Fact]
    public void A_filter_nobody_knows_is_an_incident_and_not_passed_over()
    {
        var run = new Runner(Definition(Activity("Elsa.WriteLine", "say", ("text", Expression("Liquid", "{{ 'x' | uppercase }}"))))).Start();

        Assert.Contains("uppercase", Assert.Single(run.State.Incidents).Message, StringComparison.Ordinal);
    }
}
