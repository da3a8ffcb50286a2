using Microsoft.Extensions.DependencyInjection;

namespace Rectify.Workflow.App.Import;

/// <summary>Registers what brings rounds in.</summary>
public static class ImportSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers the import of round files.</summary>
        public IServiceCollection AddImport() => services.AddScoped<ImportRound>();
    }
}
