using System.Globalization;
using Rectify.Workflow.App.Import;
using static Rectify.Workflow.App.Demo.DemoDeed;

namespace Rectify.Workflow.App.Demo;

/// <summary>The story of one item, told from its duty set, its measures and its published end.</summary>
internal sealed class ItemStory(FiledItem item, DemoCast cast, DemoDays days)
{
    // Turns the plain way does not show; each happens to a few items of the sample.
    private static readonly HashSet<int> ReturnedFirst = [6, 7, 22];
    private static readonly HashSet<int> RefusedFirst = [10];
    private static readonly HashSet<int> ExtensionRefused = [13];
    private static readonly HashSet<int> RelapsesAtReview = [12];

    private readonly List<DemoAction> _actions = [];

    private string Official => item.Duty.ResponsiblePerson;

    private string Leader => item.Duty.ResponsibleLeader;

    private string Verifier => cast.Verifier(item.Number);

    /// <summary>Everything that happens to the item.</summary>
    /// <param name="approvedOn">The day its closure or stage result is approved; not used for an item that goes on.</param>
    public IReadOnlyList<DemoAction> Tell(DateOnly approvedOn)
    {
        if (item.Published is null)
        {
            return [];
        }

        var assignedOn = days.WorkingDay(days.Feedback, 2 + (item.Number / 4));
        Decide(assignedOn, 10, Leader, "AssignItem", "Assigned");
        if (item.Published.Status is PublishedStatus.GoingOn)
        {
            TellArrears(assignedOn);
            return _actions;
        }

        TellWork(assignedOn, approvedOn);
        if (item.Published.Status is PublishedStatus.StageResultKeptUp)
        {
            TellReview(approvedOn.AddMonths(days.Settings.ReviewEveryMonths));
        }

        return _actions;
    }

    // Report, prove each measure, submit, be checked (sometimes twice), be approved (sometimes at the second try).
    private void TellWork(DateOnly assignedOn, DateOnly approvedOn)
    {
        var again = ReturnedFirst.Contains(item.Number) || RefusedFirst.Contains(item.Number);
        var firstSubmitOn = days.WorkingDay(approvedOn, again ? -12 : -5);
        Report(days.Between(assignedOn, firstSubmitOn, 0.3), $"整改方案已定,{item.Measures.Count}条措施逐条推进,第1条已经启动。");
        foreach (var measure in item.Measures)
        {
            var doneOn = days.Between(assignedOn, firstSubmitOn, 0.35 + (0.6 * measure.No / item.Measures.Count));
            Prove(doneOn, measure, "");
            Add(doneOn, 15, Official, new Report($"第{measure.No}条措施已落实,材料已上传。", measure.No), 30 + measure.No);
        }

        Report(firstSubmitOn, item.Progress ?? "各条措施均已落实。");
        if (ExtensionRefused.Contains(item.Number))
        {
            AskInVain(days.WorkingDay(assignedOn, 60));
        }

        Submit(firstSubmitOn);
        if (ReturnedFirst.Contains(item.Number))
        {
            Decide(days.WorkingDay(approvedOn, -9), 11, Verifier, "VerifyItem", "Returned",
                "第1条措施的材料缺少日期和经办人,请补齐后再报。");
            Improve(days.WorkingDay(approvedOn, -6), "补充说明");
            Submit(days.WorkingDay(approvedOn, -5));
        }
        else if (RefusedFirst.Contains(item.Number))
        {
            Pass(days.WorkingDay(approvedOn, -10));
            Decide(days.WorkingDay(approvedOn, -8), 14, cast.Supervisor, "ApproveClosure", "Refused",
                "合同只有复印件,尚未见村民会议决议,暂不同意销号。");
            Improve(days.WorkingDay(approvedOn, -6), "村民会议决议");
            Submit(days.WorkingDay(approvedOn, -5));
        }

        Pass(days.WorkingDay(approvedOn, -2));
        Approve(approvedOn);
    }

    private void TellReview(DateOnly reviewOn)
    {
        var reviewedOn = days.WorkingDay(reviewOn, 2);
        if (!RelapsesAtReview.Contains(item.Number))
        {
            Decide(reviewedOn, 15, Verifier, "LongTermReview", "Clean", "到场查看并抽查材料,未见反弹,措施仍在坚持。");
            return;
        }

        Decide(reviewedOn, 15, Verifier, "LongTermReview", "Failed", "回头看发现公开栏内容停在上季度,问题有反弹,须重新整改。");
        Improve(days.WorkingDay(reviewedOn, 8), "重新公开的照片说明");
        Submit(days.WorkingDay(reviewedOn, 10));
        Pass(days.WorkingDay(reviewedOn, 12));
        Approve(days.WorkingDay(reviewedOn, 14));
    }

