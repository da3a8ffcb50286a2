using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Rectify.Workflow.App.Runs;

/// <summary>Registers what looks at workflow instances and ends them.</summary>
public static class RunSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds lists, details, journal and executions of instances.</summary>
        public IServiceCollection AddRuns()
        {
            services.TryAddSingleton<RunLogs>();
            services.TryAddScoped<CancelRuns>();
            services.TryAddScoped<DeleteRun>();
            services.TryAddScoped<RunChanges>();
            services.TryAddScoped<RunExecutions>();
            services.TryAddScoped<RunFiles>();
            services.TryAddScoped<RunJournal>();
            services.TryAddScoped<RunList>();
            services.TryAddScoped<RunReading>();
            services.TryAddScoped<RunStages>();
            services.TryAddScoped<StoppedRuns>();
            return services;
        }
    }
}
