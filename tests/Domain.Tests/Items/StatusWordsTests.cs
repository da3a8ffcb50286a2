using Rectify.Workflow.Domain.Items;
using static Rectify.Workflow.Domain.Tests.Days;

namespace Rectify.Workflow.Domain.Tests.Items;

public sealed class StatusWordsTests
{
    [Theory]
    [InlineData("立行立改", StatusForm.DoneAtOnce)]
    [InlineData("即知即改并已整改完成", StatusForm.DoneAtOnce)]
    [InlineData("集中整改期内整改完成", StatusForm.DoneInPeriod)]
    [InlineData("集中整改期内完成整改", StatusForm.DoneInPeriod)]
    [InlineData("已完成整改", StatusForm.DoneInPeriod)]
    [InlineData("整改完成", StatusForm.DoneInPeriod)]
    [InlineData("完成", StatusForm.DoneInPeriod)]
    [InlineData("已整改", StatusForm.DoneInPeriod)]
    [InlineData("已整改到位", StatusForm.DoneInPeriod)]
    [InlineData("已整改(到位)", StatusForm.DoneInPeriod)]
    [InlineData("已按时整改到位", StatusForm.DoneInPeriod)]
    [InlineData("整改已完成", StatusForm.DoneInPeriod)]
    [InlineData("该问题已完成整改", StatusForm.DoneInPeriod)]
    [InlineData("长期任务取得阶段性成效并长期坚持", StatusForm.StageResultKeptUp)]
    [InlineData("阶段性完成", StatusForm.StageResultKeptUp)]
    [InlineData("基本完成取得阶段性成果并持续整改", StatusForm.StageResultKeptUp)]
    [InlineData("长期坚持", StatusForm.StageResultKeptUp)]
    [InlineData("持续推进", StatusForm.StageResultKeptUp)]
    [InlineData("继续整改", StatusForm.GoingOn)]
    [InlineData("正在整改", StatusForm.GoingOn)]
    [InlineData("持续整改", StatusForm.GoingOn)]
    [InlineData("部分整改", StatusForm.GoingOn)]
    [InlineData("正在办理", StatusForm.GoingOn)]
    [InlineData("未完成", StatusForm.NotDone)]
    [InlineData("未整改", StatusForm.NotDone)]
    [InlineData("仍未整改到位", StatusForm.NotDone)]
    [InlineData("整改不够到位", StatusForm.NotDone)]
    [InlineData("已销号", StatusForm.Closed)]
    [InlineData("拟销号", StatusForm.Closed)]
    [InlineData("办结", StatusForm.Closed)]
    [InlineData("办结(销号)", StatusForm.Closed)]
    [InlineData("（长期坚持）。", StatusForm.StageResultKeptUp)]
    [InlineData("(正在 整改)", StatusForm.GoingOn)]
    public void Words_of_the_table_fold_to_their_form(string words, StatusForm form) =>
        Assert.Equal(new FoldedStatus(form), StatusWords.Fold(words));

    [Theory]
    [InlineData("继续整改,2023年12月底前完成", "2023-12-31")]
    [InlineData("继续整改，2024年2月底前完成", "2024-02-29")]
    [InlineData("正在整改,2023年9月14日前完成", "2023-09-14")]
    public void What_is_going_on_may_name_its_date(string words, string dueOn) =>
        Assert.Equal(new FoldedStatus(StatusForm.GoingOn, Day(dueOn)), StatusWords.Fold(words));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("试行")]
    [InlineData("未按时整改完成")]
    [InlineData("继续整改,2023年13月底前完成")]
    [InlineData("继续整改,2023年2月30日前完成")]
    [InlineData("已销号,2023年12月底前完成")]
    public void Other_words_are_left_to_a_person(string? words) => Assert.Null(StatusWords.Fold(words));
}
