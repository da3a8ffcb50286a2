using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Account;

/// <summary>Puts into the sign-in cookie what every page shows: the person's name, and that a password is due.</summary>
public sealed class PersonClaims(
    UserManager<Person> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<Person, IdentityRole<Guid>>(users, roles, options)
{
    internal const string DisplayName = "rectify.display-name";
    internal const string MustChangePassword = "rectify.must-change-password";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DisplayName, user.DisplayName));
        if (user.MustChangePassword)
        {
            identity.AddClaim(new Claim(MustChangePassword, "true"));
        }

        return identity;
    }
}

/// <summary>Reads the signed-in person from the cookie.</summary>
public static class SignedIn
{
    extension(ClaimsPrincipal user)
    {
        /// <summary>The person's id.</summary>
        public Guid PersonId() => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("This page needs a signed-in person; require authorization on its route."));

        /// <summary>The name shown on every page.</summary>
        public string DisplayName() => user.FindFirstValue(PersonClaims.DisplayName) ?? user.Identity?.Name ?? "";

        /// <summary>True until the one-time password is replaced.</summary>
        public bool OwesPassword() => user.HasClaim(PersonClaims.MustChangePassword, "true");
    }
}
