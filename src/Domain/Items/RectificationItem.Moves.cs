using System.Globalization;

namespace Rectify.Workflow.Domain.Items;

// The moves: each checks its facts first, then goes through the one table, so a refused move changes nothing.
public sealed partial class RectificationItem
{
    /// <summary>Shortest opinion, in characters a reader counts, that sends work back.</summary>
    public const int ShortestOpinion = 10;

    /// <summary>Does what the trigger means; throws <see cref="IllegalMoveException"/> or <see cref="ItemRuleException"/>.</summary>
    public void Apply(ItemTrigger trigger, ItemMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        var next = ItemLifecycle.Next(Status, trigger);
        ActionOf(trigger)?.Invoke(move);
        StatusChanges = next == Status ? StatusChanges : [.. StatusChanges, new(move.At, next)];
        (Status, Version, LastOpinion) = (next, Version + 1, NullIfBlank(move.Opinion) ?? LastOpinion);
    }

    /// <summary>The workflow begins.</summary>
    public void Start(ItemMove move) => Apply(ItemTrigger.Start, move);

    /// <summary>分派: hands the item to its official.</summary>
    public void Assign(ItemMove move) => Apply(ItemTrigger.Assign, move);

    /// <summary>申请销号: the official says it is done.</summary>
    public void Submit(ItemMove move) => Apply(ItemTrigger.Submit, move);

    /// <summary>核查通过</summary>
    public void Pass(ItemMove move) => Apply(ItemTrigger.Pass, move);

    /// <summary>核查退回: needs an opinion.</summary>
    public void Return(ItemMove move) => Apply(ItemTrigger.Return, move);

    /// <summary>同意销号</summary>
    public void Approve(ItemMove move) => Apply(ItemTrigger.Approve, move);

    /// <summary>同意阶段性成效: the item is kept up for long from now on.</summary>
    public void ApproveStage(ItemMove move) => Apply(ItemTrigger.ApproveStage, move);

    /// <summary>不同意销号: needs an opinion.</summary>
    public void Refuse(ItemMove move) => Apply(ItemTrigger.Refuse, move);

    /// <summary>申请延期: needs a reason and a later date; after the due date it is marked late.</summary>
    public void RequestExtension(ItemMove move) => Apply(ItemTrigger.RequestExtension, move);

    /// <summary>同意延期: the date granted, or else the date asked for, becomes the due date.</summary>
    public void GrantExtension(ItemMove move) => Apply(ItemTrigger.GrantExtension, move);

    /// <summary>不同意延期: the due date stays.</summary>
    public void RefuseExtension(ItemMove move) => Apply(ItemTrigger.RefuseExtension, move);

    /// <summary>申请转长期: needs a reason, the goal of the stage, the day of the first review and the expected end.</summary>
    public void RequestConversion(ItemMove move) => Apply(ItemTrigger.RequestConversion, move);

    /// <summary>同意转长期: the time limit becomes long-term.</summary>
    public void GrantConversion(ItemMove move) => Apply(ItemTrigger.GrantConversion, move);

    /// <summary>不同意转长期</summary>
    public void RefuseConversion(ItemMove move) => Apply(ItemTrigger.RefuseConversion, move);

    /// <summary>回头看未反弹: one more clean review.</summary>
    public void ReviewClean(ItemMove move) => Apply(ItemTrigger.ReviewClean, move);

    /// <summary>回头看反弹: reopens the item; needs an opinion, may set a new due date.</summary>
    public void ReviewFailed(ItemMove move) => Apply(ItemTrigger.ReviewFailed, move);

    /// <summary>长期坚持销号: enough clean reviews.</summary>
    public void CloseLongTerm(ItemMove move) => Apply(ItemTrigger.CloseLongTerm, move);

    /// <summary>撤回: the item leaves the ledger's counts; a pending application lapses.</summary>
    public void Withdraw(ItemMove move) => Apply(ItemTrigger.Withdraw, move);

