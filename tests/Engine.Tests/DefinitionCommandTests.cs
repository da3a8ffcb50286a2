using System.Text;
using System.Text.Json.Nodes;
using Rectify.Workflow.Cli.Definitions;
using static Rectify.Workflow.Engine.Tests.Draw;

namespace Rectify.Workflow.Engine.Tests;

public sealed class DefinitionCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("definition-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Check_says_what_is_wrong_and_where()
    {
        var (exit, output, _) = await RunAsync("check", Write("a.json", Definition(Sequence("s", Activity("Acme.Launch", "x")))));

        Assert.Equal(1, exit);
        Assert.Contains("$.root.activities[0]", output, StringComparison.Ordinal);
        Assert.Contains("'Acme.Launch'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_takes_our_own_definitions()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "workflows"), "*.json")];
        var (exit, output, _) = await RunAsync(["check", .. files, "--json"]);

        Assert.Equal(0, exit);
        Assert.DoesNotContain("\"severity\"", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 1, "not JSON")]
    [InlineData("GBK", 1, "UTF-8")]
    [InlineData("missing", 2, "There is no file")]
    [InlineData("folder", 2, "is a directory")]
    public async Task A_file_that_is_none_is_told_apart(string what, int expected, string said)
    {
        var path = Path.Combine(_folder.FullName, "f.json");
        switch (what)
        {
            case "GBK":
                await File.WriteAllBytesAsync(path, [(byte)'"', 0xD5, 0xFB, 0xB8, 0xC4, (byte)'"'], TestContext.Current.CancellationToken);
                break;
            case "folder":
                path = _folder.FullName;
                break;
            case "{":
                Write("f.json", what);
                break;
        }

        foreach (var verb in new List<string> { "check", "run" })
        {
            var (exit, output, error) = await RunAsync(verb, path);
            Assert.Equal(expected, exit);
            Assert.Contains(said, output + error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_tells_what_happened()
    {
        var definition = With(Flowchart("f", [LineOf("a", "'Hello ' + getInput('Who')"), Event("wait"), Line("b")], "a>wait", "wait>b"), Variable("V", "Int32", "7"));
        definition["outputs"] = new JsonArray(new JsonObject { ["name"] = "Out", ["type"] = "String" });
        var file = Write("d.json", definition.ToJsonString());
        var (exit, output, _) = await RunAsync("run", file, "--json", "--input", "Who=\"村\"");
        var report = JsonNode.Parse(output)!;

        Assert.Equal(0, exit);
        Assert.Equal(("Running", "Suspended"), (report["status"]!.GetValue<string>(), report["subStatus"]!.GetValue<string>()));
        Assert.Equal(["f", "a", "wait"], report["activities"]!.AsArray().Select(a => a!["id"]!.GetValue<string>()));
        Assert.Equal("""["Hello 村"]""", Engine.Expressions.Values.ToJson(report["lines"]));
        Assert.Equal("""{"V":7}""", report["variables"]!.ToJsonString());
        Assert.Equal("wait", Assert.Single(report["bookmarks"]!.AsArray())!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Stimuli_drive_the_instance_and_the_clock()
    {
        var file = Write("d.json", Definition(Sequence("s", Activity("Elsa.Delay", "d", ("timeSpan", Literal("1.00:00:00"))), LineOf("now", "new Date().toISOString()"),
            Activity("Rectify.HumanTask", "t", ("outcomes", Json("""["是","否"]"""))), Event("Paid"), LineOf("fact", "getInput('Item').title"))));
        var stimuli = Write("s.json", """
            [{"at":"2024-01-02T00:00:00Z"},{"bookmark":"HumanTask","outcome":"也许"},{"bookmark":"t","outcome":"否"},
             {"event":"Paid","payload":5,"facts":{"Item":{"title":"标题"}}},{"bookmark":"ghost"}]
            """);
        var (exit, output, _) = await RunAsync("run", file, "--json", "--at", "2023-12-31T00:00:00Z", "--stimuli", stimuli);
        var report = JsonNode.Parse(output)!;

        Assert.Equal(["2024-01-01T00:00:00.000Z", "标题"], report["lines"]!.AsArray().Select(line => line!.GetValue<string>()));
        Assert.Equal("Finished", report["status"]!.GetValue<string>());
        Assert.Equal(2, report["refused"]!.AsArray().Count);
        Assert.Equal(1, exit);
    }

    [Fact]
    public async Task Resume_all_goes_on_until_nothing_waits()
    {
        var (exit, output, _) = await RunAsync("run", Path.Combine(Repository.Root, "workflows", "rectification.json"), "--resume-all");

        Assert.Equal(0, exit);
        Assert.Contains("Finished/Finished", output, StringComparison.Ordinal);
        Assert.Contains("ApproveClosure1  Rectify.ApproveClosure  Completed → Approved", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{}]")]
    [InlineData("{}")]
    [InlineData("[{\"at\":\"noon\"}]")]
    [InlineData("nonsense")]
    public async Task A_stimuli_file_that_is_wrong_is_told_so(string stimuli)
    {
        var (exit, _, error) = await RunAsync("run", Write("d.json", Definition(Line("a"))), "--stimuli", Write("s.json", stimuli));

        Assert.Equal(1, exit);
        Assert.Contains("stimuli", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_without_a_name_is_wrong_usage() =>
        Assert.Equal(2, (await RunAsync("run", Write("d.json", Definition(Line("a"))), "--input", "7")).Exit);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await DefinitionCommand.Build().Parse(arguments).InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }
}
