using Rectify.Workflow.Cli.Import;

namespace Rectify.Workflow.Engine.Tests;

/// <summary>What <c>import FILE [--confirm]</c> prints and answers.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Repository.Root, "ops", "samples", "round-2023.json");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("import-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_preview_changes_nothing_and_a_confirmed_import_is_done_once()
    {
        var (exit, output, _) = await RunAsync(Sample);
        Assert.Equal(0, exit);
        Assert.Contains("方面4个、问题9个、任务26项、措施89条", output, StringComparison.Ordinal);
        Assert.Contains("townItems 26, villageItems 84, tasks 106", output, StringComparison.Ordinal);
        Assert.Contains("--confirm", output, StringComparison.Ordinal);

        (exit, output, _) = await RunAsync(Sample, "--confirm");
        Assert.Equal(0, exit);
        Assert.Contains("已导入。Imported.", output, StringComparison.Ordinal);

        (exit, output, _) = await RunAsync(Sample, "--confirm");
        Assert.Equal(0, exit);
        Assert.Contains("Already imported", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_are_told_with_their_place_and_nothing_is_imported()
    {
        var file = Path.Combine(_folder.FullName, "bad.json");
        var text = await File.ReadAllTextAsync(Sample, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            file, text.Replace("\"items\": 26,", "\"items\": 27,", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exit, _, error) = await RunAsync(file, "--confirm");

        Assert.Equal(1, exit);
        Assert.Contains("$.contains.items: ", error, StringComparison.Ordinal);
        Assert.Contains("nothing was imported", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_apart()
    {
        var (exit, _, error) = await RunAsync(Path.Combine(_folder.FullName, "missing.json"));

        Assert.Equal(2, exit);
        Assert.Contains("cannot be read", error, StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await ImportCommand.Build().Parse([.. arguments, "--data", Path.Combine(_folder.FullName, "data")])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }
}