    private Action<ItemMove>? ActionOf(ItemTrigger trigger) => trigger switch
    {
        ItemTrigger.Start or ItemTrigger.Pass => null,
        ItemTrigger.Assign => OnAssign,
        ItemTrigger.Submit => move => SubmittedOn = move.On,
        ItemTrigger.Return or ItemTrigger.Refuse => OnSentBack,
        ItemTrigger.Approve or ItemTrigger.CloseLongTerm => OnClosed,
        ItemTrigger.ApproveStage => move => EnterLongTerm(move, move.NextReviewOn),
        ItemTrigger.RequestExtension => OnExtensionRequested,
        ItemTrigger.GrantExtension => OnExtensionGranted,
        ItemTrigger.RequestConversion => OnConversionRequested,
        ItemTrigger.GrantConversion => OnConversionGranted,
        ItemTrigger.RefuseExtension or ItemTrigger.RefuseConversion =>
            move => Pending().Decide(ApplicationOutcome.Refused, move),
        ItemTrigger.ReviewClean => OnReviewClean,
        ItemTrigger.ReviewFailed => OnReviewFailed,
        ItemTrigger.Withdraw => move => PendingApplication?.Decide(ApplicationOutcome.Lapsed, move),
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "No such trigger."),
    };

    private void OnAssign(ItemMove move)
    {
        if (move.AssignTo is { } official)
        {
            Duty = Duty with { ResponsiblePerson = official };
        }
    }

    private void OnSentBack(ItemMove move)
    {
        RequireOpinion(move);
        ReturnedCount++;
    }

    private void OnClosed(ItemMove move) => (ClosedOn, NextReviewOn) = (move.On, null);

    private void OnExtensionRequested(ItemMove move)
    {
        RequireNoneDeciding();
        var reason = RequireReason(move);
        if (DueOn is not { } dueOn)
        {
            throw new ItemRuleException(ItemRule.NoDueDateToExtend, $"Item {Id} has no due date, so there is nothing to extend.");
        }

        _applications.Add(new()
        {
            Kind = ApplicationKind.Extension,
            Reason = reason,
            NewDueOn = RequireLater(move.NewDueOn, dueOn),
            RequestedBy = move.By,
            RequestedOn = move.On,
            Late = move.On > dueOn,
        });
    }

    private void OnExtensionGranted(ItemMove move)
    {
        var application = Pending();
        var to = RequireLater(move.NewDueOn ?? application.NewDueOn, DueOn);
        application.Decide(ApplicationOutcome.Granted, move);
        ChangeDueDate(to, DueChangeKind.Extension, application.Reason, move);
    }

    private void OnConversionRequested(ItemMove move)
    {
        RequireNoneDeciding();
        var reason = RequireReason(move);
        var goal = NullIfBlank(move.StageGoal) ?? throw new ItemRuleException(
            ItemRule.StageGoalMissing, "A conversion to long-term names the goal of the stage.");
        var review = RequireReviewAfter(move.NextReviewOn, move.On);
        _applications.Add(new()
        {
            Kind = ApplicationKind.Conversion,
            Reason = reason,
            StageGoal = goal,
            NextReviewOn = review,
            ExpectedFinalOn = RequireFinal(move.ExpectedFinalOn, review),
            RequestedBy = move.By,
            RequestedOn = move.On,
            Late = move.On > DueOn,
        });
    }

    private void OnConversionGranted(ItemMove move)
    {
        var application = Pending();
        EnterLongTerm(move, move.NextReviewOn ?? application.NextReviewOn);
        application.Decide(ApplicationOutcome.Granted, move);
        TimeLimit = TimeLimitKind.LongTerm;
    }

    private void OnReviewClean(ItemMove move)
    {
        NextReviewOn = move.NextReviewOn is { } next ? RequireReviewAfter(next, move.On) : null;
        CleanReviews++;
    }

    private void OnReviewFailed(ItemMove move)
    {
        RequireOpinion(move);
        if (move.NewDueOn is { } dueOn)
        {
            if (dueOn <= move.On)
            {
                throw new ItemRuleException(ItemRule.NewDueDateInThePast,
                    $"A reopened item needs a due date after {move.On:O}, not {dueOn:O}.");
            }

            ChangeDueDate(dueOn, DueChangeKind.Reopening, move.Opinion, move);
        }

        (CleanReviews, NextReviewOn, LongTermSince) = (0, null, null);
        ReopenedCount++;
    }

    private void EnterLongTerm(ItemMove move, DateOnly? nextReviewOn)
    {
        NextReviewOn = nextReviewOn is { } next ? RequireReviewAfter(next, move.On) : null;
        LongTermSince = move.On;
    }

    private void ChangeDueDate(DateOnly to, DueChangeKind kind, string? reason, ItemMove move)
    {
        _dueChanges.Add(new()
        {
            From = DueOn,
            To = to,
            Reason = reason,
            GrantedBy = move.By,
            GrantedOn = move.On,
            GrantedAt = move.At,
            Kind = kind,
        });
        DueOn = to;
    }

    // The table lets only an item with an application reach a deciding status.
    private ItemApplication Pending() => PendingApplication
        ?? throw new InvalidOperationException($"Item {Id} is {Status} but has no pending application.");

    private void RequireNoneDeciding()
    {
        if (PendingApplication is { } pending)
        {
            throw new ItemRuleException(ItemRule.ApplicationPending,
                $"Item {Id} has an application of {pending.RequestedOn:O} that nobody has decided yet.");
        }
    }

    private static void RequireOpinion(ItemMove move)
    {
        var length = new StringInfo(move.Opinion?.Trim() ?? "").LengthInTextElements;
        if (length < ShortestOpinion)
        {
            throw new ItemRuleException(ItemRule.OpinionTooShort,
                $"Sending an item back needs an opinion of at least {ShortestOpinion} characters; this one has {length}.");
        }
    }

    private static string RequireReason(ItemMove move) => NullIfBlank(move.Reason)
        ?? throw new ItemRuleException(ItemRule.ReasonMissing, "An application needs a reason.");

    private static DateOnly RequireLater(DateOnly? asked, DateOnly? dueOn) => asked is { } day && !(day <= dueOn)
        ? day
        : throw new ItemRuleException(ItemRule.NewDueDateNotLater,
            $"An extension needs a date after the present due date {dueOn:O}, not {asked?.ToString("O", CultureInfo.InvariantCulture) ?? "none"}.");

    private static DateOnly RequireReviewAfter(DateOnly? asked, DateOnly on) => asked > on
        ? asked.Value
        : throw new ItemRuleException(ItemRule.NextReviewNotLater,
            $"The next review needs a day after {on:O}, not {asked?.ToString("O", CultureInfo.InvariantCulture) ?? "none"}.");

    private static DateOnly RequireFinal(DateOnly? asked, DateOnly review) => asked >= review
        ? asked.Value
        : throw new ItemRuleException(ItemRule.ExpectedFinalTooEarly,
            $"A conversion expects its end on the day of the first review {review:O} or later, not {asked?.ToString("O", CultureInfo.InvariantCulture) ?? "none"}.");

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
