using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Endpoints;

namespace Rectify.Workflow.Web.Endpoints;

/// <summary>How many requests to workflows are taken: of one address in a minute, and of all at once.</summary>
public sealed class CallerLimits : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _each;
    private readonly ConcurrencyLimiter _all;

    public CallerLimits(IOptions<EndpointOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (perMinute, atOnce) = (options.Value.MaxPerMinute, options.Value.MaxAtOnce);
        _each = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetSlidingWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }));
        _all = new(new ConcurrencyLimiterOptions { PermitLimit = atOnce });
    }

    /// <summary>The status that refuses the request; null with a lease to give back when it is taken.</summary>
    public int? Refusal(HttpContext context, out RateLimitLease lease)
    {
        using var one = _each.AttemptAcquire(context);
        lease = _all.AttemptAcquire();
        return !one.IsAcquired ? StatusCodes.Status429TooManyRequests
            : !lease.IsAcquired ? StatusCodes.Status503ServiceUnavailable
            : null;
    }

    public void Dispose()
    {
        _each.Dispose();
        _all.Dispose();
    }
}
