using Rectify.Workflow.Cli.Forecast;
using Rectify.Workflow.Cli.Import;

namespace Rectify.Workflow.Engine.Tests;

/// <summary>What <c>forecast</c> and <c>rehearse</c> print and answer.</summary>
public sealed class ForecastCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("forecast-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_round_without_items_under_way_brings_no_mail_and_a_wish_that_cannot_be_read_is_named()
    {
        using (var import = new StringWriter())
        {
            Assert.Equal(0, await ImportCommand.Build().Parse(
                [Path.Combine(Repository.Root, "ops", "samples", "round-2023.json"), "--confirm", "--data", _folder.FullName])
                .InvokeAsync(new() { Output = import, Error = import }, TestContext.Current.CancellationToken));
        }

        var (exit, output, _) = await RunAsync("--weeks", "2");
        Assert.Equal(0, exit);
        Assert.Contains("Nobody acts; items stay as they are.", output, StringComparison.Ordinal);

        (exit, output, _) = await RunAsync("--weeks", "2", "--offsets", "7,2");
        Assert.Equal(0, exit);
        Assert.Contains("This change adds", output, StringComparison.Ordinal);

        (exit, _, var error) = await RunAsync("--due", "999=soon");
        Assert.Equal(2, exit);
        Assert.Contains("NUMBER=2024-01-05", error, StringComparison.Ordinal);

        Assert.Equal(2, (await RunAsync("--weeks", "99")).Exit);
        Assert.Equal(2, (await RunAsync("--with", "calendar=" + Path.Combine(_folder.FullName, "none.csv"))).Exit);
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await ForecastCommand.Build().Parse([.. arguments, "--data", _folder.FullName])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }
}
