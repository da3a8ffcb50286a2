using Rectify.Workflow.App.People.Deputies;

namespace Rectify.Workflow.Web.Language;

// Texts of deputies and handovers.
public static partial class Labels
{
    /// <summary>Why a deputy cannot be arranged.</summary>
    public static string Deputy(DeputyProblem problem) => problem switch
    {
        DeputyProblem.SamePerson => "不能由本人代理本人。",
        DeputyProblem.NoSuchDeputy => "没有这位代理人。",
        DeputyProblem.HasLeft => "账号已停用的人不能代理，也不能由人代理。",
        DeputyProblem.DaysReversed => "截止日期不能早于起始日期。",
        DeputyProblem.BeginsInThePast => "起始日期不能早于今天。",
        DeputyProblem.TooLong => "代理期最长一年；长期空缺请移交任务。",
        DeputyProblem.ReasonMissing => "请填写事由。",
        DeputyProblem.ReasonTooLong => "事由太长。",
        DeputyProblem.Overlaps => "这段时间内已有代理人，请先结束或改期。",
        DeputyProblem.Chain => "不能层层代理：这段时间内，本人正在代理别人，或所选代理人自己也有代理人。",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "No text for this problem."),
    };
}
