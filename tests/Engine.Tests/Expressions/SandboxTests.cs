using System.Diagnostics;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Execution;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests.Expressions;

/// <summary>A script that misbehaves becomes an incident, in time.</summary>
public sealed class SandboxTests
{
    private static readonly ScriptLimits Tight = new() { Time = TimeSpan.FromMilliseconds(400), Statements = 200_000, MemoryBytes = 20_000_000, Recursion = 60, OutputCharacters = 10_000 };

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;);")]
    [InlineData("let a = []; while (true) { a.push(new Array(1000).fill('x')); }")]
    [InlineData("new Array(1e9).fill(0).length")]
    [InlineData("const a = new Uint8Array(2000000000); a.length")]
    [InlineData("(function f() { return f(); })()")]
    [InlineData("(function f(n) { return 1 + f(n + 1); })(0)")]
    [InlineData("let s = 'x'; while (true) { s += s; }")]
    [InlineData("'x'.repeat(2000000000)")]
    [InlineData("'x'.padStart(2000000000, 'y')")]
    [InlineData("/(a+)+$/.test('a'.repeat(40) + '!')")]
    [InlineData("/^(\\w+\\s?)*$/.test('word '.repeat(30) + '!')")]
    [InlineData("JSON.parse('['.repeat(100000))")]
    [InlineData("let o = {}; o.o = o; return o;")]
    [InlineData("[...Array(100000000).keys()].sort()")]
    [InlineData("new Function('return 1')()")]
    [InlineData("eval('1')")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System')")]
    [InlineData("require('fs')")]
    [InlineData("throw 'plain text'")]
    [InlineData("({ toJSON() { while (true) { } } })")]
    [InlineData("({ get a() { while (true) { } } })")]
    [InlineData("new Proxy({}, { ownKeys() { while (true) { } } })")]
    [InlineData("variables.X = { toJSON() { while (true) { } } }; 1")]
    [InlineData("variables.X = 1; Object.defineProperty(variables, 'Y', { enumerable: true, get() { while (true) { } } }); 1")]
    [InlineData("getInput({ toString() { while (true) { } } })")]
    [InlineData("let a = []; for (let i = 0; i < 20000; i++) { a = [a]; } return a;")]
    [InlineData("let a = []; for (let i = 0; i < 60000; i++) { a = [a]; } return JSON.stringify(a).length + null.x;")]
    [InlineData("let a = []; for (let i = 0; i < 5000; i++) { a = [a]; } return a.flat(Infinity).length + null.x;")]
    [InlineData("let a = []; for (let i = 0; i < 5000; i++) { a = [a]; } return '' + a + null.x;")]
    [InlineData("let a = []; for (let i = 0; i < 60000; i++) { a = [a]; } return String(a).length;")]
    [InlineData("let a = []; for (let i = 0; i < 60000; i++) { a = [a]; } return a.join();")]
    [InlineData("let a = []; for (let i = 0; i < 60000; i++) { a = [a]; } return a.toLocaleString();")]
    [InlineData("let a = []; for (let i = 0; i < 60000; i++) { a = [a]; } return [a, a].sort();")]
    [InlineData("let p = {}; for (let i = 0; i < 60000; i++) { p = new Proxy(p, { get: Reflect.get }); } p.x; throw 1;")]
    [InlineData("Array.from({ length: 60000 }).reduce(Array.of)")]
    [InlineData("let a = {}; for (let i = 0; i < 60000; i++) { a = { a }; } setVariable('V', a); return 1;")]
    [InlineData("let a = {}; for (let i = 0; i < 100; i++) { a = { a }; } return a;")]
    [InlineData("new Promise(() => { })")]
    [InlineData("(async () => { throw new Error('later'); })()")]
    [InlineData("Array.from({ length: 1e8 }, (_, i) => i).join()")]
    [InlineData("'x'.repeat(20000000).split('')")]
    [InlineData("setVariable('V', 'x'.repeat(15000000)); 'x'.repeat(30000000)")]
    [InlineData("'x'.repeat(500000000).length")]
    [InlineData("'x'.repeat(200000000).concat('y').length")]
    [InlineData("'x'.padEnd(400000000).length")]
    [InlineData("new ArrayBuffer(2000000000).byteLength")]
    [InlineData("null.x")]
    [InlineData("getVariable.constructor.constructor('return process')()")]
    public void A_script_that_misbehaves_is_stopped(string script)
    {
        var watch = Stopwatch.StartNew();
        var interpreter = Runner.Make(limits: Tight);
        var definition = interpreter.Reader.Read(Definition(LineOf("say", script))).Definition!;
        var state = interpreter.Advance(definition, InstanceState.New("i", "drawn", 1), new Stimulus.Start(Runner.Begin)).State;

        Assert.Equal(InstanceSubStatus.Faulted, state.SubStatus);
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms: {state.Incidents[0].Message}");
        Assert.Equal("say", Assert.Single(state.Incidents).ActivityId);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void Lists_within_lists_become_text_as_ever()
    {
        var run = new Runner(Definition(LineOf("say", "(function () { return [1, [2, [3, []], null], ['x']] + '|' + [[1, 2], 3].join('-') + '|' + Object.keys([]).length; })()"))).Start();

        Assert.Equal(["1,2,3,,,x|1,2-3|0"], run.Lines);
    }

    [Theory]
    [InlineData("[", 50_000, "]")]
    [InlineData("(", 50_000, ")")]
    [InlineData("{", 50_000, "}")]
    [InlineData("!", 99_000, "")]
    [InlineData("1+", 49_000, "")]
    [InlineData("a=>", 30_000, "")]
    [InlineData("x?", 25_000, ":1")]
    [InlineData("f(", 45_000, ")")]
    [InlineData("`${", 20_000, "}`")]
    [InlineData("if(1)", 19_000, "")]
    public void A_script_nested_without_end_is_no_danger(string open, int times, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, times)) + "1" + string.Concat(Enumerable.Repeat(close, close.Length == 0 ? 0 : Math.Min(times, (99_000 - (open.Length * times)) / close.Length)));
        var interpreter = Runner.Make(limits: Tight);
        var reading = interpreter.Reader.Read(Definition(LineOf("say", text)));
        if (reading.Definition is { } definition)
        {
            var state = interpreter.Advance(definition, InstanceState.New("i", "drawn", 1), new Stimulus.Start(Runner.Begin)).State;
            Assert.Equal(InstanceStatus.Finished, state.Status);
        }
        else
        {
            Assert.Equal("expression.syntax", Assert.Single(reading.Problems).Code);
        }
    }

    [Theory]
    [InlineData("{% if true %}", "{% endif %}")]
    [InlineData("{% for a in (1..2) %}", "{% endfor %}")]
    [InlineData("{% capture a %}", "{% endcapture %}")]
    public void A_template_nested_without_end_is_no_danger(string open, string close)
    {
        var times = 90_000 / (open.Length + close.Length);
        var text = string.Concat(Enumerable.Repeat(open, times)) + "x" + string.Concat(Enumerable.Repeat(close, times));
        var interpreter = Runner.Make(limits: Tight);
        var reading = interpreter.Reader.Read(Definition(Activity("Elsa.WriteLine", "say", ("text", Expression("Liquid", text)))));
        var status = reading.Definition is { } definition
            ? interpreter.Advance(definition, InstanceState.New("i", "drawn", 1), new Stimulus.Start(Runner.Begin)).State.Status
            : InstanceStatus.Finished;

        Assert.Equal(InstanceStatus.Finished, status);
    }

    [Theory]
    [InlineData("{% for i in (1..100000000) %}{{ i }}{% endfor %}")]
    [InlineData("{% for i in (1..100000) %}xxxxxxxxxx{% endfor %}")]
    [InlineData("{{ 'x' | no_such_filter_at_all: }}{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}")]
    public void A_template_that_misbehaves_is_stopped(string template)
    {
        var watch = Stopwatch.StartNew();
        var interpreter = Runner.Make(limits: Tight);
        var definition = interpreter.Reader.Read(Definition(Activity("Elsa.WriteLine", "say", ("text", Expression("Liquid", template))))).Definition!;
        var state = interpreter.Advance(definition, InstanceState.New("i", "drawn", 1), new Stimulus.Start(Runner.Begin)).State;

        Assert.Equal(InstanceSubStatus.Faulted, state.SubStatus);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void A_template_reaches_no_member_of_net_objects()
    {
        var run = new Runner(Definition(Activity("Elsa.WriteLine", "say",
            ("text", Expression("Liquid", "{{ Variables.Items.Count }}{{ Variables.Items.GetType }}{{ Input.Item.title }}"))), Variable("Items", "String[]", "[\"a\"]")))
        {
            Facts = new() { ["Item"] = new JsonObject { ["title"] = "标题" } },
        }.Start();

        Assert.Equal(["标题"], run.Lines);
    }
}
