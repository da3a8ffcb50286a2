using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Rectify.Workflow.App.Calls;

/// <summary>Registers the requests workflows send.</summary>
public static class CallSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Wrong settings stop the host at its start, not at the first request.</summary>
        public IServiceCollection AddCalls(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<CallOptions>().Bind(configuration.GetSection(CallOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
            services.TryAddSingleton<CallGate>();
            services.TryAddSingleton<CallSender>();
            services.TryAddSingleton<SendCalls>();
            return services;
        }
    }
}
