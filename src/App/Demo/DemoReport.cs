using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Rectify.Workflow.App.Demo;

/// <summary>The state at the end of a replay (演示报告); the JSON's shape is documented in ops/samples/README.md.</summary>
public sealed record DemoReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter() },
    };

    public string Format { get; init; } = "rectify-demo-report";
    public int Version { get; init; } = 1;
    public required string Round { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }

    /// <summary>Everything that is not as the sample promises; empty when all is well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    public required IReadOnlyDictionary<string, int> ItemsByStatus { get; init; }

    /// <summary>Numbers of the items that are late on the last day.</summary>
    public required IReadOnlyList<int> Overdue { get; init; }

    public required IReadOnlyDictionary<string, int> InstancesByStatus { get; init; }
    public required IReadOnlyList<ReportedItem> Items { get; init; }
    public required IReadOnlyList<ReportedPaper> Papers { get; init; }
    public required IReadOnlyList<ReportedMails> Mails { get; init; }

    /// <summary>The days on which weekly summaries went out.</summary>
    public required IReadOnlyList<DateOnly> WeeklySummaries { get; init; }

    public required IReadOnlyList<ReportedMonth> Months { get; init; }

    /// <summary>Removes the report of a former run and makes sure that a new one can be written, before the long work begins.</summary>
    public static void MakeRoom(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? ".");
            File.WriteAllText(full, "");
            File.Delete(full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DemoException($"The report cannot be written: {error.Message}");
        }
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full) ?? ".");
        await File.WriteAllTextAsync(full + ".tmp", JsonSerializer.Serialize(this, Json) + "\n", cancellationToken);
        File.Move(full + ".tmp", full, overwrite: true);
    }
}

/// <summary>An item at the end.</summary>
public sealed record ReportedItem
{
    public required int Number { get; init; }
    public required string Title { get; init; }
    public required string TimeLimit { get; init; }
    public required string Status { get; init; }
    public required bool Overdue { get; init; }
    public required DateOnly? OriginalDueOn { get; init; }
    public required DateOnly? DueOn { get; init; }
    public required DateOnly? SubmittedOn { get; init; }
    public required DateOnly? ClosedOn { get; init; }
    public required DateOnly? LongTermSince { get; init; }
    public required DateOnly? NextReviewOn { get; init; }
    public required int CleanReviews { get; init; }
    public required int Returned { get; init; }
    public required int Reopened { get; init; }
    public required int Evidence { get; init; }
    public required string Instance { get; init; }

    /// <summary>How the due date moved, oldest first.</summary>
    public required IReadOnlyList<ReportedDueDate> DueDates { get; init; }

    public required IReadOnlyList<ReportedReminder> Reminders { get; init; }
    public required IReadOnlyList<ReportedRung> Rungs { get; init; }
    public required IReadOnlyList<ReportedPaper> Papers { get; init; }
}

/// <summary>One change of a due date.</summary>
public sealed record ReportedDueDate(DateOnly? From, DateOnly To, string Kind, DateOnly? AskedOn, DateOnly DecidedOn, string? Reason);

/// <summary>A reminder that went out before a due date.</summary>
public sealed record ReportedReminder(DateOnly On, DateOnly DueOn, int WorkingDaysBefore, bool Late);

/// <summary>A rung of the ladder that fired after a due date; <paramref name="Paper"/> is its number.</summary>
public sealed record ReportedRung(DateOnly On, DateOnly DueOn, int Rung, bool Late, string? Paper);

/// <summary>A numbered paper.</summary>
public sealed record ReportedPaper(string Number, string Kind, DateOnly IssuedOn, int Item, string Status);

/// <summary>How many mails of a kind and state went to people of a role.</summary>
public sealed record ReportedMails(string Kind, string Status, string Role, int Count);

/// <summary>What a month brought.</summary>
public sealed record ReportedMonth(
    string Month, int TasksOpened, int TasksDone, IReadOnlyDictionary<string, int> Mails, IReadOnlyList<string> Papers);
