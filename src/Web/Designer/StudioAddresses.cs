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
    }

    private static IResult Lead(HttpContext context, string list, string? id = null) =>
        Results.LocalRedirect($"{context.Request.PathBase}/designer/{list}{(id is null ? "" : $"/{Uri.EscapeDataString(id)}")}");
}
