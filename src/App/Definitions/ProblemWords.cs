using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions;

/// <summary>The reader's problems for administrators: the activity they stand on, and Chinese in front of the reader's own words.</summary>
internal static class ProblemWords
{
    public static ReviewFinding Of(DefinitionProblem problem, JsonObject? definition)
    {
        var (place, id) = Place(definition, problem.Path);
        var chinese = Title(problem.Code) is { } title ? $"{title}（{problem.Message}）" : problem.Message;
        return new(problem.Severity, place, problem.Path, problem.Code, chinese, problem.Message) { ActivityId = id };
    }

    private static string? Title(string code) => code switch
    {
        "activity.type.unknown" => "本系统没有这种活动。",
        "activity.type.refused" or "activity.unhosted" => "本系统不支持这种活动。",
        "activity.type.missing" => "活动没有类型。",
        "activity.id.duplicate" => "两个活动的标识相同。",
        "activity.id.missing" => "活动没有标识。",
        "activity.count" or "activity.depth" or "connection.count" or "json.size" => "流程过大。",
        "connection.source.unknown" or "connection.target.unknown" or "connection.source.missing" or "connection.target.missing" => "连线的一端没有活动。",
        "connection.port.unknown" => "活动没有这个出口。",
        "cron.syntax" => "定时表达式有误。",
        "declaration.default" => "初始值与类型不符。",
        "declaration.name" => "变量、输入或输出没有名称。",
        "expression.syntax" => "表达式有语法错误。",
        "expression.language" => "不能使用这种表达式语言。",
        "expression.object" => "内容不是 JSON。",
        "expression.variable" or "variable.missing" => "没有选择变量。",
        "expression.reference" => "表达式没有选定对象。",
        "expression.size" => "表达式过长。",
        "variable.unknown" => "没有这个变量。",
        "variable.duplicate" => "两个变量的标识相同。",
        "value.convert" => "值与类型不符。",
        "root.missing" => "流程是空的，请至少画一个活动。",
        "incident.unknown" => "没有这种异常处理策略。",
        "activation.unknown" => "没有这种启动策略。",
        "merge.unknown" => "没有这种汇合方式。",
        "output.converter" => "不能使用输出转换器。",
        "workflow.recursive" => "流程不能包含自己。",
        "state.unknown" or "state.duplicate" => "状态机的状态有误。",
        _ => null,
    };

    // The innermost activity on the way to the place.
    private static (string Place, string? Id) Place(JsonObject? definition, string path)
    {
        var (node, place, id) = ((JsonNode?)definition, "", (string?)null);
        foreach (var step in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            node = node switch
            {
                JsonObject owner => owner[step],
                JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
                _ => null,
            };
            if (node is JsonObject activity && ActivityTree.Text(activity, "type") is { } type && ActivityTree.Text(activity, "id") is { } own)
            {
                var shown = activity["metadata"] is JsonObject metadata ? ActivityTree.Text(metadata, "displayText") : null;
                (place, id) = ($"「{shown ?? ActivityTree.Text(activity, "name") ?? type}」", own);
            }
        }

        return (place, id);
    }
}
