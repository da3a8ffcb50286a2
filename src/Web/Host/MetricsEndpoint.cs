using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rectify.Workflow.App.Jobs.Watching;

namespace Rectify.Workflow.Web.Host;

/// <summary>/metrics: the product's own numbers in the text form that Prometheus reads, for whoever has the token.</summary>
public static class MetricsEndpoint
{
    /// <summary>The setting with the token a collector sends as "Authorization: Bearer …"; without one there is no /metrics.</summary>
    public const string Setting = "Rectify:Metrics:Token";

    /// <summary>Maps it in every role; whoever lacks the token is told that nothing is there.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var token = routes.ServiceProvider.GetRequiredService<IConfiguration>()[Setting];
        // Begins to measure, whether anybody asks here or listens from outside.
        var metrics = routes.ServiceProvider.GetRequiredService<JobMetrics>();
        if (string.IsNullOrWhiteSpace(token))
        {
            return;
        }

        var expected = SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}"));
        routes.MapGet("/metrics", (HttpRequest request) =>
            CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())), expected)
                ? Results.Text(Write(metrics), "text/plain; version=0.0.4", Encoding.UTF8)
                : Results.NotFound()).AllowAnonymous();
    }

    /// <summary>Everything the product measures now.</summary>
    internal static string Write(JobMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var text = new StringBuilder();
        Instrument? last = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (metrics.Owns(instrument))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (!ReferenceEquals(instrument, last))
            {
                last = instrument;
                text.Append(CultureInfo.InvariantCulture, $"# HELP {instrument.Name} {instrument.Description}\n# TYPE {instrument.Name} gauge\n");
            }

            // Labels are ids of our own: nothing in them needs escaping.
            var labels = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}=\"{tag.Value}\""));
            text.Append(CultureInfo.InvariantCulture, $"{instrument.Name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return text.ToString();
    }
}
