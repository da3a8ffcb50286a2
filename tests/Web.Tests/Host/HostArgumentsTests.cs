using Rectify.Workflow.Web.Host;

namespace Rectify.Workflow.Web.Tests.Host;

public sealed class HostArgumentsTests
{
    [Fact]
    public void The_demo_takes_its_flags_in_any_order()
    {
        var (arguments, error) = HostArguments.Parse(["--report", "end.json", "--no-serve", "--data=here", "--demo"]);

        Assert.Null(error);
        Assert.True(arguments.Demo);
        Assert.False(arguments.Serve);
        Assert.Equal(("end.json", "here"), (arguments.Report, arguments.Data));
    }

    [Fact]
    public void Settings_and_addresses_are_handed_on()
    {
        var (arguments, error) = HostArguments.Parse(["--urls", "http://localhost:1", "--Rectify:Role=Worker"]);

        Assert.Null(error);
        Assert.Equal(["--urls=http://localhost:1", "--Rectify:Role=Worker"], arguments.Settings);
    }

    [Theory]
    [InlineData("--dmeo", "--dmeo is not an option")]
    [InlineData("demo", "'demo' is not an option")]
    [InlineData("--no-serve", "need --demo")]
    [InlineData("--report=x.json", "need --demo")]
    [InlineData("--data", "--data needs a value")]
    [InlineData("--data=", "--data needs a value")]
    [InlineData("--demo=yes", "--demo takes no value")]
    public void What_is_wrong_with_a_flag_is_said(string argument, string expected)
    {
        var (_, error) = HostArguments.Parse([argument]);

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_ends_with_two_and_help_with_nothing()
    {
        Assert.Equal(2, await HostProgram.RunAsync(["--no-such-flag"]));
        Assert.Equal(0, await HostProgram.RunAsync(["--help"]));
    }

    [Fact]
    public async Task A_database_that_is_not_there_and_a_wrong_role_end_with_one()
    {
        using var folder = new TemporaryFolder();
        string[] quiet = ["--data", folder.Path, "--Serilog:MinimumLevel:Default=Fatal"];

        Assert.Equal(1, await HostProgram.RunAsync([.. quiet, "--Rectify:Database:Provider=Postgres",
            "--Rectify:Database:ConnectionString=Host=127.0.0.1;Port=1;Database=none;Username=none;Timeout=2"]));
        Assert.Equal(1, await HostProgram.RunAsync([.. quiet, "--Rectify:Role=Boss"]));
        Assert.Equal(1, await HostProgram.RunAsync([.. quiet, "--Rectify:Database:Provider=Postgres"]));
    }
}
