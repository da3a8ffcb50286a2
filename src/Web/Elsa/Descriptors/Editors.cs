using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>
/// Which editor an input gets and what the editor must know. The designer reads enumerations inside these specifications
/// as numbers only.
/// </summary>
internal static class Editors
{
    /// <summary>The engine's hint for "who": a drop-down filled with the roles, units and people of the moment.</summary>
    public const string Assignee = "assignee-picker";

    /// <summary>The engine's hint for a mail's ready-made text: a drop-down filled with the templates of the moment.</summary>
    public const string MailTemplate = "mail-template-picker";

    public static (string Hint, JsonObject Specifications) Of(InputDescriptor input) => input.UiHint switch
    {
        Assignee or MailTemplate => ("dropdown", new() { ["dropdown"] = DropDown([]), ["Refresh"] = true }),
        "dropdown" => ("dropdown", new() { ["dropdown"] = DropDown(Choices(input)) }),
        "radiolist" => ("radiolist", new() { ["radiolist"] = new JsonObject { ["radioList"] = new JsonObject { ["items"] = Items(Choices(input)) } } }),
        "checklist" => ("checklist", new() { ["checklist"] = new JsonObject { ["checkList"] = CheckList(Choices(input)) } }),
        "json-editor" => ("json-editor", new() { ["json-editor"] = Code("json"), ["code-editor"] = Code("json") }),
        "code-editor" => ("code-editor", new() { ["code-editor"] = Code("javascript") }),
        "" => ("singleline", []),
        var hint => (hint, []),
    };

    /// <summary>The object of a drop-down with these choices.</summary>
    public static JsonObject DropDown(IEnumerable<(string Text, string Value)> choices) =>
        new() { ["selectList"] = new JsonObject { ["items"] = Items(choices), ["isFlagsEnum"] = false } };

    private static IEnumerable<(string Text, string Value)> Choices(InputDescriptor input) =>
        input.Options.Select(option => (Vocabulary.Word(option), option));

    private static JsonArray Items(IEnumerable<(string Text, string Value)> choices) =>
        [.. choices.Select(choice => (JsonNode)new JsonObject { ["text"] = choice.Text, ["value"] = choice.Value })];

    private static JsonObject CheckList(IEnumerable<(string Text, string Value)> choices) => new()
    {
        ["items"] = new JsonArray([.. choices.Select(choice =>
            (JsonNode)new JsonObject { ["text"] = choice.Text, ["value"] = choice.Value, ["isChecked"] = false })]),
        ["isFlagsEnum"] = false,
    };

    // 0 is the default height; the name would crash the panel.
    private static JsonObject Code(string language) => new() { ["language"] = language, ["editorHeight"] = 0, ["singleLineMode"] = false };
}
