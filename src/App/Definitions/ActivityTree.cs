using System.Text.Json.Nodes;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Walks the activities of a definition's JSON wherever they are plugged in, known here or not.</summary>
internal static class ActivityTree
{
    /// <summary>The implicit activity around the drawn root, as Elsa names it.</summary>
    public const string WorkflowId = "Workflow1";

    // What these hold is data of the designer or of an expression, even when it looks like an activity.
    private static readonly HashSet<string> Opaque = new(StringComparer.OrdinalIgnoreCase)
        { "metadata", "customProperties", "variables", "connections", "expression", "memoryReference" };

    private static readonly HashSet<string> Children = new(StringComparer.OrdinalIgnoreCase) { "activities", "branches" };

    /// <summary>Replaces every activity by what the visitor makes of it, parents before children.</summary>
    /// <param name="definition">The object whose property "root" holds the drawn root.</param>
    /// <param name="visit">Gets the activity and its parent's node id; answers itself or another object with an id.</param>
    public static void Rewrite(JsonObject definition, Func<JsonObject, string, JsonObject> visit)
    {
        if (definition["root"] is JsonObject root)
        {
            Put(definition, "root", root, Rewritten(root, WorkflowId, visit));
        }
    }

    /// <summary>Calls the visitor for each activity with its node id, parents before children.</summary>
    public static void Visit(JsonObject definition, Action<JsonObject, string> visit) => Rewrite(definition, (activity, parent) =>
    {
        visit(activity, $"{parent}:{Text(activity, "id")}");
        return activity;
    });

    /// <summary>The activities plugged into one, each with the port it is plugged into.</summary>
    public static IEnumerable<(string Port, JsonObject Activity)> ChildrenOf(JsonObject activity) =>
        activity.Where(member => !Opaque.Contains(member.Key)).SelectMany(member => Plugged(Pascal(member.Key), member.Key, member.Value));

    private static IEnumerable<(string Port, JsonObject Activity)> Plugged(string port, string name, JsonNode? value) => value switch
    {
        JsonObject child when IsActivity(child) => [(port, child)],
        JsonObject part when !IsInput(part) => ChildrenOf(part).Select(child => (port, child.Activity)),
        JsonArray list => list.SelectMany(item => item is JsonObject child && Children.Contains(name) && Text(child, "type") is not null
            ? [(port, child)]
            : Plugged(port, name, item)),
        _ => [],
    };

    private static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>The text of a member; null when it is absent or something else.</summary>
    public static string? Text(JsonObject owner, string name) =>
        owner.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject Rewritten(JsonObject activity, string parent, Func<JsonObject, string, JsonObject> visit)
    {
        var result = visit(activity, parent);
        Descend(result, $"{parent}:{Text(result, "id")}", isActivity: true, visit);
        return result;
    }

    private static void Descend(JsonObject owner, string nodeId, bool isActivity, Func<JsonObject, string, JsonObject> visit)
    {
        foreach (var (name, value) in owner.ToList())
        {
            if (Opaque.Contains(name))
            {
                continue;
            }

            switch (value)
            {
                case JsonObject child when IsActivity(child):
                    Put(owner, name, child, Rewritten(child, nodeId, visit));
                    break;
                case JsonObject part when !IsInput(part):
                    Descend(part, nodeId, isActivity: false, visit);
                    break;
                // What a container holds is drawn, whatever it lacks; the designer would show nothing at all.
                case JsonArray list when isActivity && Children.Contains(name):
                    Descend(list, nodeId, _ => true, visit);
                    break;
                case JsonArray list:
                    Descend(list, nodeId, part => IsActivity(part) || (Children.Contains(name) && Text(part, "type") is not null), visit);
                    break;
            }
        }
    }

    private static void Descend(JsonArray list, string nodeId, Func<JsonObject, bool> isActivity, Func<JsonObject, string, JsonObject> visit)
    {
        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is not JsonObject part)
            {
                continue;
            }

            if (isActivity(part))
            {
                var result = Rewritten(part, nodeId, visit);
                if (!ReferenceEquals(result, part))
                {
                    list[index] = result;
                }
            }
            else if (!IsInput(part))
            {
                Descend(part, nodeId, isActivity: false, visit);
            }
        }
    }

    private static void Put(JsonObject owner, string name, JsonObject before, JsonObject after)
    {
        if (!ReferenceEquals(before, after))
        {
            owner[name] = after;
        }
    }

    private static bool IsActivity(JsonObject value) =>
        Text(value, "type") is not null && Text(value, "id") is not null && !value.ContainsKey("typeName");

    private static bool IsInput(JsonObject value) => value.ContainsKey("typeName") || value.ContainsKey("expression");
}
