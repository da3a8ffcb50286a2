using CsCheck;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class WorkingCalendarProperties
{
    // From before the first table to after the last, so provisional years obey the same laws.
    private static readonly Gen<DateOnly> AnyDay =
        Gen.Int[Day("2021-06-01").DayNumber, Day("2027-12-31").DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<int> AnyCount = Gen.Int[-300, 300];

    [Fact]
    public void An_offset_and_its_inverse_cancel_on_working_days() =>
        AnyDay.Where(Calendar.IsWorked).Select(AnyCount).Sample((day, count) =>
            Calendar.AddWorkingDays(Calendar.AddWorkingDays(day, count), -count) == day);

    [Fact]
    public void Two_offsets_of_one_direction_add_up() =>
        Gen.Select(AnyDay, Gen.Int[0, 100], Gen.Int[0, 100], Gen.Bool).Sample((day, one, other, back) =>
        {
            var sign = back ? -1 : 1;
            return Calendar.AddWorkingDays(Calendar.AddWorkingDays(day, sign * one), sign * other)
                == Calendar.AddWorkingDays(day, sign * (one + other));
        });

    [Fact]
    public void A_later_day_never_gives_an_earlier_answer() =>
        Gen.Select(AnyDay, Gen.Int[0, 60], AnyCount).Sample((day, later, count) => count == 0
            || Calendar.AddWorkingDays(day.AddDays(later), count) >= Calendar.AddWorkingDays(day, count));

    [Fact]
    public void A_larger_offset_gives_a_later_day() =>
        Gen.Select(AnyDay, Gen.Int[-300, 299]).Sample((day, count) =>
            Calendar.AddWorkingDays(day, count) < Calendar.AddWorkingDays(day, count + 1));

    [Fact]
    public void An_offset_other_than_zero_ends_on_a_working_day() =>
        Gen.Select(AnyDay, AnyCount).Sample((day, count) =>
            count == 0 || Calendar.IsWorked(Calendar.AddWorkingDays(day, count)));

    [Fact]
    public void Counting_between_is_the_inverse_of_adding() =>
        Gen.Select(AnyDay, AnyCount).Sample((day, count) =>
            Calendar.WorkingDaysBetween(day, Calendar.AddWorkingDays(day, count)) == count);

    [Fact]
    public void A_day_lies_between_its_neighbours() =>
        AnyDay.Sample(day => Calendar.PreviousOrSame(day) <= day && day <= Calendar.NextOrSame(day)
            && (Calendar.PreviousOrSame(day) == Calendar.NextOrSame(day)) == Calendar.IsWorked(day));
}
