using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Tests.Expressions;

/// <summary>Dates, times and spans as people and the designer's editors write them.</summary>
public sealed class TimeTests
{
    [Theory]
    [InlineData("2023-12-31T13:20:26+08:00", "2023-12-31T13:20:26+08:00")]
    [InlineData("2023-12-31T05:20:26Z", "2023-12-31T05:20:26+00:00")]
    [InlineData("2023-12-31", "2023-12-31T00:00:00+00:00")]
    [InlineData("2023/12/31 上午12:00:00", "2023-12-31T00:00:00+00:00")]
    [InlineData("2023/12/31 下午1:20:26", "2023-12-31T13:20:26+00:00")]
    [InlineData("2023/1/2 下午12:05:00", "2023-01-02T12:05:00+00:00")]
    [InlineData("2023/12/31 13:20:26", "2023-12-31T13:20:26+00:00")]
    [InlineData("12/31/2023 12:00:00 AM", "2023-12-31T00:00:00+00:00")]
    [InlineData("1/2/2023 1:20:26\u202fPM", "2023-01-02T13:20:26+00:00")]
    public void A_moment_is_read_as_it_was_written_and_as_the_date_picker_writes_it(string text, string instant) =>
        Assert.Equal(instant, Values.Convert(JsonValue.Create(text), Engine.Definitions.ValueType.Instant)?.GetValue<string>());

    [Theory]
    [InlineData("2023-12-31", "2023-12-31")]
    [InlineData("2023-12-31T23:20:26+08:00", "2023-12-31")]
    [InlineData("2023/1/2 上午12:00:00", "2023-01-02")]
    [InlineData("1/2/2023 12:00:00 AM", "2023-01-02")]
    public void A_day_is_read_from_what_the_date_picker_writes(string text, string day) =>
        Assert.Equal(day, Values.Convert(JsonValue.Create(text), Engine.Definitions.ValueType.Day)?.GetValue<string>());

    [Theory]
    [InlineData("下周一")]
    [InlineData("31/12/2023")]
    [InlineData("2023/13/1 上午9:00:00")]
    public void What_is_no_date_is_refused_with_an_example_of_one(string text)
    {
        var day = Assert.Throws<ExpressionException>(() => Values.ToDay(JsonValue.Create(text)));
        var moment = Assert.Throws<ExpressionException>(() => Values.ToInstant(JsonValue.Create(text)));

        Assert.Equal($"The value \"{text}\" is not a date such as 2023-12-31.", day.Message);
        Assert.Equal($"The value \"{text}\" is not a date and time such as 2023-12-31T09:00:00+08:00.", moment.Message);
    }

    [Theory]
    [InlineData("01:30:00", "01:30:00")]
    [InlineData("1.00:00:00", "1.00:00:00")]
    [InlineData("PT30M", "00:30:00")]
    public void A_span_is_read_in_both_ways_of_writing_it(string text, string span) =>
        Assert.Equal(span, Values.Convert(JsonValue.Create(text), Engine.Definitions.ValueType.Duration)?.GetValue<string>());
}
