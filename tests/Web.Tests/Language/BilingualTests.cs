using System.Globalization;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Tests.Language;

/// <summary>A note of the ledger in the reader's language.</summary>
public sealed class BilingualTests
{
    [Theory]
    [InlineData("由代理人代收 (goes to the deputy alone)", "由代理人代收", "goes to the deputy alone")]
    [InlineData("没有与收件人有关的任务 (no item concerns this person)", "没有与收件人有关的任务", "no item concerns this person")]
    [InlineData("451 4.7.1 please try again (greylisted)", "451 4.7.1 please try again (greylisted)", "451 4.7.1 please try again (greylisted)")]
    [InlineData("徐庄镇（某办）", "徐庄镇（某办）", "徐庄镇（某办）")]
    public void A_note_in_both_languages_is_shown_in_one_and_any_other_as_it_is(string note, string chinese, string english)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            Assert.Equal(chinese, Bilingual.Of(note));
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            Assert.Equal(english, Bilingual.Of(note));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData(1, "1 day overdue", "逾期1天")]
    [InlineData(2, "2 days overdue", "逾期2天")]
    [InlineData(0, "0 days overdue", "逾期0天")]
    [InlineData(11, "11 days overdue", "逾期11天")]
    public void One_thing_is_counted_as_one_and_others_as_many(int days, string english, string chinese)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            Assert.Equal(chinese, new Words()["逾期{0}天", days]);
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            Assert.Equal(english, new Words()["逾期{0}天", days]);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
