using Rectify.Workflow.Domain.Items;
using static Rectify.Workflow.Domain.Items.ItemStatus;
using static Rectify.Workflow.Domain.Items.ItemTrigger;

namespace Rectify.Workflow.Domain.Tests.Items;

public sealed class ItemLifecycleTests
{
    public static TheoryData<ItemStatus, ItemTrigger, ItemStatus> Moves => new()
    {
        { Registered, Start, Assigning },
        { Registered, Withdraw, Withdrawn },
        { Assigning, Assign, Implementing },
        { Assigning, Withdraw, Withdrawn },
        { Implementing, Submit, Verifying },
        { Implementing, RequestExtension, DecidingExtension },
        { Implementing, RequestConversion, DecidingConversion },
        { Implementing, Withdraw, Withdrawn },
        { Verifying, Pass, AwaitingClosure },
        { Verifying, Return, Implementing },
        { Verifying, Withdraw, Withdrawn },
        { AwaitingClosure, Approve, Closed },
        { AwaitingClosure, ApproveStage, LongTerm },
        { AwaitingClosure, Refuse, Implementing },
        { AwaitingClosure, Withdraw, Withdrawn },
        { DecidingExtension, GrantExtension, Implementing },
        { DecidingExtension, RefuseExtension, Implementing },
        { DecidingExtension, Withdraw, Withdrawn },
        { DecidingConversion, GrantConversion, LongTerm },
        { DecidingConversion, RefuseConversion, Implementing },
        { DecidingConversion, Withdraw, Withdrawn },
        { LongTerm, ReviewClean, LongTerm },
        { LongTerm, ReviewFailed, Implementing },
        { LongTerm, CloseLongTerm, Closed },
        { LongTerm, Withdraw, Withdrawn },
    };

    [Theory, MemberData(nameof(Moves))]
    public void Next_follows_the_table(ItemStatus from, ItemTrigger trigger, ItemStatus to) =>
        Assert.Equal(to, ItemLifecycle.Next(from, trigger));

    [Fact]
    public void Every_other_pair_is_refused()
    {
        var legal = Moves.Select(row => (row.Data.Item1, row.Data.Item2)).ToHashSet();

        foreach (var from in Enum.GetValues<ItemStatus>())
        {
            foreach (var trigger in Enum.GetValues<ItemTrigger>())
            {
                Assert.Equal(legal.Contains((from, trigger)), ItemLifecycle.Allows(from, trigger));
                if (!legal.Contains((from, trigger)))
                {
                    Assert.Throws<IllegalMoveException>(() => ItemLifecycle.Next(from, trigger));
                }
            }
        }
    }

    [Fact]
    public void An_illegal_move_names_the_legal_ones()
    {
        var error = Assert.Throws<IllegalMoveException>(() => ItemLifecycle.Next(Verifying, Approve));

        Assert.Equal("An item that is Verifying cannot take 'Approve'. It can take: Pass, Return, Withdraw.", error.Message);
        Assert.Equal((Verifying, Approve), (error.From, error.Trigger));
    }

    [Theory]
    [InlineData(Closed)]
    [InlineData(Withdrawn)]
    public void No_move_leaves_a_final_state(ItemStatus final)
    {
        Assert.Empty(ItemLifecycle.AllowedFrom(final));
        var error = Assert.Throws<IllegalMoveException>(() => ItemLifecycle.Next(final, Submit));
        Assert.EndsWith("It is in a final state.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_status_but_the_first_can_be_reached()
    {
        var reached = Moves.Select(row => row.Data.Item3).ToHashSet();

        Assert.All(Enum.GetValues<ItemStatus>().Where(status => status is not Registered), status => Assert.Contains(status, reached));
    }

    [Theory]
    [InlineData(Registered, false, true, false, false)]
    [InlineData(Assigning, true, true, false, false)]
    [InlineData(Implementing, true, true, false, false)]
    [InlineData(Verifying, false, true, false, false)]
    [InlineData(AwaitingClosure, false, true, false, false)]
    [InlineData(DecidingExtension, true, true, false, false)]
    [InlineData(DecidingConversion, true, true, false, false)]
    [InlineData(LongTerm, false, true, true, false)]
    [InlineData(Closed, false, false, true, true)]
    [InlineData(Withdrawn, false, false, false, false)]
    public void Each_status_has_its_facts(ItemStatus status, bool owes, bool open, bool done, bool really)
    {
        Assert.Equal((owes, open, done, really), (status.OwesWork, status.IsOpen, status.IsDoneInNoticeSense, status.IsReallyDone));
        Assert.Equal(owes, status.IsOverdue(new DateOnly(2023, 12, 31), new(2024, 1, 1)));
    }
}
