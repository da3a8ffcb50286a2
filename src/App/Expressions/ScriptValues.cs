using System.Text.Json.Nodes;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// Turns a script's values into JSON. Not by the script engine's own serialiser: that one neither minds the time limit
/// nor how deep a value is nested.
/// </summary>
internal sealed class ScriptValues(Jint.Engine engine)
{
    private const int DeepestLevel = 64;
    private const int MostNodes = 100_000;
    private int _nodes;

    /// <summary>The value as JSON; functions and undefined become null, dates ISO texts.</summary>
    public JsonNode? Json(JsValue value) => Json(value, 0, "");

    /// <summary>A text without halves of characters, which could not be stored.</summary>
    public static string Sound(string text) => text.Any(char.IsSurrogate) ? new([.. text.Select((c, i) => IsWhole(text, c, i) ? c : '\uFFFD')]) : text;

    private JsonNode? Json(JsValue value, int level, string key)
    {
        switch (value.Type)
        {
            case Types.Boolean:
                return JsonValue.Create(value.AsBoolean());
            case Types.String:
                return JsonValue.Create(Sound(value.AsString()));
            case Types.Number:
                return Values.FromNumber(value.AsNumber());
            case Types.BigInt:
                return Values.TryParse(value.ToString(), out _);
            case Types.Object when value is not Jint.Native.Function.Function:
                return OfObject(value.AsObject(), level, key);
            default:
                return null;
        }
    }

    private JsonNode? OfObject(ObjectInstance value, int level, string key)
    {
        if (level >= DeepestLevel)
        {
            throw new ExpressionException($"The script's value is nested deeper than {DeepestLevel} levels, or contains itself.");
        }

        if (++_nodes > MostNodes)
        {
            throw new ExpressionException($"The script's value has more than {MostNodes} parts.");
        }

        if (value.Get("toJSON") is Jint.Native.Function.Function toJson)
        {
            return Json(engine.Invoke(toJson, value, [key]), level + 1, key);
        }

        return value.IsArray() ? OfArray(value, level) : OfMembers(value, level);
    }

    private JsonArray OfArray(ObjectInstance value, int level)
    {
        var length = value.Get("length").AsNumber();
        if (length > MostNodes)
        {
            throw new ExpressionException($"The script's list has more than {MostNodes} elements.");
        }

        var array = new JsonArray();
        for (var index = 0; index < length; index++)
        {
            array.Add(Json(value.Get(index), level + 1, ""));
        }

        return array;
    }

    private JsonObject OfMembers(ObjectInstance value, int level)
    {
        var members = new JsonObject();
        foreach (var key in value.GetOwnPropertyKeys(Types.String))
        {
            if (!value.GetOwnProperty(key).Enumerable)
            {
                continue;
            }

            var member = value.Get(key);
            if (!member.IsUndefined() && member is not Jint.Native.Function.Function && !member.IsSymbol())
            {
                members[Sound(key.AsString())] = Json(member, level + 1, key.AsString());
            }
        }

        return members;
    }

    private static bool IsWhole(string text, char c, int i) => !char.IsSurrogate(c)
        || (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
        || (char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1]));
}
