using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Rectify.Workflow.App.Moves;

/// <summary>Registers what moves running instances to another version.</summary>
public static class MoveSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds preview, order, job and undo.</summary>
        public IServiceCollection AddMoves()
        {
            services.TryAddScoped<ApplyMoves>();
            services.TryAddScoped<ConfirmMove>();
            services.TryAddScoped<MoveInstance>();
            services.TryAddScoped<MoveQueries>();
            services.TryAddScoped<PlanMove>();
            services.TryAddScoped<PrepareMove>();
            services.TryAddScoped<UndoMove>();
            return services;
        }
    }
}
