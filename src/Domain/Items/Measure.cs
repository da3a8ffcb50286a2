using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Items;

/// <summary>One measure (整改措施) of an item, with its own unit and official where the ledger names them.</summary>
public sealed class Measure
{
    /// <summary>Position within the item, from 1.</summary>
    public required int No { get; init; }

    public required string Text { get; init; }

    public UnitId? Unit { get; init; }

    public PersonId? Official { get; init; }

    /// <summary>What was reached; null until reported.</summary>
    public string? Result { get; private set; }

    /// <summary>The day it was reported done; null while it is going on.</summary>
    public DateOnly? DoneOn { get; private set; }

    internal void Report(string result, DateOnly? doneOn) => (Result, DoneOn) = (result, doneOn);
}
