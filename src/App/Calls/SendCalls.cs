using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Calls;

/// <summary>
/// Sends what workflows wait on and hands them the answers. A row is marked before the request leaves; should the process
/// die then, a request that may be repeated is repeated, and any other is reported as unanswered.
/// </summary>
public sealed class SendCalls(
    IServiceScopeFactory scopes, CallSender sender, IOptions<CallOptions> options, TimeProvider clock, ILogger<SendCalls> log)
{
    private const int BatchSize = 100;
    private const int AtOnce = 8;

    // How far two hosts' clocks may be apart before one takes the other's request for abandoned.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(12);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var full = true; full;)
        {
            List<OutgoingCall> due;
            await using (var scope = scopes.CreateAsyncScope())
            {
                var now = clock.GetUtcNow();
                due = await scope.ServiceProvider.GetRequiredService<RectifyDb>().Calls.AsNoTracking().Where(call => call.DueAt <= now)
                    .OrderBy(call => call.DueAt).ThenBy(call => call.Id).Take(BatchSize).ToListAsync(cancellationToken);
            }

            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, HandleAsync);
            full = due.Count == BatchSize;
        }
    }

    private async ValueTask HandleAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = call.Phase is CallPhase.Answered ? call.Answer : await AskAsync(call, cancellationToken);
            if (answer is not null)
            {
                await DeliverAsync(call, answer, cancellationToken);
            }
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            log.StepLostRace(call.InstanceId, call.Id);
        }
#pragma warning disable CA1031 // One broken instance must not stop the others; the row is put off and the failure logged.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.StepFailed(error, call.InstanceId, call.Id);
            var next = clock.GetUtcNow() + Backoff.After(call.Attempts);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<RectifyDb>().Calls.Where(row => row.Id == call.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.DueAt, next).SetProperty(one => one.Attempts, call.Attempts + 1), cancellationToken);
        }
    }

    /// <summary>Sends the request and stores the answer; null when another worker does.</summary>
    private async Task<string?> AskAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize<HttpCall>(call.Request) ?? throw new FormatException($"Request {call.Id} is empty.");
        var isUncertain = call.Phase is CallPhase.Sending && !IsRepeatable(request.Method);
        var lease = clock.GetUtcNow() + options.Value.Timeout + Skew;
        if (!isUncertain && await MoveAsync(call.Id, call.Phase, call.DueAt, CallPhase.Sending, lease, null, cancellationToken) == 0)
        {
            return null;
        }

        var answer = (isUncertain
            ? HttpExchange.Failure(HttpExchange.Timeout, "The server stopped while it sent the request; whether it arrived is not known.")
            : await sender.SendAsync(request, cancellationToken)).ToJsonString();
        return await MoveAsync(call.Id, CallPhase.Sending, isUncertain ? call.DueAt : lease, CallPhase.Answered, clock.GetUtcNow(), answer, cancellationToken) == 0 ? null : answer;
    }

    private async Task<int> MoveAsync(
        Guid id, CallPhase from, DateTimeOffset seen, CallPhase phase, DateTimeOffset dueAt, string? answer, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RectifyDb>().Calls.Where(row => row.Id == id && row.Phase == from && row.DueAt == seen)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.Phase, phase).SetProperty(one => one.DueAt, dueAt).SetProperty(one => one.Answer, answer), cancellationToken);
    }

    private async Task DeliverAsync(OutgoingCall call, string answer, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ResumeBookmark>()
            .RunAsync(new(call.Id, call.InstanceId, "call", answer) { IsWholePayload = true }, cancellationToken);
    }

    private static bool IsRepeatable(string method) => method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE";
}
