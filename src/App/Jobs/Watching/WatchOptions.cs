using System.ComponentModel.DataAnnotations;

namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>Settings under "Rectify:Watchdog".</summary>
public sealed class WatchOptions
{
    public const string Section = "Rectify:Watchdog";

    /// <summary>How often each host looks.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")] public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How much later than its schedule a job may succeed before it counts as silent.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")] public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(15);
}
