using Microsoft.AspNetCore.Authorization;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>Who may do what through the designer's contract (流程设计的权限).</summary>
public static class ElsaPolicies
{
    /// <summary>See definitions and instances; the only one a reader has.</summary>
    public const string Read = "Elsa.Read";

    /// <summary>Create, save, import, delete and roll back definitions.</summary>
    public const string Design = "Elsa.Design";

    /// <summary>Publish and retract.</summary>
    public const string Publish = "Elsa.Publish";

    /// <summary>Start workflows and try activities.</summary>
    public const string Run = "Elsa.Run";

    /// <summary>Cancel, retry and delete instances.</summary>
    public const string Cancel = "Elsa.Cancel";

    /// <summary>The name of the bearer scheme of the designer's token.</summary>
    public const string Scheme = "ElsaToken";

    /// <summary>How a caller of the contract proves who they are: not by cookie, which a foreign page could make a browser send.</summary>
    public static IReadOnlyList<string> Schemes { get; } = [Scheme];

    /// <summary>Adds the five policies.</summary>
    public static void AddElsaPolicies(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder()
            .AddPolicy(Read, policy => Require(policy, Roles.Administrator, Roles.Reader));
        foreach (var name in new[] { Design, Publish, Run, Cancel })
        {
            authorization.AddPolicy(name, policy => Require(policy, Roles.Administrator));
        }
    }

    private static void Require(AuthorizationPolicyBuilder policy, params string[] roles) =>
        policy.AddAuthenticationSchemes([.. Schemes]).RequireAuthenticatedUser().RequireRole(roles);
}
