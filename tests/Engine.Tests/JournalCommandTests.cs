using Rectify.Workflow.Cli.Journal;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.Engine.Tests;

/// <summary>What <c>journal verify FILE</c> prints and answers.</summary>
public sealed class JournalCommandTests : IDisposable
{
    private static readonly Guid Town = Guid.Parse("01920000-0000-7000-8000-000000000001");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journal-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_untouched_file_is_good_and_its_check_value_is_shown()
    {
        var lines = Export(3);

        var (exit, output, _) = await RunAsync(lines);

        Assert.Equal(0, exit);
        var head = $"3-{JournalFile.Read(lines[2])?.Sealed[..12]}";
        Assert.Contains(head, output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(lines, "--head", head)).Exit);
    }

    [Fact]
    public async Task The_first_broken_entry_is_named_by_line_and_number()
    {
        var lines = Export(3);
        lines[1] = lines[1].Replace("\"n\":2", "\"n\":9", StringComparison.Ordinal);

        var (exit, _, error) = await RunAsync(lines);

        Assert.Equal(1, exit);
        Assert.Contains("第2行，第2条，编号12 (entry 12)：内容被改动过", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dropped_newest_entries_swapped_ones_and_garbage_are_found()
    {
        var lines = Export(3);
        var head = $"3-{JournalFile.Read(lines[2])?.Sealed[..12]}";

        Assert.Contains("newest entries dropped", (await RunAsync(lines[..2], "--head", head)).Error, StringComparison.Ordinal);
        Assert.Contains("entries missing", (await RunAsync([lines[0], lines[2], lines[1]])).Error, StringComparison.Ordinal);
        Assert.Contains("第2行，第2条：无法读取", (await RunAsync([lines[0], "hello", lines[2]])).Error, StringComparison.Ordinal);
        Assert.Contains("empty", (await RunAsync([])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_and_a_wrong_check_value_are_told_apart_from_a_broken_journal()
    {
        Assert.Equal(2, (await RunAsync(Export(1), "--head", "nonsense")).Exit);
        using var error = new StringWriter();
        var exit = await JournalCommand.Build().Parse(["verify", Path.Combine(_folder.FullName, "missing.jsonl")])
            .InvokeAsync(new() { Output = TextWriter.Null, Error = error }, TestContext.Current.CancellationToken);
        Assert.Equal(2, exit);
        Assert.Contains("cannot be read", error.ToString(), StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string[] lines, params string[] options)
    {
        var file = Path.Combine(_folder.FullName, "journal.jsonl");
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await JournalCommand.Build().Parse(["verify", file, .. options])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }

    private static string[] Export(int count)
    {
        var lines = new List<string>();
        var previous = JournalChain.Start;
        for (var position = 1; position <= count; position++)
        {
            var fact = new JournalFact(
                position + 10, DateTimeOffset.UnixEpoch, "task.decided", null, "job:test", null, null, null, null, $$"""{"n":{{position}}}""");
            var line = fact.Line(Town, position, previous);
            previous = JournalChain.Digest(line);
            lines.Add(JournalFile.Line(line, previous));
        }

        return [.. lines];
    }
}
