using System.IO.Compression;
using System.Net;
using System.Xml.Linq;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

/// <summary>The ledger's columns, filters, saved views and its table as a file (整改台账).</summary>
public sealed class LedgerPageTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_reader_chooses_columns_and_the_exported_table_has_exactly_these_and_all_matching_items()
    {
        using var visitor = await world.VisitAsync("supervisor");
        const string Query = "cols=number&cols=title&cols=measures&cols=due&section=1";

        var page = await visitor.ReadAsync($"/items?{Query}");
        using var answer = await visitor.GetAsync($"/items?handler=Export&{Query}");
        var rows = await SheetAsync(answer);

        Assert.Contains("已选4栏", page, StringComparison.Ordinal);
        Assert.Equal(["序号", "反馈问题", "整改措施", "完成时限"], rows[0]);
        var items = await world.ReadAsync(db => Task.FromResult(db.Items.Where(item => item.SectionNo == 1).OrderBy(item => item.Number).ToList()));
        Assert.Equal(items.Select(item => item.Title), rows.Skip(1).Select(row => row[1]));
        Assert.StartsWith("1. ", rows[1][2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_is_found_in_problem_measures_and_progress_and_a_foreign_item_never()
    {
        var item = await world.ItemAsync(3);
        var word = item.Measures[0].Text[..6];
        using var supervisor = await world.VisitAsync("supervisor");
        using var other = await world.VisitAsync("head-forestry");

        Assert.Contains(item.Title, await supervisor.ReadAsync($"/items?q={Uri.EscapeDataString(word)}"), StringComparison.Ordinal);
        using var foreign = await other.GetAsync("/items?handler=Export&cols=title");
        Assert.True((await SheetAsync(foreign)).Count < 26);
    }

    [Fact]
    public async Task A_view_is_kept_found_replaced_and_forgotten_by_its_owner_only()
    {
        using var owner = await world.VisitAsync("supervisor");
        using var other = await world.VisitAsync("secretary");
        var name = $"逾期{Guid.NewGuid():N}"[..12];

        using var kept = await owner.PostAsync("/items?handler=Keep", ("name", name), ("query", "?overdue=true&cols=number&cols=title"));
        var mine = await owner.ReadAsync("/items");
        var theirs = await other.ReadAsync("/items");
        using var nameless = await owner.PostAsync("/items?handler=Keep", ("name", "  "), ("query", "?open=true"));
        Assert.Contains("视图没有保存", await owner.ReadAsync("/items"), StringComparison.Ordinal);
        using var elsewhere = await owner.PostAsync("/items?handler=Keep", ("name", name), ("query", "//evil.example"));

        Assert.Equal("/items?overdue=true&cols=number&cols=title", kept.Headers.Location?.ToString());
        Assert.Contains($"视图“{name}”已保存。", mine, StringComparison.Ordinal);
        Assert.DoesNotContain(name, theirs, StringComparison.Ordinal);
        Assert.Equal("/items", elsewhere.Headers.Location?.ToString());
        var view = await world.ReadAsync(db => Task.FromResult(db.LedgerViews.Single(each => each.Name == name)));
        using var stolen = await other.PostAsync("/items?handler=Forget", ("view", view.Id.ToString()));
        Assert.Contains(name, await owner.ReadAsync("/items"), StringComparison.Ordinal);
        using var forgotten = await owner.PostAsync("/items?handler=Forget", ("view", view.Id.ToString()));
        Assert.Equal(0, await world.ReadAsync(db => Task.FromResult(db.LedgerViews.Count(each => each.Id == view.Id))));
    }

    [Theory]
    [InlineData("cols=nonsense&within=-1&round=nonsense&sort=nonsense")]
    [InlineData("q=%25&section=99&within=99999999&unit=00000000-0000-0000-0000-000000000000")]
    public async Task Whatever_stands_in_the_address_the_ledger_answers(string query)
    {
        using var visitor = await world.VisitAsync("supervisor");

        using var page = await visitor.GetAsync($"/items?{query}");
        using var table = await visitor.GetAsync($"/items?handler=Export&{query}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, table.StatusCode));
    }

    private static async Task<List<string[]>> SheetAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancel));
        await using var part = await zip.Entries.Single(entry => entry.FullName.EndsWith("sheet1.xml", StringComparison.Ordinal)).OpenAsync(Cancel);
        var sheet = await XDocument.LoadAsync(part, LoadOptions.None, Cancel);
        return [.. sheet.Descendants().Where(each => each.Name.LocalName == "row")
            .Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
    }
}
