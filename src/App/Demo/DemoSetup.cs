using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Import;

namespace Rectify.Workflow.App.Demo;

/// <summary>Registers what a host in demo mode needs beside the product itself.</summary>
public static class DemoSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Puts the virtual clock in the place of every other clock; call it after everything else.</summary>
        public IServiceCollection AddDemo()
        {
            services.AddSingleton<VirtualClock>();
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<VirtualClock>()));
            services.TryAddScoped<ImportRound>();
            services.AddScoped<DemoAccounts>().AddScoped<DemoActor>().AddScoped<DemoReportReader>();
            return services;
        }
    }
}
