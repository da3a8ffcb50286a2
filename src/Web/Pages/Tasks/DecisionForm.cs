using System.Globalization;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Web.Pages.Tasks;

/// <summary>What a person filled in to decide a task.</summary>
public sealed class DecisionInput
{
    public string? Outcome { get; set; }
    public string? Opinion { get; set; }
    public string? Reason { get; set; }
    public string? NewDueOn { get; set; }
    public string? StageGoal { get; set; }
    public string? NextReviewOn { get; set; }
    public string? ExpectedFinalOn { get; set; }
    public string? AssignTo { get; set; }

    /// <summary>What the outcome carries beside the opinion; empty fields are left out.</summary>
    public JsonObject ToData()
    {
        var data = new JsonObject();
        Add("reason", Reason);
        Add("newDueOn", Day(NewDueOn));
        Add("stageGoal", StageGoal);
        Add("nextReviewOn", Day(NextReviewOn));
        Add("expectedFinalOn", Day(ExpectedFinalOn));
        Add("assignTo", AssignTo);
        return data;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                data[name] = value.Trim();
            }
        }
    }

    // A browser without a date field sends what was typed.
    private static string? Day(string? text) =>
        DateOnly.TryParse(text, CultureInfo.GetCultureInfo("zh-CN"), DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : text;
}

/// <summary>The form of one open task: why it cannot be decided, or what can be chosen.</summary>
public sealed record DecisionForm(WorkTask Task, TaskRequest Request, DecisionInput Input)
{
    private static readonly string[] WithFields = ["ExtensionRequested", "ConversionRequested"];

    private static readonly string[] Negative = ["Returned", "Refused", "Failed"];

    /// <summary>The kind of task the reader did before and that bars them (回避); null when nothing does.</summary>
    public string? Conflict { get; init; }

    /// <summary>Measures that still lack evidence.</summary>
    public IReadOnlyList<int> MissingEvidence { get; init; } = [];

    /// <summary>People the item can be handed to.</summary>
    public IReadOnlyList<(Guid Id, string Name)> Officials { get; init; } = [];

    /// <summary>In whose place the reader decides (代办); null for who decides as themself.</summary>
    public string? InPlaceOf { get; init; }

    /// <summary>The application to answer; null when the task answers none.</summary>
    public ItemApplication? Asked { get; init; }

    /// <summary>Who asked.</summary>
    public string? AskedBy { get; init; }

    /// <summary>True when an application made now would be late (迟交申请).</summary>
    public bool AppliesLate { get; init; }

    /// <summary>What went wrong with the last try, already in the reader's language.</summary>
    public string? Problem { get; init; }

    /// <summary>Outcomes decided by one button beside an opinion.</summary>
    public IEnumerable<string> Simple => Request.Outcomes.Except(WithFields);

    /// <summary>Outcomes that are applications with fields of their own.</summary>
    public IEnumerable<string> Applications => Request.Outcomes.Intersect(WithFields);

    /// <summary>True for an outcome that sends the work back.</summary>
    public static bool IsNegative(string outcome) => Negative.Contains(outcome);

    /// <summary>True when some outcome asks for an opinion.</summary>
    public bool OpinionRequired => !Request.OpinionRequiredFor.IsDefaultOrEmpty;
}
