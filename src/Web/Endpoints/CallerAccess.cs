using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Elsa;

namespace Rectify.Workflow.Web.Endpoints;

/// <summary>
/// Who calls a workflow, and whether they may. A bearer token always counts; the cookie of the house only when the browser
/// itself says that one of our own pages sent the request, so no foreign page or link can act in somebody's name.
/// </summary>
public sealed class CallerAccess(PeopleDirectory people)
{
    /// <summary>The person, or the status that refuses the call; neither for somebody unknown where anybody may call.</summary>
    public async Task<(Viewer? By, int? Refusal)> CheckAsync(HttpContext context, HttpRoute route, bool allowAnonymous)
    {
        ArgumentNullException.ThrowIfNull(route);
        var principal = await PrincipalAsync(context);
        var viewer = principal is null || principal.OwesPassword() ? null : await people.ViewerAsync(principal.PersonId(), context.RequestAborted);
        if (!route.Authorize && allowAnonymous)
        {
            return (viewer, null);
        }

        // The policy is the name of a role; one that is none lets nobody in.
        return viewer is null ? (null, StatusCodes.Status401Unauthorized)
            : route.Policy is null || viewer.Is(route.Policy) ? (viewer, null)
            : (null, StatusCodes.Status403Forbidden);
    }

    private static async Task<ClaimsPrincipal?> PrincipalAsync(HttpContext context)
    {
        if (await context.AuthenticateAsync(ElsaPolicies.Scheme) is { Succeeded: true, Principal: { } bearer })
        {
            return bearer;
        }

        return context.Request.Headers["Sec-Fetch-Site"] == "same-origin"
            && await context.AuthenticateAsync(IdentityConstants.ApplicationScheme) is { Succeeded: true, Principal: { } signedIn } ? signedIn : null;
    }
}
