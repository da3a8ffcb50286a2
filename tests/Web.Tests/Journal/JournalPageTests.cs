using System.Net;
using System.Text.RegularExpressions;
using Rectify.Workflow.Domain.Journal;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Journals;

/// <summary>The journal's page: filter, proof and export (工作日志).</summary>
public sealed partial class JournalPageTests(WebWorld world)
{
    [Fact]
    public async Task The_page_shows_the_chain_verifies_it_and_exports_what_the_command_line_verifies()
    {
        await world.RunJobAsync("journal-seals");
        using var administrator = await world.VisitAsync("administrator");

        var page = await administrator.ReadAsync("/journal");
        var town = Export().Match(page).Groups[1].Value;
        using var answer = await administrator.PostAsync("/journal?handler=Verify", ("chain", town), ("head", ""));
        var verified = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var lines = (await administrator.ReadAsync($"/journal?handler=Export&chain={town}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("全部核对无误", verified, StringComparison.Ordinal);
        Assert.NotEmpty(lines);
        var check = new ChainCheck(Guid.Parse(town), []);
        Assert.All(lines, line => Assert.Null(check.Next(JournalFile.Read(line) ?? throw new FormatException(line))));
    }

    [Fact]
    public async Task A_check_value_that_was_never_given_is_found_and_one_that_is_none_refused()
    {
        await world.RunJobAsync("journal-seals");
        using var administrator = await world.VisitAsync("administrator");
        var town = Export().Match(await administrator.ReadAsync("/journal")).Groups[1].Value;

        using var forged = await administrator.PostAsync("/journal?handler=Verify", ("chain", town), ("head", "1-000000000000"));
        using var beyond = await administrator.PostAsync("/journal?handler=Verify", ("chain", town), ("head", "99999999-000000000000"));
        using var nonsense = await administrator.PostAsync("/journal?handler=Verify", ("chain", town), ("head", "<script>"));

        Assert.Contains("日志被重写过", await forged.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("最新记录被删除", await beyond.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, nonsense.StatusCode);
        Assert.Contains("校验值应如", await administrator.ReadAsync("/journal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_filtered_by_item_subject_and_day_and_goes_on_page_by_page()
    {
        var item = await world.ItemAsync(1);
        using var administrator = await world.VisitAsync("administrator");

        var first = await administrator.ReadAsync("/journal");
        var ofItem = await administrator.ReadAsync($"/journal?subject=workflow&q={Uri.EscapeDataString(item.Title)}");
        var never = await administrator.ReadAsync("/journal?to=1999-01-01");
        var hostile = await administrator.ReadAsync("/journal?from=nonsense&before=nonsense&subject=%27--&q=%25_%27");

        Assert.Contains(item.Title, ofItem, StringComparison.Ordinal);
        Assert.Contains("启动流程", ofItem, StringComparison.Ordinal);
        Assert.Contains("没有符合条件的记录", never, StringComparison.Ordinal);
        Assert.Contains("工作日志", hostile, StringComparison.Ordinal);
        Assert.Contains("工作日志", first, StringComparison.Ordinal);
    }

    // The last chain of the table: the town's.
    [GeneratedRegex("handler=Export&chain=([0-9a-f-]{36})(?![\\s\\S]*handler=Export&chain=)")]
    private static partial Regex Export();
}
