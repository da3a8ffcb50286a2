using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.Domain.Tests.Deadlines;

public sealed class OwnPlanTests
{
    [Fact]
    public void A_plan_is_read_as_it_is_written_and_an_empty_one_is_none()
    {
        var plan = new OwnPlan { WorkingDays = [10, 3], CalendarDays = [30], SendingHour = new(9, 0) };

        var back = OwnPlan.Read(plan.Write());

        Assert.Equal("""{"workingDays":[10,3],"calendarDays":[30],"sendingHour":"09:00:00"}""", plan.Write());
        Assert.Equal(plan.Write(), back?.Write());
        Assert.Null(new OwnPlan().Write());
        Assert.Null(OwnPlan.Read(" "));
    }

    [Theory]
    [InlineData("""{"workingDays":[-1]}""")]
    [InlineData("""{"calendarDays":[366]}""")]
    [InlineData("""{"sendingHour":"19:00"}""")]
    [InlineData("""{"sendingHour":"soon"}""")]
    [InlineData("""{"workdays":[3]}""")]
    [InlineData("[3]")]
    public void What_cannot_be_used_is_refused(string json) => Assert.Throws<FormatException>(() => OwnPlan.Read(json));
}
