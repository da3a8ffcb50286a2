using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Items;

public sealed class RectificationItemTests
{
    private const string Opinion = "佐证材料不全请补充后再报";
    private static readonly PersonId Somebody = PersonId.New(At("2023-03-14", "09:00"));

    [Fact]
    public void A_registered_item_keeps_its_due_date_as_the_original()
    {
        var item = NewItem();

        Assert.Equal((ItemStatus.Registered, 0), (item.Status, item.Version));
        Assert.Equal((Day("2023-09-14"), Day("2023-09-14")), (item.DueOn, item.OriginalDueOn));
        Assert.Equal([1, 2], item.Measures.Select(measure => measure.No));
        Assert.Equal(3_316_500m, Assert.Single(item.Amounts).Yuan);
    }

    [Fact]
    public void Every_move_makes_a_new_version()
    {
        var item = Implementing();

        Assert.Equal((ItemStatus.Implementing, 2), (item.Status, item.Version));
    }

    [Fact]
    public void Assigning_can_name_the_official()
    {
        var item = NewItem();
        item.Start(On("2023-03-14"));
        item.Assign(On("2023-03-15") with { AssignTo = Somebody });

        Assert.Equal(Somebody, item.Duty.ResponsiblePerson);
    }

    [Fact]
    public void An_item_is_closed_on_the_day_of_the_approval()
    {
        var item = Implementing();
        item.Submit(On("2023-08-01"));
        item.Pass(On("2023-08-03"));
        item.Approve(On("2023-08-07") with { Opinion = " 同意 " });

        Assert.Equal((ItemStatus.Closed, Day("2023-08-07"), "同意"), (item.Status, item.ClosedOn, item.LastOpinion));
        Assert.Equal(Day("2023-08-01"), item.SubmittedOn);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("          ")]
    [InlineData("材料不全请补充好")]
    [InlineData("  材料不全请补充好一  ")]
    [InlineData("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧")]
    public void Sending_back_needs_ten_characters_as_a_reader_counts_them(string? opinion)
    {
        var item = Implementing();
        item.Submit(On("2023-08-01"));

        var error = Assert.Throws<ItemRuleException>(() => item.Return(On("2023-08-02") with { Opinion = opinion }));

        Assert.Equal(ItemRule.OpinionTooShort, error.Rule);
        Assert.Equal((ItemStatus.Verifying, 3, 0), (item.Status, item.Version, item.ReturnedCount));
    }

    [Fact]
    public void Returns_and_refusals_are_counted_and_say_why()
    {
        var item = Implementing();
        item.Submit(On("2023-08-01"));
        item.Return(On("2023-08-02") with { Opinion = Opinion });
        item.Submit(On("2023-08-08"));
        item.Pass(On("2023-08-09"));
        Assert.Throws<ItemRuleException>(() => item.Refuse(On("2023-08-10") with { Opinion = "不同意" }));
        item.Refuse(On("2023-08-10") with { Opinion = Opinion });

        Assert.Equal((ItemStatus.Implementing, 2, Opinion), (item.Status, item.ReturnedCount, item.LastOpinion));
    }

    [Fact]
    public void A_move_without_an_opinion_leaves_the_last_one_standing()
    {
        var item = Implementing();
        item.Submit(On("2023-08-01"));
        item.Return(On("2023-08-02") with { Opinion = Opinion });
        item.Submit(On("2023-08-08") with { Opinion = " " });

        Assert.Equal(Opinion, item.LastOpinion);
    }

    [Fact]
    public void A_granted_extension_moves_the_due_date_and_keeps_both()
    {
        var item = Implementing();
        item.RequestExtension(Extension("2023-09-01", "2023-12-31"));
        Assert.Equal((Day("2023-09-14"), ItemStatus.DecidingExtension), (item.DueOn, item.Status));
        Assert.True(item.IsOverdue(Day("2023-09-15")));

        item.GrantExtension(On("2023-09-11") with { By = Somebody });

        Assert.Equal((Day("2023-12-31"), Day("2023-09-14")), (item.DueOn, item.OriginalDueOn));
        Assert.Equal(
            new DueDateChange
            {
                From = Day("2023-09-14"),
                To = Day("2023-12-31"),
                Reason = "分红资金分批到账",
                GrantedBy = Somebody,
                GrantedOn = Day("2023-09-11"),
                GrantedAt = On("2023-09-11").At,
                Kind = DueChangeKind.Extension,
            },
            Assert.Single(item.DueChanges));
        Assert.Null(item.PendingApplication);
        Assert.Equal((ApplicationOutcome.Granted, false), (item.Applications[0].Outcome, item.Applications[0].Late));
    }

