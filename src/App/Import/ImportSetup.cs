using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Rectify.Workflow.App.Import;

/// <summary>Registers what brings rounds in.</summary>
public static class ImportSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers the import of round files.</summary>
        public IServiceCollection AddImport(IConfiguration configuration)
        {
            services.TryAddSingleton(TownZone.Read(configuration));
            return services.AddScoped<ImportRound>();
        }
    }
}
