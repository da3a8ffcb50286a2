using Jint;
using Jint.Native;
using Jint.Runtime.Interop;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// Turning a list into text visits the lists inside it by calls the script engine neither counts nor times, and looks at
/// each level through all levels above: a list nested a hundred thousand times took minutes. Called through a function of
/// the host, each level counts as a call of the script and meets the limit of recursion.
/// </summary>
internal static class ScriptGuards
{
    private static readonly string[] Printing = ["join", "toString", "toLocaleString"];

    /// <summary>Puts the limit in front of the engine's own functions.</summary>
    public static void Install(Jint.Engine engine)
    {
        var lists = engine.Intrinsics.Array.PrototypeObject;
        foreach (var name in Printing)
        {
            var original = lists.Get(name);
            lists.FastSetProperty(name, new(
                new ClrFunction(engine, name, (list, arguments) => original.Call(list, arguments)), writable: true, enumerable: false, configurable: true));
        }
    }
}
