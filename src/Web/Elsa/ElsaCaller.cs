using Microsoft.AspNetCore.Http.Features;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>Whoever calls the contract, as the database knows them now and not as their token remembers them.</summary>
internal static class ElsaCaller
{
    /// <summary>The person on whose behalf the call runs.</summary>
    public static Viewer Viewer(this HttpContext context) => context.Features.GetRequiredFeature<Viewer>();

    /// <summary>True when the person may change definitions and instances.</summary>
    public static bool MayDesign(this HttpContext context) => context.Viewer().Is(Roles.Administrator);

    /// <summary>Refuses persons whose account was closed or whose role was taken since they signed in.</summary>
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var people = context.RequestServices.GetRequiredService<PeopleDirectory>();
        if (context.User.OwesPassword()
            || await people.ViewerAsync(context.User.PersonId(), context.RequestAborted) is not { } viewer
            || !(viewer.Is(Roles.Administrator) || (viewer.Is(Roles.Reader) && IsRead(context))))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        context.Features.Set(viewer);
        return await next(call);
    }

    private static bool IsRead(HttpContext context) => context.GetEndpoint()?.Metadata
        .GetOrderedMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>().All(rule => rule.Policy == ElsaPolicies.Read) == true;
}
