using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Elsa;

namespace Rectify.Workflow.Web.Designer;

/// <summary>The addresses the Studio writes into its own links, led to our pages.</summary>
public static class StudioAddresses
{
    /// <summary>Maps them both as absolute ones and below the designer's base.</summary>
    public static void MapStudioAddresses(this IEndpointRouteBuilder routes)
    {
        foreach (var start in new[] { "", "/designer" })
        {
            var old = routes.MapGroup($"{start}/workflows").RequireAuthorization(DesignerSetup.Policy);
            foreach (var list in new[] { "definitions", "instances" })
            {
                old.MapGet(list, (HttpContext context) => Lead(context, list));
                old.MapGet($"{list}/{{id}}/{{verb:regex(^(edit|view)$)}}", (HttpContext context, string id) => Lead(context, list, id));
            }
        }

        // From a 整改任务 to the workflow it runs through; the newest when it was started again.
        routes.MapGet("/designer/items/{id:guid}", LeadToItemAsync).RequireAuthorization(DesignerSetup.Policy);
    }

    private static async Task<IResult> LeadToItemAsync(HttpContext context, Guid id, RectifyDb db)
    {
        var item = new ItemId(id);
        var newest = await db.Instances.AsNoTracking().Where(row => row.ItemId == item)
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(context.RequestAborted);
        return newest is { } instance ? Lead(context, "instances", instance.Wire()) : Results.NotFound();
    }

    private static IResult Lead(HttpContext context, string list, string? id = null) =>
        Results.LocalRedirect($"{context.Request.PathBase}/designer/{list}{(id is null ? "" : $"/{Uri.EscapeDataString(id)}")}");
}