    // Urged four times, paid in part, extended before the date, and still late: the type case.
    private void TellArrears(DateOnly assignedOn)
    {
        var received = item.Amounts.Where(amount => amount.InProgress).ToList();
        for (var round = 1; round <= 4; round++)
        {
            Report(days.Between(assignedOn, days.PeriodEnd, 0.2 * round),
                $"第{round}次向欠款企业发出催办,要求说明付款日期。");
        }

        for (var index = 0; index < received.Count; index++)
        {
            Report(days.Between(assignedOn, days.PeriodEnd, 0.5 + (0.2 * index)), string.Create(
                CultureInfo.InvariantCulture, $"收到部分款项:{received[index].Note},{received[index].Yuan / 10_000:0.####}万元。"));
        }

        foreach (var measure in item.Measures.SkipLast(1))
        {
            Prove(days.Between(assignedOn, days.PeriodEnd, 0.5 + (0.1 * measure.No)), measure, "");
        }

        var newDueOn = item.Published?.DueOn ?? days.PeriodEnd.AddMonths(3);
        Add(days.WorkingDay(days.PeriodEnd, -4), 16, Official, new Decide("ImplementItem", "ExtensionRequested")
        {
            Reason = "企业受市场影响回款慢,已付一部分,余款经律师函催收后答应分期在年内付清。",
            NewDueOn = newDueOn,
        });
        Decide(days.WorkingDay(days.PeriodEnd, -3), 11, Leader, "EndorseExtension", "Endorsed",
            "情况属实,已付款凭证齐全,同意上报延期。");
        Decide(days.WorkingDay(days.PeriodEnd, -2), 14, cast.Supervisor, "DecideExtension", "Granted",
            "同意延期,每月报一次收款进度。");
        foreach (var (share, text) in ((double, string)[])
            [(0.3, "又付一小笔,余款仍未到,已约企业负责人当面催要。"), (0.6, "律师函期限已过,正准备诉讼材料。"),
            (1.05, "期限已过,企业仍未付清,已报镇党委研究。"), (1.2, "企业书面承诺春节前再付一笔,继续盯办。")])
        {
            Report(days.Between(days.PeriodEnd, newDueOn, share), text);
        }
    }

    private void AskInVain(DateOnly askedOn)
    {
        Add(askedOn, 16, Official, new Decide("ImplementItem", "ExtensionRequested")
        {
            Reason = "自然村资源底数还没有摸清,想多留一个季度。",
            NewDueOn = days.PeriodEnd.AddMonths(3),
        });
        Decide(days.WorkingDay(askedOn, 2), 11, Leader, "EndorseExtension", "Refused",
            "离期限尚有时间,阶段成效可以按期取得,不同意延期。");
    }

    private void Improve(DateOnly on, string what) => Prove(on, item.Measures[0], what);

    private void Submit(DateOnly on) => Decide(on, 16, Official, "ImplementItem", "Submitted", "措施均已落实,材料齐全,申请核查。");

    private void Pass(DateOnly on) => Decide(on, 11, Verifier, "VerifyItem", "Passed", "材料与措施逐条相符,实地查看属实。");

    private void Approve(DateOnly on) => Decide(on, 14, cast.Supervisor, "ApproveClosure", "Approved", "同意核查意见。");

    private void Decide(DateOnly on, int hour, string who, string task, string outcome, string? opinion = null) =>
        Add(on, hour, who, new Decide(task, outcome, opinion));

    private void Report(DateOnly on, string text) => Add(on, 9, Official, new Report(text));

    private void Prove(DateOnly on, FiledMeasure measure, string addition)
    {
        var name = addition.Length > 0 ? addition : measure.Evidence ?? "佐证材料";
        var content = $"""
            {item.Number}号任务 {item.Title}
            第{measure.No}条措施:{measure.Text}
            材料:{name}
            日期:{on.Year}年{on.Month}月{on.Day}日

            """;
        Add(on, 15, Official, new Prove(measure.No, $"措施{measure.No}-{name}.txt", content), measure.No);
    }

    private void Add(DateOnly on, int hour, string who, DemoDeed deed, int second = 0) =>
        _actions.Add(new(days.At(on, hour, item.Number, second), who, item.Number, deed));
}
