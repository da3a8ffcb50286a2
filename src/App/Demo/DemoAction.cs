namespace Rectify.Workflow.App.Demo;

/// <summary>One thing one scripted person does at one instant; no two actions share an instant.</summary>
/// <param name="At">When, on the virtual clock.</param>
/// <param name="Who">Key of the person, which is the sign-in name.</param>
/// <param name="Item">Number of the item it is about.</param>
/// <param name="Deed">What the person does.</param>
public sealed record DemoAction(DateTimeOffset At, string Who, int Item, DemoDeed Deed);

/// <summary>What a scripted person can do: a closed set, each carried out by a production use case.</summary>
public abstract record DemoDeed
{
    private DemoDeed() { }

    /// <summary>Decides the item's open task of a kind.</summary>
    public sealed record Decide(string TaskKind, string Outcome, string? Opinion = null) : DemoDeed
    {
        /// <summary>Reason of an application for more time.</summary>
        public string? Reason { get; init; }

        /// <summary>The date asked for.</summary>
        public DateOnly? NewDueOn { get; init; }
    }

    /// <summary>Reports progress (进展) in words: of the item, or that a measure is done when one is named.</summary>
    public sealed record Report(string Text, int? MeasureDone = null) : DemoDeed;

    /// <summary>Uploads a text file as evidence (佐证材料) of a measure.</summary>
    public sealed record Prove(int Measure, string FileName, string Content) : DemoDeed;
}
