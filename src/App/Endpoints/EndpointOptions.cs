using System.ComponentModel.DataAnnotations;

namespace Rectify.Workflow.App.Endpoints;

/// <summary>Settings under "Rectify:Http": how workflows may be called from outside (HTTP 入口).</summary>
public sealed class EndpointOptions
{
    public const string Section = "Rectify:Http";

    /// <summary>Where the addresses of workflows begin.</summary>
    [RegularExpression("^/[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", ErrorMessage = "Rectify:Http:BasePath is a path such as /workflows.")]
    public string BasePath { get; set; } = "/workflows";

    /// <summary>True lets definitions have endpoints that anybody may call without signing in.</summary>
    public bool AllowAnonymousEndpoints { get; set; }

    /// <summary>Most bytes of a request; an endpoint may ask for less.</summary>
    [Range(1_024, 16_777_216)] public long MostBytes { get; set; } = 1_048_576;

    /// <summary>How long one request may take; an endpoint may ask for less.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")] public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most requests of one address in a minute.</summary>
    [Range(1, 1_000_000)] public int MaxPerMinute { get; set; } = 300;

    /// <summary>Most requests under way at once; more are told to come back.</summary>
    [Range(1, 1_000)] public int MaxAtOnce { get; set; } = 32;
}
