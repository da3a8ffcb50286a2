using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Designer;

/// <summary>
/// Proves a call of the designer by its bearer token. The person, the stamp and the session are looked up each time: a
/// closed account, a new password or a sign-out ends the token at once.
/// </summary>
public sealed class StudioTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, StudioToken tokens, RectifyDb db)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented(Request) is not { Length: > 0 } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (tokens.Read(token) is not { } grant || await PrincipalAsync(grant) is not { } person)
        {
            return AuthenticateResult.Fail("The token is not valid or no longer so.");
        }

        // A hub ends its connection when the token does; the page then connects again with the next one.
        return AuthenticateResult.Success(new(person, new AuthenticationProperties { ExpiresUtc = grant.Until }, Scheme.Name));
    }

    /// <summary>The token of a request; null when it has none.</summary>
    internal static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim()
            // A browser cannot set headers on a web socket.
            : request.Path.StartsWithSegments("/elsa/hubs", StringComparison.OrdinalIgnoreCase) ? request.Query["access_token"].ToString()
            : null;
    }

    private async Task<ClaimsPrincipal?> PrincipalAsync(StudioGrant grant)
    {
        var ended = StudioSessions.Ended(grant.Session);
        var found = await db.Users.AsNoTracking()
            .Where(user => user.Id == grant.Person && user.Active && !user.MustChangePassword && user.SecurityStamp == grant.Stamp
                && !db.KeyValues.Any(row => row.Id == ended))
            .Select(user => new
            {
                user.UserName,
                user.DisplayName,
                Roles = db.UserRoles.Where(held => held.UserId == user.Id)
                    .Join(db.Roles, held => held.RoleId, role => role.Id, (_, role) => role.Name).ToList(),
            })
            .SingleOrDefaultAsync(Context.RequestAborted);
        return found is null ? null : new(new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, grant.Person.ToString()),
                new(ClaimTypes.Name, found.UserName ?? ""),
                new(PersonClaims.DisplayName, found.DisplayName),
                .. found.Roles.OfType<string>().Select(role => new Claim(ClaimTypes.Role, role)),
            ],
            Scheme.Name));
    }
}
