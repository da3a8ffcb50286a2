using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;

namespace Rectify.Workflow.Web.Host;

/// <summary>Makes the database ready before anything is served.</summary>
public static class FirstStart
{
    /// <summary>Migrates, seeds, and returns the first administrator's one-time password when one was made.</summary>
    public static async Task<string?> PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.GetRequiredService<HostSettings>().MigrateAtStart)
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<RectifyDb>().Database.MigrateAsync(cancellationToken);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                await services.GetRequiredService<CalendarBook>().RefreshAsync(scope.ServiceProvider.GetRequiredService<RectifyDb>(), cancellationToken);
                await scope.ServiceProvider.GetRequiredService<ShippedDefinitions>().LoadAsync(cancellationToken);
                return await scope.ServiceProvider.GetRequiredService<SeedAdministrator>().RunAsync(cancellationToken);
            }
            catch (Exception error) when (attempt < 5 && (error is DbUpdateException || error.GetBaseException() is DbException))
            {
                // Another host that starts at this moment was first; what it did is found by the next attempt.
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), cancellationToken);
            }
        }
    }
}
