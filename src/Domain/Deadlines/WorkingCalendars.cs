using System.Text.Json;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>The tables that ship with the product, and how a new year's table is read and written.</summary>
public static class WorkingCalendars
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly Lazy<WorkingCalendar> LazyShipped = new(LoadShipped);

    /// <summary>The calendar of all shipped tables.</summary>
    public static WorkingCalendar Shipped => LazyShipped.Value;

    /// <summary>Reads one year's table; throws <see cref="JsonException"/> with the place when it is malformed.</summary>
    public static CalendarYear Parse(string json) => JsonSerializer.Deserialize<CalendarYear>(json, Json)
        ?? throw new JsonException("The file holds null instead of one year's table.");

    private static WorkingCalendar LoadShipped()
    {
        var assembly = typeof(WorkingCalendars).Assembly;
        return new(assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".calendar.json", StringComparison.Ordinal))
            .Select(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)
                    ?? throw new InvalidOperationException($"The embedded table {name} cannot be opened.");
                using var reader = new StreamReader(stream);
                return Parse(reader.ReadToEnd());
            }));
    }
}