    [Fact]
    public void The_decision_may_grant_another_date_than_was_asked_for()
    {
        var item = Implementing();
        item.RequestExtension(Extension("2023-09-01", "2023-12-31"));
        item.GrantExtension(On("2023-09-11") with { NewDueOn = Day("2023-10-31") });

        Assert.Equal((Day("2023-10-31"), Day("2023-12-31")), (item.DueOn, item.Applications[0].NewDueOn));
    }

    [Fact]
    public void A_refused_extension_changes_no_date()
    {
        var item = Implementing();
        item.RequestExtension(Extension("2023-09-01", "2023-12-31"));
        item.RefuseExtension(On("2023-09-04") with { Opinion = "按期完成" });

        Assert.Equal((Day("2023-09-14"), ItemStatus.Implementing), (item.DueOn, item.Status));
        Assert.Equal((ApplicationOutcome.Refused, "按期完成"), (item.Applications[0].Outcome, item.Applications[0].Opinion));
        Assert.Empty(item.DueChanges);
    }

    [Theory]
    [InlineData("2023-09-14", false)]
    [InlineData("2023-09-15", true)]
    public void Asked_after_the_due_date_an_application_is_marked_late(string on, bool late)
    {
        var item = Implementing();
        item.RequestExtension(Extension(on, "2023-12-31"));

        Assert.Equal(late, item.PendingApplication?.Late);
    }

    [Theory]
    [InlineData("2023-09-14", "reason", ItemRule.NewDueDateNotLater)]
    [InlineData(null, "reason", ItemRule.NewDueDateNotLater)]
    [InlineData("2023-12-31", " ", ItemRule.ReasonMissing)]
    public void An_extension_needs_a_later_date_and_a_reason(string? newDueOn, string reason, ItemRule rule)
    {
        var item = Implementing();
        var move = On("2023-09-01") with { NewDueOn = newDueOn is null ? null : Day(newDueOn), Reason = reason };

        Assert.Equal(rule, Assert.Throws<ItemRuleException>(() => item.RequestExtension(move)).Rule);
        Assert.Empty(item.Applications);
        Assert.Equal(ItemStatus.Implementing, item.Status);
    }

    [Fact]
    public void A_grant_of_an_earlier_date_leaves_the_application_pending()
    {
        var item = Implementing();
        item.RequestExtension(Extension("2023-09-01", "2023-12-31"));

        Assert.Throws<ItemRuleException>(() => item.GrantExtension(On("2023-09-11") with { NewDueOn = Day("2023-09-13") }));

        Assert.NotNull(item.PendingApplication);
        Assert.Equal(Day("2023-09-14"), item.DueOn);
    }

    [Fact]
    public void Only_one_application_is_pending_at_a_time()
    {
        var item = Implementing();
        item.RequestExtension(Extension("2023-09-01", "2023-12-31"));

        Assert.Throws<IllegalMoveException>(() => item.RequestExtension(Extension("2023-09-02", "2024-01-31")));
        Assert.Throws<IllegalMoveException>(() => item.RequestConversion(Conversion("2023-09-02")));
        Assert.Single(item.Applications);
    }

    [Fact]
    public void Without_a_due_date_there_is_nothing_to_extend_and_nothing_overdue()
    {
        var item = Implementing(dueOn: null);

        Assert.Equal(
            ItemRule.NoDueDateToExtend,
            Assert.Throws<ItemRuleException>(() => item.RequestExtension(Extension("2023-09-01", "2023-12-31"))).Rule);
        Assert.False(item.IsOverdue(Day("2099-01-01")));
    }

