namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>Whether a line is in both texts, or in one.</summary>
public enum LineChange
{
    Same,
    Added,
    Removed,
}

/// <summary>A line of a comparison.</summary>
public sealed record DiffLine(LineChange Kind, string Text);

/// <summary>What changed between two short texts, line by line: the longest common part stays.</summary>
public static class LineDiff
{
    // Beyond this a table of all pairs is too much for a page; nobody reads such a comparison either.
    private const int MostLines = 2000;

    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, now) = (before.TrimEnd('\n').Split('\n'), after.TrimEnd('\n').Split('\n'));
        if (old.Length > MostLines || now.Length > MostLines)
        {
            return [.. old.Select(line => new DiffLine(LineChange.Removed, line)), .. now.Select(line => new DiffLine(LineChange.Added, line))];
        }

        var common = Common(old, now);
        var lines = new List<DiffLine>(old.Length + now.Length);
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            var same = i < old.Length && j < now.Length && string.Equals(old[i], now[j], StringComparison.Ordinal);
            var removed = !same && i < old.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1]);
            lines.Add(same ? new(LineChange.Same, old[i]) : removed ? new(LineChange.Removed, old[i]) : new(LineChange.Added, now[j]));
            i += same || removed ? 1 : 0;
            j += removed ? 0 : 1;
        }

        return lines;
    }

    /// <summary>How many lines the ends of both texts have in common, from each pair of places on.</summary>
    private static int[,] Common(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = string.Equals(old[i], now[j], StringComparison.Ordinal)
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}
