using System.Collections.Immutable;

namespace Rectify.Workflow.Domain.Papers;

/// <summary>The run of numbers of one body, kind and year: no gap, and a withdrawn number stays as void (作废).</summary>
public sealed record PaperSequence(string Body, PaperKind Kind, int Year)
{
    /// <summary>The last number given; 0 before the first.</summary>
    public int Last { get; init; }

    /// <summary>Numbers that were withdrawn; they are never given again.</summary>
    public ImmutableSortedSet<int> Voids { get; init; } = [];

    /// <summary>The next number, and the sequence after it was given.</summary>
    public (PaperNumber Number, PaperSequence After) Take() =>
        (new(Body, Kind, Year, Last + 1), this with { Last = Last + 1 });

    /// <summary>The sequence after a given number was withdrawn.</summary>
    public PaperSequence Void(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Last);
        return this with { Voids = Voids.Add(number) };
    }
}
