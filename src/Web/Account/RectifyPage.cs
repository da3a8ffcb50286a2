using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Account;

/// <summary>A page that acts for the signed-in person as the database knows them now, not as the cookie remembers them.</summary>
public abstract class RectifyPage : PageModel
{
    /// <summary>The signed-in person.</summary>
    public Viewer Viewer { get; private set; } = null!;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var people = HttpContext.RequestServices.GetRequiredService<PeopleDirectory>();
        if (await people.ViewerAsync(User.PersonId(), HttpContext.RequestAborted) is not { } viewer)
        {
            // The account was closed while its session was open.
            context.Result = Forbid();
            return;
        }

        if (context.HandlerMethod is null && !HttpMethods.IsGet(HttpContext.Request.Method) && !HttpMethods.IsHead(HttpContext.Request.Method))
        {
            // No form of ours asks for that; the page itself would be drawn without what it shows.
            context.Result = NotFound();
            return;
        }

        Viewer = viewer;
        await next();
    }
}
