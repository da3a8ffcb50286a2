using System.Text.Json;
using Microsoft.Playwright;

namespace Rectify.Workflow.Web.Tests.Designer;

/// <summary>
/// Dragging with the mouse. Playwright learns from the page's mousemove that a drag has begun; on a busy machine Chromium begins
/// one without that event, Playwright lets go of it, and from then on the page takes no mouse at all. The browser itself says
/// when it has begun a drag, so here it is asked.
/// </summary>
internal static class StudioDrags
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Drags something to a place of something else; false when the browser took it for no drag.</summary>
    public static async Task<bool> DragAsync(this IPage page, ILocator what, ILocator onto, float x, float y)
    {
        await what.ScrollIntoViewIfNeededAsync();
        var from = await BoxAsync(what);
        var to = await BoxAsync(onto);
        var browser = await page.Context.NewCDPSessionAsync(page);
        try
        {
            return await DragAsync(browser, (from.X + (from.Width / 2), from.Y + (from.Height / 2)), (to.X + x, to.Y + y));
        }
        finally
        {
            await browser.DetachAsync();
        }
    }

    private static async Task<bool> DragAsync(ICDPSession browser, (float X, float Y) from, (float X, float Y) to)
    {
        var begun = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        browser.Event("Input.dragIntercepted").OnEvent += (_, told) => begun.TrySetResult(told!.Value.GetProperty("data").Clone());
        await browser.SendAsync("Input.setInterceptDrags", new() { ["enabled"] = true });
        await MouseAsync(browser, "mouseMoved", from, pressed: false);
        await MouseAsync(browser, "mousePressed", from, pressed: true);
        await MouseAsync(browser, "mouseMoved", (from.X + 10, from.Y + 5), pressed: true);
        await MouseAsync(browser, "mouseMoved", to, pressed: true);
        try
        {
            var dragged = await begun.Task.WaitAsync(Patience);
            foreach (var step in new[] { "dragEnter", "dragOver", "drop" })
            {
                await browser.SendAsync("Input.dispatchDragEvent", new() { ["type"] = step, ["x"] = to.X, ["y"] = to.Y, ["data"] = dragged });
            }

            return true;
        }
        catch (TimeoutException)
        {
            await MouseAsync(browser, "mouseReleased", to, pressed: false);
            return false;
        }
        finally
        {
            await browser.SendAsync("Input.setInterceptDrags", new() { ["enabled"] = false });
        }
    }

    private static async Task MouseAsync(ICDPSession browser, string type, (float X, float Y) at, bool pressed) => await browser.SendAsync(
        "Input.dispatchMouseEvent",
        new()
        {
            ["type"] = type,
            ["x"] = at.X,
            ["y"] = at.Y,
            ["button"] = type == "mouseMoved" && !pressed ? "none" : "left",
            ["buttons"] = pressed ? 1 : 0,
            ["clickCount"] = type == "mouseMoved" ? 0 : 1,
        });

    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator what) =>
        await what.BoundingBoxAsync() ?? throw new InvalidOperationException($"{what} is not on the screen.");
}
