using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Calls;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Rehearsal;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.App;

/// <summary>The map of the product: each feature registers itself.</summary>
public static class AppSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers the use cases; hosts add what only they need (HTTP, Hangfire's server).</summary>
        public IServiceCollection AddRectify(IConfiguration configuration)
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(TownZone.Read(configuration));
            services.TryAddSingleton<CalendarBook>();
            services.TryAddScoped(provider => provider.GetRequiredService<CalendarBook>().Calendar);
            services.TryAddScoped<CalendarQueries>();
            services.TryAddScoped<ImportCalendar>();
            services.TryAddScoped<RecomputeDays>();
            services.TryAddScoped<Forecaster>();
            services.TryAddScoped<ForecastReviews>();
            services.TryAddScoped<ForecastSummaries>();
            services.TryAddScoped<ForecastWishes>();
            services.TryAddScoped<Rehearse>();
            services.TryAddScoped(provider => new ForecastQueries(provider.GetRequiredService<RectifyDb>(), provider.GetRequiredService<Forecaster>()));
            return services
                .AddDeputies()
                .AddData(configuration)
                .AddWorkflows()
                .AddRuns()
                .AddMoves()
                .AddItems()
                .AddCalls(configuration)
                .AddEndpoints(configuration)
                .AddMail(configuration)
                .AddJobs(configuration);
        }

        private IServiceCollection AddItems()
        {
            services.TryAddScoped<DecideTask>();
            services.TryAddScoped<PaperIssue>();
            services.TryAddScoped<PaperQueries>();
            services.TryAddScoped<VoidPaper>();
            services.TryAddScoped<ChangeItemPlan>();
            services.TryAddScoped<ChangeRoundPlan>();
            services.TryAddScoped<ReportProgress>();
            services.TryAddSingleton<EvidenceFiles>();
            services.TryAddScoped<UploadEvidence>();
            services.TryAddScoped<ItemQueries>();
            services.TryAddScoped<LedgerQueries>();
            services.TryAddScoped<LedgerViews>();
            services.TryAddScoped<MyTasks>();
            services.TryAddScoped<NameQueries>();
            services.TryAddScoped<MailQueries>();
            services.TryAddScoped<MailReasons>();
            return services;
        }
    }
}
