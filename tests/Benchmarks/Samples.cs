namespace Rectify.Workflow.Benchmarks;

/// <summary>Repeated measurements of one thing.</summary>
public sealed class Samples
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Median => At(0.5);

    public double Low => _values.Min();

    public double High => _values.Max();

    public void Add(double value) => _values.Add(value);

    /// <summary>The ratio to another measurement taken in the same rounds: noise of the machine falls on both sides of it.</summary>
    public Samples Over(Samples other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var ratios = new Samples();
        foreach (var (mine, theirs) in _values.Zip(other._values))
        {
            ratios.Add(mine / theirs);
        }

        return ratios;
    }

    /// <summary>The value below which this share of the measurements lies.</summary>
    public double At(double share)
    {
        var sorted = _values.Order().ToArray();
        var middle = (sorted.Length - 1) * share;
        var (below, above) = (sorted[(int)Math.Floor(middle)], sorted[(int)Math.Ceiling(middle)]);
        return below + ((above - below) * (middle - Math.Floor(middle)));
    }
}
