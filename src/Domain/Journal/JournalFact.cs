using System.Globalization;
using System.Text.Json;

namespace Rectify.Workflow.Domain.Journal;

/// <summary>One entry of the journal (工作日志) as the chain covers it: nothing of it can change unnoticed.</summary>
/// <param name="Id">The entry's number in the database.</param>
/// <param name="At">When it happened.</param>
/// <param name="Kind">What happened: a stable code.</param>
/// <param name="By">The person who acted; null when a job did.</param>
/// <param name="Actor">The job that acted; null when a person did.</param>
/// <param name="Item">The rectification item.</param>
/// <param name="Instance">The workflow instance.</param>
/// <param name="Task">The task.</param>
/// <param name="Step">The request or job run it belongs to.</param>
/// <param name="Data">The particulars as JSON text.</param>
public sealed record JournalFact(
    long Id, DateTimeOffset At, string Kind, Guid? By, string? Actor, Guid? Item, Guid? Instance, Guid? Task, string? Step, string Data)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>The entry at its place in a chain, as canonical JSON: what its digest is computed of.</summary>
    /// <param name="chain">The town's chain.</param>
    /// <param name="position">From 1.</param>
    /// <param name="previous">The digest before it.</param>
    public string Line(Guid chain, long position, string previous)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("chain", Text(chain));
            json.WriteNumber("position", position);
            json.WriteString("previous", previous);
            json.WriteNumber("id", Id);
            json.WriteString("at", At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("kind", Kind);
            Write(json, "by", By is { } by ? Text(by) : null);
            Write(json, "actor", Actor);
            Write(json, "item", Item is { } item ? Text(item) : null);
            Write(json, "instance", Instance is { } instance ? Text(instance) : null);
            Write(json, "task", Task is { } task ? Text(task) : null);
            Write(json, "step", Step);
            json.WritePropertyName("data");
            WriteData(json);
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.ToArray(), Deep);
        return CanonicalJson.Write(document.RootElement);
    }

    private void WriteData(Utf8JsonWriter json)
    {
        try
        {
            using var data = JsonDocument.Parse(Data, Deep);
            json.WriteRawValue(Data, skipInputValidation: true);
        }
        catch (JsonException)
        {
            json.WriteStringValue(Data);   // whatever stands there is covered, even when somebody made it unreadable
        }
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
