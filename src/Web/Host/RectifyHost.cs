using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Logging;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Elsa;
using Rectify.Workflow.Web.Endpoints;
using Rectify.Workflow.Web.Language;
using Rectify.Workflow.Web.Pages.Items;
using Rectify.Workflow.Web.Pages.Mails;
using Rectify.Workflow.Web.Pages.Papers;
using Rectify.Workflow.Web.Pages.Tasks;

namespace Rectify.Workflow.Web.Host;

/// <summary>Puts the host together: settings, services, pipeline.</summary>
public static class RectifyHost
{
    /// <summary>Builds the host; nothing has been opened or started yet.</summary>
    public static WebApplication Build(HostArguments arguments, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. arguments.Settings],
            ApplicationName = typeof(RectifyHost).Assembly.GetName().Name,
            // Settings and static files lie beside the assembly, wherever the host is started from.
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
        });
        AddDefaults(builder.Configuration, arguments);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // Somewhat more than the largest file taken, so that a file a little too large gets a sentence, not a cut line.
            server.Limits.MaxRequestBodySize = 2 * EvidenceTypes.MaxBytes;
        });
        AddServices(builder, arguments);
        configure?.Invoke(builder);
        var app = builder.Build();
        UsePipeline(app);
        return app;
    }

    private static void AddDefaults(ConfigurationManager configuration, HostArguments arguments)
    {
        // What the command line says beats everything; what follows from it is only a default.
        if (arguments.Data is { } chosen)
        {
            configuration["Rectify:Database:DataFolder"] = Path.GetFullPath(chosen);
        }

        configuration["Rectify:Database:DataFolder"] ??= Path.GetFullPath(arguments.Demo ? Path.Combine("data", "demo") : "data");
        var data = configuration["Rectify:Database:DataFolder"] ?? "data";
        if (arguments.Demo)
        {
            // A year of log lines would bury the progress and the summary.
            configuration["Serilog:MinimumLevel:Override:Rectify.Workflow"] ??= "Warning";
            configuration["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] ??= "Warning";
            configuration["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.DataProtection"] ??= "Error";
        }

        // It warns of its own header when a page has more than one form.
        configuration["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Antiforgery"] ??= "Error";
        configuration["Rectify:Mail:Folder"] ??= Path.Combine(data, "mail");
    }

    private static void AddServices(WebApplicationBuilder builder, HostArguments arguments)
    {
        var services = builder.Services;
        var options = HostSettings.Read(builder.Configuration);
        services.AddSingleton(options);
        services.AddRectify(builder.Configuration);
        services.AddHostedService<FollowCalendar>();
        services.AddWatchdog();
        var database = builder.Configuration.GetSection("Rectify:Database").Get<DatabaseOptions>() ?? new();
        services.AddRectifyLogging(builder.Configuration, database.DataFolder);
        services.AddHangfireClock(database, TimeZoneInfo.FindSystemTimeZoneById(options.ZoneId), runsJobs: options.Role is not HostRole.Web);
        var people = services.AddPeople();
        services.AddDataProtection().SetApplicationName("Rectify").PersistKeysToDbContext<RectifyDb>();
        if (options.Role is not HostRole.Worker)
        {
            people.AddSignIn();
            AddPages(services, options);
        }

        services.Configure<ForwardedHeadersOptions>(proxy =>
            proxy.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
                | ForwardedHeaders.XForwardedPrefix);
        services.AddHealth();
        if (arguments.Demo)
        {
            services.AddDemo();
        }
    }

    private static void AddPages(IServiceCollection services, HostSettings options)
    {
        services.AddElsaApi();
        services.AddWorkflowEndpoints();
        services.AddDesigner();
        services.AddSingleton<Words>();
        services.AddSingleton<MoveWords>();
        services.AddSingleton(provider => new Show(
            TimeZoneInfo.FindSystemTimeZoneById(options.ZoneId), provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<MailFolder>();
        services.AddScoped<TaskForms>();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "rectify.form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRazorPages();
        // Chinese stays Chinese in the page's source instead of becoming character references.
        services.Configure<Microsoft.Extensions.WebEncoders.WebEncoderOptions>(
            encoder => encoder.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<RequestLocalizationOptions>(languages =>
        {
            languages.SetDefaultCulture(Words.Cultures[0])
                .AddSupportedCultures([.. Words.Cultures]).AddSupportedUICultures([.. Words.Cultures]);
            // Only the reader's own choice counts: the interface is Chinese first whatever the browser prefers.
            languages.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = LanguageSwitch.CookieName }];
        });
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSubPath();
        app.UseStepScope();
        app.UseSecurityHeaders();
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/problem/500");
            app.UseHsts();
        }

        app.UseStatusCodePagesWithReExecute("/problem/{0}");
        app.UseStaticFiles(new StaticFileOptions
        {
            // The address carries a hash of the content, so it may be kept for good.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = file.Context.Request.Query.ContainsKey("v")
                ? "public, max-age=31536000, immutable"
                : "public, max-age=3600",
        });
        app.UseRouting();
        app.MapHealth();
        app.MapMetrics();
        if (app.Services.GetRequiredService<HostSettings>().Role is HostRole.Worker)
        {
            return;
        }

        app.UseRequestLocalization();
        app.UseElsaErrors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UsePasswordDue();
        app.MapRazorPages();
        app.MapMailParts();
        app.MapMailsApi();
        app.MapMailLinks();
        app.MapEvidence();
        app.MapPapers();
        app.MapLanguageSwitch();
        app.MapJobs();
        app.MapElsaApi();
        app.MapWorkflowEndpoints();
        app.MapDesigner();
    }
}
