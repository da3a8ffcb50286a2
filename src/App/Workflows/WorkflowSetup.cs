using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Registers the engine and the use cases around it.</summary>
public static class WorkflowSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>The engine is a pure function and shared; everything that writes belongs to one request or job run.</summary>
        public IServiceCollection AddWorkflows()
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpressionEvaluator, JintEvaluator>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpressionEvaluator, LiquidEvaluator>());
            services.TryAddSingleton(provider =>
                new Interpreter(ActivityCatalog.Default, provider.GetServices<IExpressionEvaluator>(), new() { OnlyHosted = true, Cron = new CronosSchedule(provider.GetRequiredService<TownZone>().Zone) }));
            services.TryAddSingleton<DefinitionCatalog>();
            services.TryAddSingleton<FireTriggers>();
            services.TryAddSingleton<TendStarts>();
            services.TryAddSingleton<WakeTimers>();
            services.TryAddScoped<ChangeDefinition>();
            services.TryAddScoped<DefinitionOverview>();
            services.TryAddScoped<DefinitionQueries>();
            services.TryAddScoped<DefinitionUse>();
            services.TryAddScoped<FaultMails>();
            services.TryAddScoped<IncidentQueries>();
            services.TryAddScoped<InstanceQuestions>();
            services.TryAddScoped<ItemDefinitions>();
            services.TryAddScoped<InstanceStep>();
            services.TryAddScoped<PublishDefinition>();
            services.TryAddScoped<PublishedTriggers>();
            services.TryAddScoped<ResumeBookmark>();
            services.TryAddScoped<ResumeTogether>();
            services.TryAddScoped<ReviewDefinition>();
            services.TryAddScoped<SaveDefinition>();
            services.TryAddScoped<ShippedDefinitions>();
            services.TryAddScoped<StartOrdered>();
            services.TryAddScoped<StartItems>();
            services.TryAddScoped<StartWorkflow>();
            services.TryAddScoped<SteerInstance>();
            services.TryAddScoped<StepEffects>();
            services.TryAddScoped<StepMails>();
            services.TryAddScoped<TaskOpening>();
            services.TryAddScoped<TryActivity>();
            services.TryAddScoped<UpdateReferences>();
            services.TryAddScoped<WithdrawItem>();
            services.TryAddScoped<WorkflowCommands>();
            return services;
        }
    }
}
