using Microsoft.Playwright;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>What people do in the Studio.</summary>
public static class StudioSteps
{
    /// <summary>A cold start interprets 38 MB of code on a machine that may have other work.</summary>
    public const float ColdStart = 90_000;

    /// <summary>Waits until the Studio shows its element.</summary>
    public static async Task ComesUpAsync(this IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.Locator("#studio[data-shown]").WaitForAsync(new() { Timeout = ColdStart, State = WaitForSelectorState.Attached });
    }
}
