using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Rectify.Workflow.App.Endpoints;

/// <summary>Registers the requests workflows answer.</summary>
public static class EndpointSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Wrong settings stop the host at its start.</summary>
        public IServiceCollection AddEndpoints(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<EndpointOptions>().Bind(configuration.GetSection(EndpointOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
            services.TryAddScoped<ListenerQueries>();
            services.TryAddScoped<ReceiveRequest>();
            return services;
        }
    }
}
