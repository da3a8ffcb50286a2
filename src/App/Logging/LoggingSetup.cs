using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Journal;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Templates;

namespace Rectify.Workflow.App.Logging;

/// <summary>
/// Logs to the console, readable, and to a rolling file of compact JSON. Lines carry ids instead of names and
/// addresses, and the id of the request or job run they belong to.
/// </summary>
public static class LoggingSetup
{
    private const string ConsoleLine =
        "{@t:HH:mm:ss} {@l:u3} {SourceContext:l} {#if StepId is not null}[{StepId}] {#end}{@m}\n{@x}";

    extension(IServiceCollection services)
    {
        /// <summary>Settings under "Serilog" override levels; "Rectify:Log:Folder" moves the file, which is kept for 31 days.</summary>
        public IServiceCollection AddRectifyLogging(IConfiguration configuration, string dataFolder) =>
            services.AddSerilog(logger => Configure(logger, configuration, configuration["Rectify:Log:Folder"] ?? Path.Combine(dataFolder, "logs")));
    }

    extension(IApplicationBuilder app)
    {
        /// <summary>Gives each request its correlation id: every log line, journal entry and mail of the request carries it.</summary>
        public IApplicationBuilder UseStepScope() => app.Use(async (context, next) =>
        {
            var clock = context.RequestServices.GetRequiredService<TimeProvider>();
            using var step = StepScope.Begin($"web-{Guid.CreateVersion7(clock.GetUtcNow()):N}");
            await next(context);
        });
    }

    /// <summary>The configuration itself, for hosts and tests.</summary>
    public static LoggerConfiguration Configure(LoggerConfiguration logger, IConfiguration configuration, string folder)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return logger
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .ReadFrom.Configuration(configuration)
            .Enrich.FromLogContext()
            .Enrich.With<StepIdEnricher>()
            .WriteTo.Console(new ExpressionTemplate(ConsoleLine, CultureInfo.InvariantCulture))
            .WriteTo.Async(sink => sink.File(
                new CompactJsonFormatter(), Path.Combine(folder, "rectify-.clef"),
                rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31, shared: true));
    }

    private sealed class StepIdEnricher : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            if (StepScope.Current is { } step)
            {
                logEvent.AddOrUpdateProperty(propertyFactory.CreateProperty("StepId", step));
            }
        }
    }
}
