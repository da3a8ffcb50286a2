using Rectify.Workflow.Web.Elsa.WorkflowInstances;

namespace Rectify.Workflow.Web.Elsa;

/// <summary>The half of the contract that is about instances.</summary>
internal static class InstanceEndpoints
{
    /// <summary>Everything that only looks.</summary>
    public static void MapInstances(this IEndpointRouteBuilder read)
    {
        WorkflowInstances.List.Map(read);
        Get.Map(read);
        Journal.Map(read);
        ActivityExecutions.List.Map(read);
        ActivityExecutions.Report.Map(read);
        ActivityExecutions.GetCallStack.Map(read);
        ActivityExecutionSummaries.ListSummaries.Map(read);
    }

    /// <summary>What ends instances and removes them.</summary>
    public static void MapInstanceEndings(this IEndpointRouteBuilder cancel)
    {
        Cancel.Map(cancel);
        Delete.Map(cancel);
    }
}
