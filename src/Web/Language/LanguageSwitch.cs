using Microsoft.AspNetCore.Localization;

namespace Rectify.Workflow.Web.Language;

/// <summary>The link on every page that changes its language (中文 / English).</summary>
public static class LanguageSwitch
{
    internal const string CookieName = "rectify.language";

    /// <summary>Maps the switch; it changes nothing but the reader's own cookie.</summary>
    public static void MapLanguageSwitch(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/language/{culture}", (string culture, HttpContext context) =>
        {
            var back = context.Request.Query["return"].ToString();
            if (Words.Cultures.Contains(culture))
            {
                context.Response.Cookies.Append(
                    CookieName,
                    CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
                    new CookieOptions
                    {
                        HttpOnly = true,
                        SameSite = SameSiteMode.Lax,
                        Secure = context.Request.IsHttps,
                        MaxAge = TimeSpan.FromDays(365),
                        IsEssential = true,
                    });
            }

            return Results.LocalRedirect(IsLocal(back) ? back : "/");
        }).AllowAnonymous();

    private static bool IsLocal(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal)
        && !path.Any(char.IsControl);
}