    [Fact]
    public void A_granted_conversion_makes_the_item_long_term()
    {
        var item = Implementing();
        item.RequestConversion(Conversion("2023-09-01"));
        item.GrantConversion(On("2023-09-05"));

        Assert.Equal((ItemStatus.LongTerm, TimeLimitKind.LongTerm), (item.Status, item.TimeLimit));
        Assert.Equal((Day("2023-09-05"), Day("2023-12-05")), (item.LongTermSince, item.NextReviewOn));
        Assert.False(item.IsOverdue(Day("2099-01-01")));
    }

    [Theory]
    [InlineData("2023-09-14", false)]
    [InlineData("2023-09-15", true)]
    public void A_conversion_asked_after_the_due_date_is_marked_late_too(string on, bool late)
    {
        var item = Implementing();
        item.RequestConversion(Conversion(on));

        Assert.Equal(late, item.PendingApplication?.Late);
    }

    [Theory]
    [InlineData(" ", "台账更新", "2023-12-05", ItemRule.ReasonMissing)]
    [InlineData("涉及历史遗留", "", "2023-12-05", ItemRule.StageGoalMissing)]
    [InlineData("涉及历史遗留", "台账更新", null, ItemRule.NextReviewNotLater)]
    [InlineData("涉及历史遗留", "台账更新", "2023-09-01", ItemRule.NextReviewNotLater)]
    [InlineData("涉及历史遗留", "台账更新", "2023-12-05", ItemRule.ExpectedFinalTooEarly)]
    [InlineData("涉及历史遗留", "台账更新", "2023-12-05", ItemRule.ExpectedFinalTooEarly, "2023-12-04")]
    public void A_conversion_needs_reason_goal_next_review_and_expected_end(string reason, string goal, string? next, ItemRule rule, string? final = null)
    {
        var item = Implementing();
        var move = On("2023-09-01") with { Reason = reason, StageGoal = goal, NextReviewOn = next is null ? null : Day(next), ExpectedFinalOn = final is null ? null : Day(final) };

        Assert.Equal(rule, Assert.Throws<ItemRuleException>(() => item.RequestConversion(move)).Rule);
        Assert.Empty(item.Applications);
    }

    [Fact]
    public void Clean_reviews_are_counted_until_the_item_closes()
    {
        var item = LongTerm();
        item.ReviewClean(On("2023-12-14") with { NextReviewOn = Day("2024-03-14") });
        Assert.Equal((1, Day("2024-03-14")), (item.CleanReviews, item.NextReviewOn));
        item.ReviewClean(On("2024-03-14") with { NextReviewOn = Day("2024-06-14") });
        item.CloseLongTerm(On("2024-03-14"));

        Assert.Equal((ItemStatus.Closed, 2, Day("2024-03-14")), (item.Status, item.CleanReviews, item.ClosedOn));
        Assert.Null(item.NextReviewOn);
    }

    [Fact]
    public void A_failed_review_reopens_the_item_with_a_new_limit()
    {
        var item = LongTerm();
        item.ReviewClean(On("2023-12-14") with { NextReviewOn = Day("2024-03-14") });
        item.ReviewFailed(On("2024-03-14") with { Opinion = Opinion, NewDueOn = Day("2024-04-13") });

        Assert.Equal((ItemStatus.Implementing, 0, 1), (item.Status, item.CleanReviews, item.ReopenedCount));
        Assert.Equal((Day("2024-04-13"), Day("2023-09-14")), (item.DueOn, item.OriginalDueOn));
        Assert.Equal(DueChangeKind.Reopening, Assert.Single(item.DueChanges).Kind);
        Assert.Null(item.LongTermSince);
    }

    [Theory]
    [InlineData(Opinion, "2024-03-14", ItemRule.NewDueDateInThePast)]
    [InlineData("反弹", "2024-04-13", ItemRule.OpinionTooShort)]
    public void A_failed_review_needs_an_opinion_and_a_date_to_come(string opinion, string newDueOn, ItemRule rule)
    {
        var item = LongTerm();
        var move = On("2024-03-14") with { Opinion = opinion, NewDueOn = Day(newDueOn) };

        Assert.Equal(rule, Assert.Throws<ItemRuleException>(() => item.ReviewFailed(move)).Rule);
        Assert.Equal((ItemStatus.LongTerm, Day("2023-09-14")), (item.Status, item.DueOn));
    }

