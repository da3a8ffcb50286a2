using System.Net;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Mails;

/// <summary>The page on which summaries are previewed and chosen.</summary>
public sealed class SummaryPageTests(WebWorld world)
{
    [Fact]
    public async Task An_administrator_chooses_which_summaries_a_round_sends_and_nobody_else()
    {
        using var administrator = await world.VisitAsync("administrator");
        using var supervisor = await world.VisitAsync("supervisor");
        var page = await administrator.ReadAsync("/weekly");
        var round = page[(page.IndexOf("name=\"round\" value=\"", StringComparison.Ordinal) + 20)..][..36];

        using var refused = await supervisor.PostAsync("/weekly?handler=Plan", ("round", round), ("plan", "Both"));
        using var nonsense = await administrator.PostAsync("/weekly?handler=Plan", ("round", round), ("plan", "7"));
        using var changed = await administrator.PostAsync("/weekly?handler=Plan", ("round", round), ("plan", "Both"));
        var after = await administrator.ReadAsync($"/weekly?round={round}");
        using var back = await administrator.PostAsync("/weekly?handler=Plan", ("round", round), ("plan", "Weekly"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, nonsense.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Contains("<option value=\"Both\" selected=\"selected\">", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_supervisor_reads_a_summary_of_the_scope_and_its_sheet_and_an_official_only_the_own_one()
    {
        await world.ItemAsync(1);
        using var supervisor = await world.VisitAsync("supervisor");
        using var official = await world.VisitAsync("head-tourism");

        var page = await supervisor.ReadAsync("/weekly?who=secretary");
        using var body = await supervisor.GetAsync("/weekly?handler=Body&who=secretary");
        using var sheet = await supervisor.GetAsync("/weekly?handler=Sheet&who=secretary");
        using var others = await official.GetAsync("/weekly?who=secretary");
        using var nobody = await supervisor.GetAsync("/weekly?who=nobody-of-this-name");

        Assert.Contains("每周汇总", page, StringComparison.Ordinal);
        Assert.Contains("sandbox", body.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("data:image/png", await body.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((byte)'P', (await sheet.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[0]);
        Assert.Equal("nosniff", sheet.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (others.StatusCode, nobody.StatusCode));
    }
}
