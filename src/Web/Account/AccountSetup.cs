using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Elsa;
using Rectify.Workflow.Web.Pages.Mails;

namespace Rectify.Workflow.Web.Account;

/// <summary>Sign-in by cookie, and the rule that nothing is open without it.</summary>
public static class AccountSetup
{
    /// <summary>How long a sign-in lasts without anybody at the keyboard.</summary>
    public static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    /// <summary>The policy of pages that only administrators may open.</summary>
    public const string Administrators = "Administrators";

    /// <summary>Those who decide when rounds and items are reminded of and chased.</summary>
    public const string Planners = "Planners";

    extension(IdentityBuilder identity)
    {
        /// <summary>Adds cookies and policies to the registered people.</summary>
        public void AddSignIn()
        {
            identity.AddSignInManager<PersonSignIn>().AddClaimsPrincipalFactory<PersonClaims>();
            var services = identity.Services;
            services.AddHttpContextAccessor();
            services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
            services.ConfigureApplicationCookie(cookie =>
            {
                cookie.Cookie.Name = "rectify";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.LoginPath = "/sign-in";
                cookie.LogoutPath = "/sign-out";
                cookie.Events.OnRedirectToAccessDenied = denied =>
                {
                    denied.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                };
                cookie.Events.OnRedirectToLogin = missing =>
                {
                    // The designer's calls are made by a program: it wants to be told, not sent to a page.
                    if (missing.Request.Path.StartsWithSegments(ElsaApi.Path, StringComparison.OrdinalIgnoreCase)
                        || missing.Request.Path.StartsWithSegments(MailsApi.Path, StringComparison.OrdinalIgnoreCase)
                        || missing.Request.Path == StudioTokenEndpoint.Path)
                    {
                        missing.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    }
                    else
                    {
                        missing.Response.Redirect(missing.RedirectUri);
                    }

                    return Task.CompletedTask;
                };
                StudioSessions.Follow(cookie.Events);
                cookie.ReturnUrlParameter = "return";
                cookie.ExpireTimeSpan = SessionLength;
                cookie.SlidingExpiration = true;
            });
            // A closed account or a taken role ends open sessions within a minute; use cases ask the database anyway.
            services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromMinutes(1));
            services.AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
                .AddPolicy(Planners, policy => policy.RequireRole(Roles.Supervisor, Roles.Administrator))
                .AddPolicy(Administrators, policy => policy.RequireRole(Roles.Administrator));
        }
    }

    /// <summary>Whoever still has a one-time password gets to the page that replaces it, and nowhere else.</summary>
    public static void UsePasswordDue(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.User.OwesPassword()
            && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null
            && context.Request.Path != "/account/password" && context.Request.Path != "/sign-out"
            && !context.Request.Path.StartsWithSegments(ElsaApi.Path, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect("/account/password");
            return Task.CompletedTask;
        }

        return next(context);
    });
}