    [Fact]
    public void Withdrawing_lets_a_pending_application_lapse()
    {
        var item = Implementing();
        item.RequestExtension(Extension("2023-09-01", "2023-12-31"));
        item.Withdraw(On("2023-09-02"));

        Assert.Equal((ItemStatus.Withdrawn, ApplicationOutcome.Lapsed), (item.Status, item.Applications[0].Outcome));
        Assert.False(item.IsOverdue(Day("2024-01-01")));
    }

    [Theory]
    [InlineData("2023-09-14", false)]
    [InlineData("2023-09-15", true)]
    public void Overdue_starts_the_day_after(string today, bool overdue) =>
        Assert.Equal(overdue, Implementing().IsOverdue(Day(today)));

    [Fact]
    public void Whoever_submitted_is_not_chased_until_the_work_comes_back()
    {
        var item = Implementing();
        item.Submit(On("2023-09-14"));
        Assert.False(item.IsOverdue(Day("2023-10-01")));
        item.Return(On("2023-09-20") with { Opinion = Opinion });

        Assert.True(item.IsOverdue(Day("2023-10-01")));
    }

    [Fact]
    public void A_trigger_outside_the_enum_is_refused_by_the_table() =>
        Assert.Throws<IllegalMoveException>(() => Implementing().Apply((ItemTrigger)99, On("2023-08-01")));

    [Fact]
    public void A_due_date_is_set_freely_only_before_the_start()
    {
        var item = NewItem();
        item.Schedule(Day("2023-12-31"));
        Assert.Equal((Day("2023-12-31"), Day("2023-12-31")), (item.DueOn, item.OriginalDueOn));
        item.Start(On("2023-03-14"));

        Assert.Equal(ItemRule.AlreadyStarted, Assert.Throws<ItemRuleException>(() => item.Schedule(null)).Rule);
    }

    [Fact]
    public void Measures_progress_duty_and_urges_are_reported_on_the_item()
    {
        var item = Implementing();
        item.ReportMeasure(2, "已完成", Day("2023-06-01"));
        item.ReportProgress("分红资金到账 50 万元");
        item.ChangeDuty(new() { ResponsibleLeader = Somebody });
        item.CountUrge();

        Assert.Equal(("已完成", Day("2023-06-01")), (item.Measures[1].Result, item.Measures[1].DoneOn));
        Assert.Null(item.Measures[0].Result);
        Assert.Equal(("分红资金到账 50 万元", Somebody, 1, 6), (item.Progress, item.Duty.ResponsibleLeader, item.UrgedCount, item.Version));
        Assert.Equal(
            ItemRule.NoSuchMeasure, Assert.Throws<ItemRuleException>(() => item.ReportMeasure(3, "无", null)).Rule);
    }

    private static ItemMove On(string day) => new(null, At(day, "10:00"), Day(day));

    private static ItemMove Extension(string on, string to) => On(on) with { NewDueOn = Day(to), Reason = "分红资金分批到账" };

    private static ItemMove Conversion(string on) =>
        On(on) with { Reason = "涉及历史遗留", StageGoal = "台账更新", NextReviewOn = Day("2023-12-05"), ExpectedFinalOn = Day("2024-12-05") };

    private static RectificationItem NewItem(string? dueOn = "2023-09-14") => RectificationItem.Register(new()
    {
        Id = ItemId.New(At("2023-03-14", "09:00")),
        RoundId = RoundId.New(At("2023-03-14", "09:00")),
        Number = 5,
        SectionNo = 1,
        SectionTitle = "section",
        Title = "dividend arrears",
        TimeLimit = TimeLimitKind.Concentrated,
        DueOn = dueOn is null ? null : Day(dueOn),
        Measures = [new() { No = 1, Text = "first" }, new() { No = 2, Text = "second" }],
        Amounts = [new() { Yuan = 3_316_500m, Where = AmountPlace.Problem }],
    });

    private static RectificationItem Implementing(string? dueOn = "2023-09-14")
    {
        var item = NewItem(dueOn);
        item.Start(On("2023-03-14"));
        item.Assign(On("2023-03-15"));
        return item;
    }

    private static RectificationItem LongTerm()
    {
        var item = Implementing();
        item.Submit(On("2023-09-01"));
        item.Pass(On("2023-09-05"));
        item.ApproveStage(On("2023-09-14") with { NextReviewOn = Day("2023-12-14") });
        return item;
    }
}
