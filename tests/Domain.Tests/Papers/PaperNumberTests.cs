using CsCheck;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.Domain.Tests.Papers;

public sealed class PaperNumberTests
{
    [Theory]
    [InlineData(PaperKind.ReminderLetter, 1, "徐巡改提〔2024〕1号")]
    [InlineData(PaperKind.UrgeNote, 1, "徐巡改催〔2024〕1号")]
    [InlineData(PaperKind.SuperviseNote, 12, "徐巡改督〔2024〕12号")]
    [InlineData(PaperKind.TalkNotice, 107, "徐巡改约〔2024〕107号")]
    public void A_number_is_written_with_its_brackets_and_without_leading_zeros(PaperKind kind, int number, string text)
    {
        Assert.Equal(text, new PaperNumber("徐巡改", kind, 2024, number).ToString());
        Assert.Equal(new PaperNumber("徐巡改", kind, 2024, number), PaperNumber.Parse(text));
    }

    [Fact]
    public void Stray_spaces_of_real_papers_are_read_over() =>
        Assert.Equal(new("徐巡改", PaperKind.UrgeNote, 2023, 7), PaperNumber.Parse(" 徐巡改催〔2023〕7 号"));

    [Theory]
    [InlineData(null)]
    [InlineData("徐巡改催[2024]1号")]
    [InlineData("徐巡改催〔2024〕01号")]
    [InlineData("徐巡改催〔2024〕0号")]
    [InlineData("徐巡改催〔24〕1号")]
    [InlineData("徐巡改〔2024〕1号")]
    [InlineData("催〔2024〕1号")]
    [InlineData("徐巡改催〔2024〕1")]
    public void What_is_no_number_is_not_read_as_one(string? text) => Assert.False(PaperNumber.TryParse(text, out _));

    [Fact]
    public void The_error_shows_what_a_number_looks_like()
    {
        var error = Assert.Throws<FormatException>(() => PaperNumber.Parse("第十七期"));

        Assert.Equal("'第十七期' is no paper number. One looks like 徐巡改催〔2024〕1号.", error.Message);
    }

    [Fact]
    public void Writing_and_reading_give_the_number_back_even_when_the_body_ends_in_a_word_of_a_kind() =>
        Gen.Select(
            Gen.OneOf("徐巡改", "巡改", "区督", "提"), Gen.Enum<PaperKind>(), Gen.Int[1900, 2999], Gen.Int[1, 999_999])
            .Select((body, kind, year, number) => new PaperNumber(body, kind, year, number))
            .Sample(number => PaperNumber.Parse(number.ToString()) == number);

    [Fact]
    public void A_sequence_has_no_gap_and_a_void_number_is_not_given_again()
    {
        var (first, afterFirst) = new PaperSequence("徐巡改", PaperKind.UrgeNote, 2024).Take();
        var (second, afterSecond) = afterFirst.Void(1).Take();

        Assert.Equal([1, 2], new[] { first.Number, second.Number });
        Assert.Equal([1], afterSecond.Voids);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_number_never_given_cannot_be_void(int number)
    {
        var (_, sequence) = new PaperSequence("徐巡改", PaperKind.UrgeNote, 2024).Take();

        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Void(number));
    }

    [Fact]
    public void Every_kind_has_a_name_and_a_word_of_its_own()
    {
        var kinds = Enum.GetValues<PaperKind>();

        Assert.Equal(["提醒函", "催办单", "督办单", "约谈通知"], kinds.Select(kind => kind.ChineseName));
        Assert.Equal(kinds.Length, kinds.Select(kind => kind.NumberWord).Distinct().Count());
    }
}
