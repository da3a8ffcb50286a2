using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Designer;

/// <summary>Ties the designer's tokens to the session of the house: each sign-in has a number, and one that was ended is remembered as long as a token may live.</summary>
public static class StudioSessions
{
    private const string Number = "rectify.session";

    /// <summary>The key of an ended session among the installation's facts; the value is when it may be forgotten.</summary>
    public static string Ended(string session) => $"ended-session/{session}";

    /// <summary>The number of the session this cookie belongs to; null when it has none.</summary>
    public static string? SessionOf(AuthenticationProperties? properties) => properties?.Items.TryGetValue(Number, out var session) == true ? session : null;

    /// <summary>Numbers new sessions, ends them at sign-out, and keeps background calls from prolonging them.</summary>
    public static void Follow(CookieAuthenticationEvents cookie)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        cookie.OnSigningIn = signing =>
        {
            signing.Properties.Items.TryAdd(Number, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
            return Task.CompletedTask;
        };
        cookie.OnSigningOut = signing => EndAsync(signing.HttpContext);
        cookie.OnCheckSlidingExpiration = check =>
        {
            // The designer polls by itself: only somebody at the keyboard keeps the session open.
            var request = check.Request;
            check.ShouldRenew &= !request.Path.StartsWithSegments("/elsa", StringComparison.OrdinalIgnoreCase)
                && !(request.Path == StudioTokenEndpoint.Path && request.Query["idle"] == "true");
            return Task.CompletedTask;
        };
    }

    /// <summary>
    /// True while whoever got the grant is still signed in, in one of the roles; for connections that outlive their token.
    /// None holds longer than a session of the house without a sign-in.
    /// </summary>
    internal static async Task<bool> HoldsAsync(
        RectifyDb db, StudioGrant grant, string[] roles, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = Ended(grant.Session);
        return now < grant.Until + AccountSetup.SessionLength && await db.Users.AnyAsync(
            user => user.Id == grant.Person && user.Active && !user.MustChangePassword && user.SecurityStamp == grant.Stamp
                && !db.KeyValues.Any(row => row.Id == ended)
                && db.UserRoles.Any(held => held.UserId == user.Id
                    && db.Roles.Any(role => role.Id == held.RoleId && role.Name != null && roles.Contains(role.Name))),
            cancellationToken);
    }

    private static async Task EndAsync(HttpContext context)
    {
        var cookie = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (SessionOf(cookie.Properties) is not { } session)
        {
            return;
        }

        var db = context.RequestServices.GetRequiredService<RectifyDb>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var ended = await db.KeyValues.AsNoTracking().Where(row => row.Id.StartsWith("ended-session/")).ToListAsync(context.RequestAborted);
        if (ended.Exists(row => row.Id == Ended(session)))
        {
            return;
        }

        var over = ended.Where(row => long.Parse(row.Value, CultureInfo.InvariantCulture) < now.ToUnixTimeSeconds()).Select(row => row.Id).ToList();
        await db.KeyValues.Where(row => over.Contains(row.Id)).ExecuteDeleteAsync(context.RequestAborted);
        var until = (now + StudioToken.Lifetime).ToUnixTimeSeconds();
        db.KeyValues.Add(new() { Id = Ended(session), Value = until.ToString(CultureInfo.InvariantCulture) });
        await db.SaveChangesAsync(context.RequestAborted);
    }
}
