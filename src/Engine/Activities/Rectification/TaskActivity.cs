using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>What all our activities that ask a person share: the inputs, the open task and the decision (待办).</summary>
public abstract class TaskActivity : LeafActivity
{
    private protected const string Category = "整改";

    private protected static ImmutableArray<OutputDescriptor> DecisionOutputs { get; } =
    [
        new("Outcome", ValueType.Text, "决定", "办理人所选的结果。"),
        new("Opinion", ValueType.Text, "意见", "办理人填写的意见。"),
        new("By", ValueType.Text, "办理人", "办理人的标识。"),
    ];

    public override void Execute(ActivityTurn turn) => Ask(turn, Descriptor.Outcomes);

    public override void Resume(ActivityTurn turn, Resumption resumption)
    {
        Report(turn, resumption);
        Decided(turn, resumption);
    }

    public override ImmutableArray<string>? TaskOutcomes(JsonObject? memory) => Descriptor.Outcomes;

    /// <summary>Answers a decision; leaves by the outcome's own port unless the activity says otherwise.</summary>
    private protected virtual void Decided(ActivityTurn turn, Resumption resumption) => turn.Complete(resumption.Outcome ?? "Done");

    /// <summary>Moves the item as the person decided.</summary>
    private protected static void Move(ActivityTurn turn, string trigger, Resumption? resumption = null) =>
        turn.Command(Commands.ItemMove, Commands.Move(trigger, resumption?.Payload));

    /// <summary>Opens the work task.</summary>
    private protected void Ask(ActivityTurn turn, ImmutableArray<string> outcomes, JsonObject? data = null) =>
        turn.Wait(new Wait.ForTask(new TaskRequest(Descriptor.ShortName, Title(turn), turn.Filled("Assignee") ?? "role:Administrator", outcomes)
        {
            Instructions = turn.Filled("Instructions"),
            DueOn = Values.ToDay(turn.Input("DueOn")),
            DueInWorkingDays = (int?)Values.ToInteger(turn.Input("DueInWorkingDays")),
            ReminderOffsets = Offsets(turn),
            ReminderPlan = Json(turn, "ReminderPlan"),
            Ladder = Json(turn, "Ladder"),
            EvidenceRequired = Values.ToBoolean(turn.Input("EvidenceRequired")),
            MustDifferFrom = MustDifferFrom(turn),
            OpinionRequiredFor = [.. turn.Texts("OpinionRequiredFor").Where(outcome => outcomes.Contains(outcome))],
            Data = data,
        }));

    /// <summary>Sets the outputs that tell who decided what.</summary>
    private protected static void Report(ActivityTurn turn, Resumption resumption)
    {
        turn.SetOutput("Outcome", resumption.Outcome);
        turn.SetOutput("Opinion", resumption.Payload?["opinion"]?.DeepClone());
        turn.SetOutput("By", resumption.Payload?["by"]?.DeepClone());
    }

    /// <summary>The inputs every task has, with the defaults of the kind.</summary>
    private protected static ImmutableArray<InputDescriptor> TaskInputs(
        string assignee, string mustDifferFrom = "[]", string opinionRequiredFor = "[]", bool evidenceRequired = false) =>
    [
        new("Title", ValueType.Text, "标题", "办理人在待办中看到的标题;不填则用活动名和任务名。"),
        new("Assignee", ValueType.Text, "办理人", "谁来办理:选一个角色、一名人员或一个单位;不选则按缺省。") { Default = assignee, UiHint = "assignee-picker" },
        new("Instructions", ValueType.Text, "办理要求", "办理人打开待办时看到的要求,写明要做什么、怎样算完成。") { UiHint = "multiline" },
        new("DueOn", ValueType.Day, "截止日期", "如 2023-12-31;不填则按任务的时限。"),
        new("DueInWorkingDays", ValueType.Whole, "限办工作日", "自待办产生起的工作日数。"),
        new("ReminderOffsets", ValueType.List, "提醒提前量", "截止前的工作日数,如 [10,5,3,1];不填则按本轮的规定。") { UiHint = "multitext", DefaultSyntax = "Object" },
        new("ReminderPlan", ValueType.Any, "提醒计划", "JSON,可含工作日、自然日提前量和发送时刻;不填则按本轮的规定。") { UiHint = "json-editor", DefaultSyntax = "Object" },
        new("Ladder", ValueType.Any, "升级阶梯", "JSON;不填则按本轮的规定。") { UiHint = "json-editor", DefaultSyntax = "Object" },
        new("EvidenceRequired", ValueType.Boolean, "须有佐证", "每条措施都有佐证材料才能办结。") { Default = evidenceRequired, UiHint = "checkbox" },
        new("MustDifferFrom", ValueType.TextList, "回避", "本任务中上一次办理这些活动的人不得办理本待办。")
        {
            Default = JsonNode.Parse(mustDifferFrom),
            UiHint = "checklist",
            Options = ["AssignItem", "ImplementItem", "VerifyItem", "ApproveClosure", "EndorseExtension", "DecideExtension", "LongTermReview", "HumanTask"],
            DefaultSyntax = "Object",
        },
        new("OpinionRequiredFor", ValueType.TextList, "须写意见的结果", "这些结果须写明不少于十个字的意见。")
        {
            Default = JsonNode.Parse(opinionRequiredFor),
            UiHint = "multitext",
            DefaultSyntax = "Object",
        },
    ];

    // An expression may bar more kinds than the step itself does, never fewer: nobody could have checked it before publishing.
    private ImmutableArray<string> MustDifferFrom(ActivityTurn turn)
    {
        var given = turn.Texts("MustDifferFrom");
        return turn.Node.Inputs.TryGetValue("MustDifferFrom", out var expression) && expression is not Expression.Literal
            ? [.. Values.ToArray(Descriptor.Input("MustDifferFrom")?.Default).Select(Values.ToText).Union(given)]
            : given;
    }

    private string Title(ActivityTurn turn)
    {
        var item = turn.Fact("Item", "title") is { } title ? Values.ToText(title) : "";
        var name = turn.Node.DisplayText ?? Descriptor.DisplayName;
        return turn.Filled("Title") ?? (item.Length > 0 ? $"{name}:{item}" : name);
    }

    private static ImmutableArray<int>? Offsets(ActivityTurn turn) => turn.Input("ReminderOffsets") is { } offsets
        ? [.. Values.ToArray(offsets).Select(Values.ToInteger).OfType<long>().Select(offset => (int)offset)]
        : null;

    private static string? Json(ActivityTurn turn, string input) => turn.Input(input) switch
    {
        null => null,
        JsonValue text when text.TryGetValue<string>(out var json) => string.IsNullOrWhiteSpace(json) ? null : json,
        var value => Values.ToJson(value),
    };
}
