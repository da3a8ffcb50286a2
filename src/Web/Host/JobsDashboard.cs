using Hangfire;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Host;

/// <summary>Hangfire's own pages under /jobs (后台作业).</summary>
public static class JobsDashboard
{
    /// <summary>Maps them for administrators; Hangfire's own rule, which admits whoever is on the machine itself, is taken away.</summary>
    public static void MapJobs(this IEndpointRouteBuilder routes) => routes
        .MapHangfireDashboard("/jobs", new DashboardOptions
        {
            Authorization = [],
            AppPath = "/",
            DashboardTitle = "后台作业",
            DisplayStorageConnectionString = false,
        })
        .RequireAuthorization(AccountSetup.Administrators);
}
