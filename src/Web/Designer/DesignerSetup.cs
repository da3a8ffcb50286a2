using Microsoft.AspNetCore.Authentication;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Elsa;

namespace Rectify.Workflow.Web.Designer;

/// <summary>Puts the genuine Elsa Studio into our house (流程设计).</summary>
public static class DesignerSetup
{
    /// <summary>Administrators design, readers look.</summary>
    public const string Policy = "Designer";

    /// <summary>Registers the files, the token and who may open the pages.</summary>
    public static void AddDesigner(this IServiceCollection services)
    {
        services.AddSingleton(StudioFiles.Find(AppContext.BaseDirectory));
        services.AddSingleton<StudioToken>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, StudioTokenHandler>(ElsaPolicies.Scheme, configureOptions: null);
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireRole(Roles.Administrator, Roles.Reader));
    }

    /// <summary>Maps everything below /designer that is not a page.</summary>
    public static void MapDesigner(this IEndpointRouteBuilder routes)
    {
        routes.MapStudioToken();
        routes.MapStudioFiles();
        routes.MapStudioAddresses();
    }
}
