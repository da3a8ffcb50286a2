namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>The tables that ship with the product.</summary>
public static class WorkingCalendars
{
    private static readonly Lazy<WorkingCalendar> LazyShipped = new(LoadShipped);

    /// <summary>The calendar of all shipped tables.</summary>
    public static WorkingCalendar Shipped => LazyShipped.Value;

    private static WorkingCalendar LoadShipped()
    {
        var assembly = typeof(WorkingCalendars).Assembly;
        return new(assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".calendar.csv", StringComparison.Ordinal))
            .Select(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)
                    ?? throw new InvalidOperationException($"The embedded table {name} cannot be opened.");
                using var reader = new StreamReader(stream);
                return CalendarFile.Read(reader.ReadToEnd()) is { Table: { } table }
                    ? table
                    : throw new InvalidOperationException($"The embedded table {name} cannot be used.");
            }));
    }
}
