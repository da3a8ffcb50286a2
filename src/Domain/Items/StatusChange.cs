namespace Rectify.Workflow.Domain.Items;

/// <summary>One change of an item's status: what it is from this instant on.</summary>
public sealed record StatusChange(DateTimeOffset At, ItemStatus To);
