using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.Cli.Forecast;

/// <summary>The product's services for a command that only reads: the same settings as the host's.</summary>
internal static class CliServices
{
    /// <exception cref="FileNotFoundException">There is no embedded database: none is made by looking for it.</exception>
    public static ServiceProvider Of(string? data)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        configuration["Rectify:Database:DataFolder"] = Path.GetFullPath(data ?? configuration["Rectify:Database:DataFolder"] ?? "data");
        var database = configuration.GetSection("Rectify:Database").Get<DatabaseOptions>() ?? new();
        if (database is { Provider: DatabaseProvider.Sqlite, ConnectionString: null } && !File.Exists(database.EmbeddedFile))
        {
            throw new FileNotFoundException($"{database.DataFolder}里没有数据库rectify.db，请用--data指明所在文件夹。There is no rectify.db; name its folder with --data.");
        }

        var services = new ServiceCollection();
        services.AddLogging();
        // Nothing is sent, so no link needs a key that lasts.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddRectify(configuration);
        return services.BuildServiceProvider();
    }
}
