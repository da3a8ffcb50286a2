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
    [InlineData("null.x")]
    [InlineData("getVariable.constructor.constructor('return process')()")]
    public void A_script_that_misbehaves_is_stopped(string script)
    {
        var watch = Stopwatch.StartNew();
        var interpreter = Runner.Make(limits: Tight);
        var definition = interpreter.Reader.Read(Definition(LineOf("say", script))).Definition!;
        var state = interpreter.Advance(definition, InstanceState.New("i", "drawn", 1), new Stimulus.Start(Runner.Begin)).State;

        Assert.Equal(InstanceSubStatus.Faulted, state.SubStatus);
        Assert.Equal("say", Assert.Single(state.Incidents).ActivityId);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
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
