using Rectify.Workflow.Web.Elsa.WorkflowInstances;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>The half of the contract that is about instances.</summary>
internal static class InstanceEndpoints
{
    /// <summary>Registers what only these endpoints need.</summary>
    public static void AddInstances(this IServiceCollection services) => services.AddScoped<WorkflowInstances.Export.Sources>();

    /// <summary>Everything that only looks.</summary>
    public static void MapInstances(this IEndpointRouteBuilder read)
    {
        WorkflowInstances.List.Map(read);
        Get.Map(read);
        Journal.Map(read);
        WorkflowInstances.Export.Map(read.MapGroup("").AddEndpointFilter(Stages.RefuseAsync));
        ActivityExecutions.List.Map(read);
        ActivityExecutions.Report.Map(read);
        ActivityExecutions.GetCallStack.Map(read);
        ActivityExecutionSummaries.ListSummaries.Map(read);
    }

    /// <summary>What ends instances, removes them and puts them back.</summary>
    public static void MapInstanceEndings(this IEndpointRouteBuilder cancel)
    {
        var present = cancel.MapGroup("").AddEndpointFilter(Stages.RefuseAsync);
        Cancel.Map(present);
        Delete.Map(present);
        Import.Map(present);
        Variables.Map(present);
    }
}
