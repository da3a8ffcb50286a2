using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Mvc;

namespace Rectify.Workflow.Web.Elsa.Hubs;

/// <summary>The hub beside the contract's address, where the designer looks for it.</summary>
internal static class HubSetup
{
    public const string Path = "/elsa/hubs/workflow-instance";

    public static void AddElsaHub(this IServiceCollection services)
    {
        services.AddSingleton<Observed>();
        services.AddHostedService<TellViewers>();
        services.AddSignalR(hub =>
        {
            // A viewer sends an id, nothing else.
            hub.MaximumReceiveMessageSize = 4096;
            hub.EnableDetailedErrors = false;
        }).AddJsonProtocol(json => ElsaJson.Configure(json.PayloadSerializerOptions));
    }

    public static void MapElsaHub(this IEndpointRouteBuilder routes) => routes
        .MapHub<WorkflowInstanceHub>(Path, connection => connection.Transports =
            HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling)
        .RequireAuthorization(ElsaPolicies.Read)
        .WithMetadata(new SkipStatusCodePagesAttribute());
}
