using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Elsa;

namespace Rectify.Workflow.Web.Designer;

/// <summary>Gives the designer's page a bearer token for its calls, against the cookie of the house.</summary>
public static class StudioTokenEndpoint
{
    /// <summary>Where the page fetches it.</summary>
    public const string Path = "/designer/token";

    /// <summary>The token, for how many seconds it is good, and whose it is.</summary>
    public sealed record Issued(string Token, int ExpiresIn, Guid Person);

    /// <summary>Maps the endpoint; what the token opens is decided call by call.</summary>
    public static void MapStudioToken(this IEndpointRouteBuilder routes) => routes.MapGet(Path, IssueAsync).RequireAuthorization();

    private static async Task<IResult> IssueAsync(
        HttpContext context, UserManager<Person> users, StudioToken tokens, TimeProvider clock)
    {
        var cookie = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (StudioSessions.SessionOf(cookie.Properties) is not { } session
            || await users.FindByIdAsync(context.User.PersonId().ToString()) is not { Active: true, MustChangePassword: false, SecurityStamp: { } stamp } person)
        {
            return ElsaError.At(StatusCodes.Status401Unauthorized, "登录已失效，请重新登录。");
        }

        var now = clock.GetUtcNow();
        var until = now + StudioToken.Lifetime;
        if (cookie.Properties?.ExpiresUtc is { } end && end < until)
        {
            // No token outlives the session it came from.
            until = end;
        }

        return Results.Json(new Issued(tokens.Write(new(person.Id, stamp, session, until)), (int)(until - now).TotalSeconds, person.Id), ElsaJson.Options);
    }
}
