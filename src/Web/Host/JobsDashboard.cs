using Hangfire;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Host;

/// <summary>Hangfire's own pages under /hangfire; ours, which knows whether the jobs succeed, is /jobs.</summary>
public static class JobsDashboard
{
    /// <summary>Maps them for administrators; Hangfire's own rule, which admits whoever is on the machine itself, is taken away.</summary>
    public static void MapJobs(this IEndpointRouteBuilder routes) => routes
        .MapHangfireDashboard("/hangfire", new DashboardOptions
        {
            Authorization = [],
            AppPath = "/jobs",
            DashboardTitle = "后台作业",
            DisplayStorageConnectionString = false,
        })
        .RequireAuthorization(AccountSetup.Administrators);
}
