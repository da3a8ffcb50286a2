using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App;

namespace Rectify.Workflow.Cli.Forecast;

/// <summary>The product's services for a command that only reads: the same settings as the host's.</summary>
internal static class CliServices
{
    public static ServiceProvider Of(string? data)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        configuration["Rectify:Database:DataFolder"] = Path.GetFullPath(data ?? configuration["Rectify:Database:DataFolder"] ?? "data");
        var services = new ServiceCollection();
        services.AddLogging();
        // Nothing is sent, so no link needs a key that lasts.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddRectify(configuration);
        return services.BuildServiceProvider();
    }
}
