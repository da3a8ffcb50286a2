using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Domain.Items;

/// <summary>A problem found by the inspection that a unit must put right by a date (整改任务).</summary>
public sealed partial class RectificationItem
{
    private readonly List<Measure> _measures = [];
    private readonly List<Amount> _amounts = [];
    private readonly List<ItemApplication> _applications = [];
    private readonly List<DueDateChange> _dueChanges = [];

    // For the store, which sets every property itself.
    private RectificationItem() { }

    public ItemId Id { get; private set; }

    public RoundId RoundId { get; private set; }

    /// <summary>序号 within the round, from 1.</summary>
    public int Number { get; private set; }

    public int SectionNo { get; private set; }

    public string SectionTitle { get; private set; } = "";

    /// <summary>Number of the problem heading; null when the item stands right under its section.</summary>
    public int? HeadingNo { get; private set; }

    public string? HeadingTitle { get; private set; }

    public string Title { get; private set; } = "";

    public string Detail { get; private set; } = "";

    /// <summary>整改目标</summary>
    public string? Goal { get; private set; }

    public TimeLimitKind TimeLimit { get; private set; }

    public DutySet Duty { get; private set; } = new();

    public ItemStatus Status { get; private set; }

    /// <summary>Every change of the status, oldest first; before the first one the item was registered.</summary>
    public IReadOnlyList<StatusChange> StatusChanges { get; private set; } = [];

    /// <summary>Grows with every move; the database refuses a move made from an older version.</summary>
    public int Version { get; private set; }

    /// <summary>Good until its end (24:00); null means never overdue.</summary>
    public DateOnly? DueOn { get; private set; }

    /// <summary>The due date the item was registered with, whatever was granted since.</summary>
    public DateOnly? OriginalDueOn { get; private set; }

    /// <summary>Day of the last submission (申请销号).</summary>
    public DateOnly? SubmittedOn { get; private set; }

    /// <summary>How often a verifier or supervisor sent it back.</summary>
    public int ReturnedCount { get; private set; }

    /// <summary>How many rungs of the ladder were fired for it.</summary>
    public int UrgedCount { get; private set; }

    /// <summary>How often a failed review reopened it.</summary>
    public int ReopenedCount { get; private set; }

    public DateOnly? LongTermSince { get; private set; }

    public DateOnly? NextReviewOn { get; private set; }

    /// <summary>Clean reviews in a row.</summary>
    public int CleanReviews { get; private set; }

    public DateOnly? ClosedOn { get; private set; }

    public string? LastOpinion { get; private set; }

    /// <summary>What was done so far (整改情况), as the official tells it.</summary>
    public string? Progress { get; private set; }

    public IReadOnlyList<Measure> Measures => _measures;

    public IReadOnlyList<Amount> Amounts => _amounts;

    /// <summary>All applications, decided and pending, oldest first.</summary>
    public IReadOnlyList<ItemApplication> Applications => _applications;

    public IReadOnlyList<DueDateChange> DueChanges => _dueChanges;

    /// <summary>The application nobody has decided yet.</summary>
    public ItemApplication? PendingApplication => _applications.Find(application => application.Outcome is null);

    /// <summary>Enters the item into the ledger (建账); nothing runs before <see cref="ItemTrigger.Start"/>.</summary>
    public static RectificationItem Register(ItemDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentException.ThrowIfNullOrWhiteSpace(draft.Title);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draft.Number);

        var item = new RectificationItem
        {
            Id = draft.Id,
            RoundId = draft.RoundId,
            Number = draft.Number,
            SectionNo = draft.SectionNo,
            SectionTitle = draft.SectionTitle,
            HeadingNo = draft.HeadingNo,
            HeadingTitle = draft.HeadingTitle,
            Title = draft.Title,
            Detail = draft.Detail,
            Goal = draft.Goal,
            TimeLimit = draft.TimeLimit,
            DueOn = draft.DueOn,
            OriginalDueOn = draft.DueOn,
            Duty = draft.Duty,
            Progress = draft.Progress,
        };
        item._measures.AddRange(draft.Measures);
        item._amounts.AddRange(draft.Amounts);
        return item;
    }

    /// <summary>Overdue from the day after the due date, while the responsible side owes work.</summary>
    public bool IsOverdue(DateOnly today) => Status.IsOverdue(DueOn, today);

    /// <summary>Replaces the due date of an item that has not started; later it moves only by a decision.</summary>
    public void Schedule(DateOnly? dueOn)
    {
        if (Status is not ItemStatus.Registered)
        {
            throw new ItemRuleException(ItemRule.AlreadyStarted,
                $"Item {Id} has started; its due date changes by a granted extension only.");
        }

        (DueOn, OriginalDueOn, Version) = (dueOn, dueOn, Version + 1);
    }

    /// <summary>Replaces who answers for the item.</summary>
    public void ChangeDuty(DutySet duty)
    {
        ArgumentNullException.ThrowIfNull(duty);
        (Duty, Version) = (duty, Version + 1);
    }

    /// <summary>Replaces what was done so far (整改情况).</summary>
    public void ReportProgress(string progress)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(progress);
        (Progress, Version) = (progress, Version + 1);
    }

    /// <summary>Says what one measure reached, and the day it was done when it is.</summary>
    public void ReportMeasure(int no, string result, DateOnly? doneOn)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(result);
        var measure = _measures.Find(candidate => candidate.No == no) ?? throw new ItemRuleException(
            ItemRule.NoSuchMeasure, $"Item {Id} has no measure {no}; it has {_measures.Count}.");
        measure.Report(result, doneOn);
        Version++;
    }

    /// <summary>Counts one fired rung of the ladder (催办一次).</summary>
    public void CountUrge() => (UrgedCount, Version) = (UrgedCount + 1, Version + 1);
}
