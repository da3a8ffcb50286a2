using System.Globalization;
using System.Text;

namespace Rectify.Workflow.Benchmarks;

/// <summary>Collects the lines of a run and prints them as a table that can stand in a document.</summary>
public sealed class Report
{
    private readonly List<Line> _lines = [];

    /// <summary>True when every figure with an aim reached it.</summary>
    public bool AllAimsReached => _lines.TrueForAll(line => line.Reached is not false);

    /// <summary>A figure without an aim.</summary>
    public void Figure(string what, Samples samples, string unit, int digits = 0) => Add(new(what, Text(samples, digits), unit, "", null));

    /// <summary>A figure that must not be above its aim.</summary>
    public void AtMost(string what, Samples samples, double aim, string unit, int digits = 2) => Add(new(
        what, Text(samples, digits), unit, $"at most {Number(aim, digits)}", (samples ?? throw new ArgumentNullException(nameof(samples))).Median <= aim));

    /// <summary>A figure that must not be below its aim.</summary>
    public void AtLeast(string what, Samples samples, double aim, string unit, int digits = 0) => Add(new(
        what, Text(samples, digits), unit, $"at least {Number(aim, digits)}", (samples ?? throw new ArgumentNullException(nameof(samples))).Median >= aim));

    /// <summary>The whole run as a Markdown table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("| What | Median (lowest to highest) | Unit | Aim | |\n|---|---|---|---|---|\n");
        foreach (var line in _lines)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {line.What} | {line.Value} | {line.Unit} | {line.Aim} | {line.Reached switch { true => "reached", false => "**missed**", null => "" }} |\n");
        }

        return text.ToString();
    }

    private void Add(Line line)
    {
        _lines.Add(line);
        Console.Error.WriteLine($"  {line.What}: {line.Value} {line.Unit} {line.Aim}");
    }

    private static string Text(Samples samples, int digits)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var median = Number(samples.Median, digits);
        return samples.Count == 1 ? median : $"{median} ({Number(samples.Low, digits)} to {Number(samples.High, digits)}, {samples.Count} rounds)";
    }

    private static string Number(double value, int digits) => value.ToString($"N{digits}", CultureInfo.InvariantCulture);

    private sealed record Line(string What, string Value, string Unit, string Aim, bool? Reached);
}
