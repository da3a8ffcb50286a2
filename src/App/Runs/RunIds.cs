using System.Globalization;

namespace Rectify.Workflow.App.Runs;

/// <summary>Ids of what has no row of its own: an execution is the instance's id and a number.</summary>
public static class RunIds
{
    public static string Execution(Guid instance, int number) => string.Create(CultureInfo.InvariantCulture, $"{instance:N}-{number}");

    public static bool TryParseExecution(string? id, out Guid instance, out int number)
    {
        (instance, number) = (Guid.Empty, 0);
        var dash = id?.LastIndexOf('-') ?? -1;
        return dash > 0 && Guid.TryParseExact(id.AsSpan(0, dash), "N", out instance)
            && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
