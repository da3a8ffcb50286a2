using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Calendars;

/// <summary>Keeps this process's calendar in step with what another process imported.</summary>
public sealed partial class FollowCalendar(CalendarBook book, IServiceScopeFactory scopes, TimeProvider clock, ILogger<FollowCalendar> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await book.RefreshAsync(scope.ServiceProvider.GetRequiredService<RectifyDb>(), stoppingToken);
        }
#pragma warning disable CA1031 // The database may be away for a moment; the calendar as last read still holds, and the next look is soon.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LookFailed(log, error);
        }
    }

    [LoggerMessage(1104, LogLevel.Warning, "Could not look for imported day tables; trying again")]
    private static partial void LookFailed(ILogger log, Exception error);
}
