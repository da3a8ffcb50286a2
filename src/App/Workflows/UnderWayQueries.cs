using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Which instances are not over, and which of them stand still.</summary>
internal static class UnderWayQueries
{
    extension(IQueryable<StoredInstance> rows)
    {
        /// <summary>Those that run, wait or stand still; what has faulted counts, for it can be retried.</summary>
        public IQueryable<StoredInstance> UnderWay =>
            rows.Where(row => row.Status == InstanceStatus.Running || row.SubStatus == InstanceSubStatus.Faulted);

        /// <summary>Those that stand still because an activity failed (流程异常).</summary>
        public IQueryable<StoredInstance> Stopped => rows.UnderWay.Where(row => row.IncidentCount > 0);
    }
}
