using System.Text;
using Rectify.Workflow.App.Mail.Inbox.Reading;

namespace Rectify.Workflow.App.Tests.Inbox;

public sealed class ReplyTextTests
{
    public static TheoryData<string> Tails =>
    [
        "------------------ 原始邮件 ------------------\n发件人: \"巡察整改督办平台\" <rectify@county.invalid>;\n发送时间: 2023年12月19日\n主题: 到期提醒",
        "------------------&nbsp;Original&nbsp;------------------".Replace("&nbsp;", "\u00A0", StringComparison.Ordinal) + "\nFrom: rectify",
        "---- 回复的原邮件 ----\n| 发件人 | 平台 |",
        "-----邮件原文-----\n发件人：平台",
        "在 2023年12月19日，09:00，巡察整改督办平台 <rectify@county.invalid> 写道：\n> 以下任务",
        "巡察整改督办平台 <rectify@county.invalid> 于2023年12月19日周二 09:00写道：\n\n> 以下任务",
        "在 2023-12-19 09:00:00，\"巡察整改督办平台\" <rectify@county.invalid> 写道：",
        "On Tue, 19 Dec 2023 at 09:00, Rectify <rectify@county.invalid> wrote:\n> text",
        "On Tue, 19 Dec 2023 at 09:00, Rectify\n<rectify@county.invalid> wrote:\n> text",
        "At 2023-12-19 09:00:00, \"Rectify\" <rectify@county.invalid> wrote:\ntext",
        "-----Original Message-----\nFrom: Rectify",
        "________________________________\n发件人: 平台 <rectify@county.invalid>\n发送时间: 2023年12月19日 9:00\n收件人: 张三\n主题: 到期提醒",
        "发件人： 平台\n发送时间： 2023-12-19\n收件人： 张三\n主题： 到期提醒\n\n以下任务",
        "From: Rectify <rectify@county.invalid>\nSent: Tuesday\nTo: Zhang\nSubject: reminder",
        "-- \n张三\n某镇经管站",
        "> 以下任务由您负责。\n> 第3项",
        "发自我的iPhone",
        "发自我的华为手机\n\n------------------ 原始邮件 ------------------\nx",
        "Sent from my iPhone",
        HtmlText.QuoteMark + "\n以下任务由您负责。",
    ];

    [Theory, MemberData(nameof(Tails))]
    public void Only_what_the_sender_wrote_anew_is_kept(string tail)
    {
        const string Own = "已核实欠款12户，\n\n追缴9户。From 3月起按月报。";

        Assert.Equal(Own, ReplyText.Of($"{Own}\n\n{tail}"));
        Assert.Equal("", ReplyText.Of(tail));
    }

    [Fact]
    public void Answers_between_quoted_lines_are_kept()
    {
        Assert.Equal("已完成。\n正在办。", ReplyText.Of("> 第一条？\n已完成。\n> 第二条？\n正在办。"));
        Assert.Equal("发件人没有写日期的材料共3份。", ReplyText.Of("发件人没有写日期的材料共3份。"));
    }

    [Theory]
    [InlineData("第12项已完成", new[] { 12 })]
    [InlineData("第 3 项和第4项都已完成", new[] { 3, 4 })]
    [InlineData("Item 7 is done; no. 7 too", new[] { 7 })]
    [InlineData("第2条措施已完成，3户", new int[0])]
    public void The_items_a_reply_names_are_found(string own, int[] expected) => Assert.Equal(expected, ReplyText.Items(own));

    [Theory]
    [InlineData("GB18030", "gb2312")]
    [InlineData("GB18030", "gbk")]
    [InlineData("GB18030", "utf-8")]
    [InlineData("GB18030", null)]
    [InlineData("GB18030", "no-such-set")]
    [InlineData("utf-8", "gb2312")]
    [InlineData("utf-8", "us-ascii")]
    [InlineData("utf-8", null)]
    [InlineData("big5", "big5")]
    public void Letters_are_right_whatever_the_part_says(string real, string? said)
    {
        const string Text = "已核實欠款，共十二戶，餘額清零";
        var bytes = (CodePagesEncodingProvider.Instance.GetEncoding(real) ?? Encoding.GetEncoding(real)).GetBytes(Text);

        Assert.Equal(Text, MessageText.Decode(bytes, said));
    }

    [Fact]
    public void A_page_becomes_text_and_nothing_of_it_runs_or_hides()
    {
        var text = HtmlText.Of("""
            <html><head><title>t</title><style>p{}</style></head><body><script>alert(1)</script>
            <p>第一行&nbsp;&amp; 好<br>第二行</p><ul><li>甲<li>乙</ul><img src=x onerror=alert(2)>
            <table><tr><td>12</td><td>户</td></tr></table><div class="gmail_quote">旧</div></body>
            """);

        Assert.Equal($"第一行 & 好\n第二行\n甲\n乙\n12 户\n{HtmlText.QuoteMark}\n旧", string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)));
        Assert.Equal("第一行 & 好\n第二行", string.Join('\n', ReplyText.Of(text).Split('\n')[..2]).Replace(" \n", "\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_thousand_nested_tags_cost_no_stack() =>
        Assert.Equal("深", HtmlText.Of(string.Concat(Enumerable.Repeat("<div>", 10_000)) + "深" + string.Concat(Enumerable.Repeat("</div>", 10_000))).Trim());
}
