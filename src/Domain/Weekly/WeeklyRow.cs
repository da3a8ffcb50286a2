using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Domain.Weekly;

/// <summary>One item as a summary sees it: as it is now, and what it was.</summary>
public sealed record WeeklyRow(ItemId Id, int Number, string Title, ItemStatus Status, DateOnly? DueOn)
{
    public int SectionNo { get; init; }

    public string SectionTitle { get; init; } = "";

    public UnitId? Unit { get; init; }

    /// <summary>When it came into the ledger; null when nobody knows, and then it was always there.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>What became of its status, oldest first; empty when that is not known, and then it was always as it is.</summary>
    public IReadOnlyList<StatusChange> StatusChanges { get; init; } = [];

    /// <summary>What became of its due date, oldest first.</summary>
    public IReadOnlyList<DueDateChange> DueChanges { get; init; } = [];

    /// <summary>The item as it stood at an instant; null when it was not in the ledger yet.</summary>
    public WeeklyRow? AsOf(DateTimeOffset instant)
    {
        if (StandingAt(instant) is not { } standing)
        {
            return null;
        }

        return standing == new ItemStanding(Status, DueOn) ? this : this with { Status = standing.Status, DueOn = standing.DueOn };
    }

    /// <summary>Status and due date at an instant; null when it was not in the ledger yet.</summary>
    internal ItemStanding? StandingAt(DateTimeOffset instant)
    {
        var status = StatusChanges.Count == 0 ? Status : ItemStatus.Registered;
        foreach (var change in StatusChanges)
        {
            if (change.At > instant)
            {
                break;
            }

            status = change.To;
        }

        if (status is ItemStatus.Registered && RegisteredAt > instant)
        {
            return null;
        }

        var due = DueOn;
        for (var at = DueChanges.Count - 1; at >= 0 && DueChanges[at].GrantedAt > instant; at--)
        {
            due = DueChanges[at].From;
        }

        return new(status, due);
    }
}

/// <summary>Where an item stood.</summary>
internal readonly record struct ItemStanding(ItemStatus Status, DateOnly? DueOn)
{
    public bool IsCounted => Status is not ItemStatus.Withdrawn;

    public bool IsOverdue(DateOnly today) => Status.IsOverdue(DueOn, today);

    public bool IsDueSoon(DateOnly today) => Status.OwesWork && DueOn >= today && DueOn <= today.AddDays(WeeklyFigures.DueSoonDays);

    /// <summary>Begun and not done: neither registered only, nor closed, long-term or withdrawn.</summary>
    public bool IsUnderWay => Status is not (ItemStatus.Registered or ItemStatus.Withdrawn) && !Status.IsDoneInNoticeSense;
}
