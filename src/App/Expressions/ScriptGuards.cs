using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// Turning a list into text visits the lists inside it by calls the script engine neither counts nor times, and looks at
/// each level through all levels above: a list nested a hundred thousand times took minutes. Called through a function of
/// the host, each level counts as a call of the script and meets the limit of recursion. And a single call can ask for a
/// text larger than all memory a script may use.
/// </summary>
internal static class ScriptGuards
{
    private static readonly string[] Printing = ["join", "toString", "toLocaleString"];

    private static readonly string[] Lengthening = ["repeat", "padStart", "padEnd"];

    /// <summary>Puts the limits in front of the engine's own functions.</summary>
    /// <param name="mostCharacters">The longest text a script may ask for in one call.</param>
    public static void Install(Jint.Engine engine, long mostCharacters)
    {
        var lists = engine.Intrinsics.Array.PrototypeObject;
        foreach (var name in Printing)
        {
            var original = lists.Get(name);
            lists.FastSetProperty(name, new(
                new ClrFunction(engine, name, (list, arguments) => original.Call(list, arguments)), writable: true, enumerable: false, configurable: true));
        }

        // A text of half a thousand million characters is asked for in one call, which nothing looks into before it is there.
        var texts = engine.Evaluate("String.prototype").AsObject();
        foreach (var name in Lengthening)
        {
            var original = texts.Get(name);
            texts.FastSetProperty(name, new(new ClrFunction(engine, name, (text, arguments) =>
            {
                var asked = TypeConverter.ToNumber(arguments.Length > 0 ? arguments[0] : JsValue.Undefined);
                var length = name == "repeat" ? asked * TypeConverter.ToString(text).Length : asked;
                return length > mostCharacters
                    ? throw new ExpressionException($"The script asked for a text of more than {mostCharacters} characters and was stopped.")
                    : original.Call(text, arguments);
            }), writable: true, enumerable: false, configurable: true));
        }
    }
}
