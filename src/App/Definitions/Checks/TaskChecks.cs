using System.Text.Json;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Definitions.Checks;

/// <summary>Who does a task, until when, and what happens when it is late.</summary>
internal static class TaskChecks
{
    private static readonly string[] Duties = ["ResponsibleOfficial", "ResponsibleLeader", "LeadLeader"];

    public static void Run(Definition definition, Findings findings)
    {
        var aboutItems = definition.Nodes.Any(node => node.IsItemTask);
        foreach (var node in definition.Nodes.Where(node => node.IsTask))
        {
            Assignee(node, findings);
            Deadline(node, aboutItems, findings);
            Offsets(node, findings);
            PlanOf(node, findings);
            LadderOf(node, findings);
            Opinions(node, findings);
        }
    }

    /// <summary>Why the words name nobody, as far as that can be told without the town's people; null when they may.</summary>
    public static (string Chinese, string English)? WrongAssignee(string words)
    {
        var (kind, name) = words.Split(':', 2) is [var before, var after] ? (before.Trim(), after.Trim()) : ("role", words.Trim());
        return kind.ToUpperInvariant() switch
        {
            _ when name.Length == 0 => ("没有指定办理人。", "Nobody is named to do this."),
            "ROLE" => Roles.All.Concat(Duties).Contains(name, StringComparer.OrdinalIgnoreCase) ? null
                : ($"没有“{name}”这个角色。", $"There is no role “{name}”."),
            "PERSON" or "UNIT" => null,
            _ => ($"“{words}”不能识别为办理人，请写 role:角色、person:用户名 或 unit:单位名称。",
                $"“{words}” names nobody. Write role:ROLE, person:USER or unit:UNIT."),
        };
    }

    private static void Assignee(ActivityNode node, Findings findings)
    {
        var assignee = node.Value("Assignee");
        if (assignee.IsBlank || (!assignee.IsSet && node.Type == NodeFacts.HumanTask))
        {
            findings.Error(node, "task.assignee", "没有指定办理人。请在“办理人”中选择角色、人员或单位。",
                "Nobody is named to do this. Choose a role, a person or a unit under “Assignee”.");
        }
        else if (assignee.IsKnown && WrongAssignee(assignee.Text) is { } wrong)
        {
            findings.Error(node, "task.assignee", wrong.Chinese, wrong.English);
        }
    }

    // A step of an item's life has the item's own due date; any other task must say its own.
    private static void Deadline(ActivityNode node, bool aboutItems, Findings findings)
    {
        var (day, days) = (node.Value("DueOn"), node.Value("DueInWorkingDays"));
        if (!aboutItems && day.IsBlank && days.IsBlank)
        {
            findings.Error(node, "task.deadline", "没有办理期限，逾期也不会有人知道。请填写“截止日期”或“限办工作日”。",
                "There is no deadline, so nobody would learn that it is late. Fill in a due date or a number of working days.");
        }

        if (day is { IsKnown: true, IsBlank: false } && day.Day is null)
        {
            findings.Error(node, "task.deadline", $"截止日期“{day.Text}”不是日期，请写成 2023-12-31 的形式。",
                $"The due date “{day.Text}” is no date. Write it as 2023-12-31.");
        }

        if (days is { IsKnown: true, IsBlank: false } && days.Whole is not > 0)
        {
            findings.Error(node, "task.deadline", "限办工作日须是正整数。", "The number of working days must be a whole number above 0.");
        }
    }

    private static void Offsets(ActivityNode node, Findings findings)
    {
        var offsets = node.Value("ReminderOffsets");
        if (offsets is { IsKnown: true, IsSet: true, IsBlank: false } && offsets.Items.Any(offset => Known.WholeOf(offset) is not >= 0))
        {
            findings.Error(node, "task.reminders", "提醒提前量须是不小于 0 的整数，如 10、5、3、1。",
                "Reminder offsets must be whole numbers of 0 or more, such as 10, 5, 3, 1.");
        }
    }

    private static void PlanOf(ActivityNode node, Findings findings)
    {
        var plan = node.Value("ReminderPlan");
        if (plan is not { IsKnown: true, IsSet: true, IsBlank: false })
        {
            return;
        }

        try
        {
            OwnPlan.Read(plan.Node is System.Text.Json.Nodes.JsonValue text && text.TryGetValue<string>(out var written) ? written : Values.ToJson(plan.Node));
        }
        catch (FormatException error)
        {
            findings.Error(node, "task.reminders",
                """提醒计划不能识别，请写成 { "workingDays": [10, 3], "calendarDays": [30], "sendingHour": "09:00" } 的形式，各部分可省略。""", error.Message);
        }
    }

    private static void LadderOf(ActivityNode node, Findings findings)
    {
        var ladder = node.Value("Ladder");
        if (ladder is not { IsKnown: true, IsSet: true, IsBlank: false })
        {
            return;
        }

        try
        {
            var json = ladder.Node is System.Text.Json.Nodes.JsonValue text && text.TryGetValue<string>(out var written) ? written : Values.ToJson(ladder.Node);
            var read = JsonSerializer.Deserialize<Ladder>(json, JsonSerializerOptions.Web);
            if (read is null || read.Rungs.IsDefaultOrEmpty || read.Rungs.Any(rung => rung is null))
            {
                findings.Error(node, "task.ladder", "升级阶梯没有任何一级。", "The escalation ladder has no rung.");
                return;
            }

            foreach (var problem in read.Validate())
            {
                findings.Error(node, "task.ladder", problem, problem);
            }
        }
        catch (JsonException)
        {
            findings.Error(node, "task.ladder",
                """升级阶梯不能识别，请写成 { "rungs": [ { "afterWorkingDays": 1, "audience": ["Official"] } ] } 的形式。""",
                """The escalation ladder cannot be read. Write it as { "rungs": [ { "afterWorkingDays": 1, "audience": ["Official"] } ] }.""");
        }
    }

    private static void Opinions(ActivityNode node, Findings findings)
    {
        var (opinions, ports) = (node.Value("OpinionRequiredFor"), node.Exits);
        if (opinions is { IsKnown: true, IsSet: true } && !ports.IsEmpty && node.Kind != "LongTermReview"
            && opinions.Texts.FirstOrDefault(outcome => !ports.Contains(outcome)) is { Length: > 0 } unknown)
        {
            findings.Warn(node, "task.opinion", $"“须写意见的结果”中的“{unknown}”不是这个活动的结果。",
                $"“{unknown}”, for which an opinion is required, is no outcome of this activity.");
        }
    }
}
