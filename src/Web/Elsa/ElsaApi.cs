using Rectify.Workflow.Web.Elsa.BulkActions;
using Rectify.Workflow.Web.Elsa.Descriptors;
using Rectify.Workflow.Web.Elsa.Features;
using Rectify.Workflow.Web.Elsa.Hubs;
using Rectify.Workflow.Web.Elsa.Scripting;
using Rectify.Workflow.Web.Elsa.Tests;
using Rectify.Workflow.Web.Elsa.WorkflowDefinitions;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>
/// The REST contract of Elsa's designer under <c>/elsa/api</c>. Ids of versions and instances are written without dashes.
/// Each endpoint names its policy; without one of its own it can only be read.
/// </summary>
public static class ElsaApi
{
    /// <summary>Where the contract begins; the designer calls nothing else.</summary>
    public const string Path = "/elsa/api";

    /// <summary>Registers what the endpoints need.</summary>
    public static void AddElsaApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ElsaJson.Configure(json.SerializerOptions));
        services.AddElsaPolicies();
        services.AddScoped<DesignerActivities>();
        services.AddScoped<DefinitionAnswer>();
        services.AddElsaHub();
        services.AddInstances();
    }

    /// <summary>Maps every resource of the contract.</summary>
    public static void MapElsaApi(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        // The caller proves itself with a bearer token, which no foreign page can send: no antiforgery needed.
        var api = routes.MapGroup(Path).DisableAntiforgery();
        api.WithMetadata(new Microsoft.AspNetCore.Mvc.SkipStatusCodePagesAttribute());
        var read = api.MapGroup("").RequireAuthorization(ElsaPolicies.Read).AddEndpointFilter(ElsaCaller.FilterAsync);
        read.MapFeatures();
        read.MapDescriptors();
        read.MapWorkflowDefinitions();
        TypeDefinitions.Map(read);
        ActivityTrials.Map(read);
        read.MapInstances();
        api.MapGroup("").RequireAuthorization(ElsaPolicies.Cancel).AddEndpointFilter(ElsaCaller.FilterAsync).MapInstanceEndings();
        routes.MapElsaHub();
        read.Map("{**rest}", () => TypedResults.StatusCode(StatusCodes.Status404NotFound));
    }

    private static void MapDescriptors(this IEndpointRouteBuilder routes)
    {
        Activities.Map(routes);
        SmallLists.Map(routes);
    }

    private static void MapWorkflowDefinitions(this IEndpointRouteBuilder routes)
    {
        WorkflowDefinitions.List.Map(routes);
        Get.Map(routes);
        Save.Map(routes);
        Change.Map(routes);
        Export.Map(routes);
        Execute.Map(routes);
        Subgraph.Map(routes);
        Consumers.Map(routes);
        ReviewLatest.Map(routes);
        ImportFiles.Map(routes);
        Definitions.Map(routes);
    }

    /// <summary>An id as the contract writes it.</summary>
    public static string Wire(this Guid id) => id.ToString("N");
}
