using System.ComponentModel.DataAnnotations;

namespace Rectify.Workflow.App.Expressions;

/// <summary>What a script of a definition may use up before it is stopped.</summary>
public sealed class ScriptLimits
{
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")] public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long anybody waits for work that overlooks its limit; climbing out of a deep stack takes a while.</summary>
    public TimeSpan Bound => (Time * 2) + TimeSpan.FromSeconds(3);

    [Range(1_000, 100_000_000)] public int Statements { get; set; } = 1_000_000;
    [Range(1_000_000, 1_000_000_000)] public long MemoryBytes { get; set; } = 32_000_000;
    [Range(8, 1_000)] public int Recursion { get; set; } = 100;

    /// <summary>Characters a template may write.</summary>
    [Range(1_000, 10_000_000)] public int OutputCharacters { get; set; } = 1_000_000;
}
