using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// The functions Elsa gives to scripts, installed only when the script's text mentions them, so that a small
/// expression does not pay for forty functions.
/// </summary>
internal sealed partial class ScriptGlobals(Jint.Engine engine, IExpressionScope scope, string text)
{
    private static readonly System.Text.Json.JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private Jint.Native.Object.ObjectInstance? _variables;
    private List<string> _copied = [];

    public void Install()
    {
        InstallInstance();
        InstallHelpers();
        InstallVariables();
        InstallInputs();
        InstallOutputs();
    }

    /// <summary>What the script changed through <c>variables.X = …</c> becomes the variables' value.</summary>
    public void WriteBack()
    {
        if (_variables is null)
        {
            return;
        }

        DeepStack.RefuseIfAbandoned();
        foreach (var key in _variables.GetOwnProperties().Select(p => p.Key.ToString()))
        {
            var value = new ScriptValues(engine).Json(_variables.Get(key));
            if (!_copied.Contains(key) || !JsonNode.DeepEquals(value, scope.GetVariable(key)))
            {
                scope.SetVariable(key, value);
            }
        }
    }

    private void InstallInstance()
    {
        Function("getWorkflowDefinitionId", _ => scope.DefinitionId);
        Function("getWorkflowDefinitionVersionId", _ => scope.DefinitionVersionId);
        Function("getWorkflowDefinitionVersion", _ => scope.DefinitionVersion);
        Function("getWorkflowInstanceId", _ => scope.InstanceId);
        Function("getCorrelationId", _ => Js(scope.CorrelationId));
        Action("setCorrelationId", a => scope.CorrelationId = TextOrNull(a[0]));
        Function("getWorkflowInstanceName", _ => Js(scope.InstanceName));
        Action("setWorkflowInstanceName", a => scope.InstanceName = TextOrNull(a[0]));
        Function("getVariable", a => Js(scope.GetVariable(a[0].ToString())));
        Action("setVariable", a => Set(a[0].ToString(), a[1]));
        Function("getInput", a => Js(scope.GetInput(a[0].ToString())));
        Function("getOutputFrom", a => Js(scope.GetOutputFrom(a[0].ToString(), TextOrNull(a[1]))));
        Function("getLastResult", _ => Js(scope.LastResult));
        Action("setOutcome", a => scope.SetOutcomes([ScriptValues.Sound(a[0].ToString())]));
        Action("setOutcomes", a => scope.SetOutcomes([.. Values.ToArray(new ScriptValues(engine).Json(a[0])).Select(Values.ToText)]));
    }

    private void InstallHelpers()
    {
        Function("isNullOrWhiteSpace", a => string.IsNullOrWhiteSpace(TextOrNull(a[0])));
        Function("isNullOrEmpty", a => string.IsNullOrEmpty(TextOrNull(a[0])));
        Function("toJson", a => Values.ToJson(new ScriptValues(engine).Json(a[0])));
        Function("parseGuid", a => Guid.Parse(a[0].ToString()).ToString());
        foreach (var name in new[] { "newGuid", "newGuidString", "getGuidString" })
        {
            Function(name, _ => scope.NewGuid().ToString());
        }

        foreach (var name in new[] { "newShortGuid", "getShortGuid" })
        {
            Function(name, _ => Convert.ToBase64String(scope.NewGuid().ToByteArray()).Replace("/", "", StringComparison.Ordinal)
                .Replace("+", "", StringComparison.Ordinal).Replace("=", "", StringComparison.Ordinal));
        }

        Function("bytesFromString", a => Bytes(Encoding.UTF8.GetBytes(a[0].ToString())));
        Function("bytesToString", a => Encoding.UTF8.GetString(Bytes(a[0])));
        Function("bytesFromBase64", a => Bytes(Convert.FromBase64String(a[0].ToString())));
        Function("bytesToBase64", a => Convert.ToBase64String(Bytes(a[0])));
        Function("stringToBase64", a => Convert.ToBase64String(Encoding.UTF8.GetBytes(a[0].ToString())));
        Function("stringFromBase64", a => Encoding.UTF8.GetString(Convert.FromBase64String(a[0].ToString())));

        if (Mentions("stringify"))
        {
            GuardStringify();
        }

        if (Mentions("Math") && Mentions("random"))
        {
            engine.Evaluate("Math").AsObject().Set("random", new ClrFunction(engine, "random", (_, _) => Random()));
        }
    }

    private void InstallVariables()
    {
        var names = scope.VariableNames;
        foreach (var name in names)
        {
            var pascal = Values.Pascal(name);
            Function($"get{pascal}", _ => Js(scope.GetVariable(name)));
            Action($"set{pascal}", a => Set(name, a[0]));
        }

        if (!Mentions("variables"))
        {
            return;
        }

        var variables = new JsObject(engine);
        _copied = [.. names.Where(name => Mentions(name) || Mentions("[")).Take(1_000)];
        foreach (var name in _copied)
        {
            variables.Set(name, Js(scope.GetVariable(name)));
        }

        _variables = variables;
        engine.SetValue("variables", variables);
    }

    private void InstallInputs()
    {
        foreach (var name in scope.InputNames)
        {
            Function($"get{name}", _ => Js(scope.GetInput(name)));
            Function($"get{Values.Pascal(name)}", _ => Js(scope.GetInput(name)));
        }
    }

    private void InstallOutputs()
    {
        foreach (var match in OutputAccessor().Matches(text).DistinctBy(m => m.Value))
        {
            var (output, activity) = (match.Groups[1].Value, match.Groups[2].Value);
            if (match.Value != "getOutputFrom" && engine.GetValue(match.Value).IsUndefined())
            {
                Function(match.Value, _ => Js(scope.GetOutputFrom(activity, output)));
            }
        }
    }

    private void Set(string name, JsValue value)
    {
        scope.SetVariable(name, new ScriptValues(engine).Json(value));
        if (_variables is not null && !_variables.Get(name).Equals(value))
        {
            _variables.Set(name, value);
        }
    }

    private static JsValue Js(string? value) => value is null ? JsValue.Null : new JsString(value);

    private JsValue Js(JsonNode? value) => value switch
    {
        null => JsValue.Null,
        JsonObject or JsonArray => new JsonParser(engine).Parse(value.ToJsonString()),
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.String => new JsString(Values.ToText(v)),
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.Number => new JsNumber(Values.ToNumber(v) ?? 0),
        _ => Values.ToBoolean(value) ? JsBoolean.True : JsBoolean.False,
    };

    // The engine's own JSON.stringify takes minutes over values nested thousands deep; ours refuses them at once.
    private void GuardStringify()
    {
        var json = engine.Evaluate("JSON").AsObject();
        var original = json.Get("stringify");
        json.Set("stringify", new ClrFunction(engine, "stringify", (_, arguments) =>
        {
            if (arguments.Length == 1)
            {
                return Js(new ScriptValues(engine).Json(arguments[0])?.ToJsonString(Plain) ?? "null");
            }

            new ScriptValues(engine).Json(arguments.Length > 0 ? arguments[0] : JsValue.Undefined);
            return original.Call(json, arguments);
        }));
    }

    // Bytes are plain lists of numbers here: they can be stored, and no .NET object reaches the script.
    private JsValue Bytes(byte[] bytes) => Js(new JsonArray([.. bytes.Select(b => (JsonNode?)b)]));

    private byte[] Bytes(JsValue value) =>
        [.. Values.ToArray(new ScriptValues(engine).Json(value)).Select(one => (byte)(Values.ToInteger(one) ?? 0))];

    private double Random() => BitConverter.ToUInt32(scope.NewGuid().ToByteArray()) / 4294967296d;

    private void Action(string name, Action<Arguments> action) => Function(name, a =>
    {
        action(a);
        return JsValue.Undefined;
    });

    private void Function(string name, Func<Arguments, JsValue> function)
    {
        if (Mentions(name))
        {
            engine.SetValue(name, new ClrFunction(engine, name, (_, arguments) =>
            {
                DeepStack.RefuseIfAbandoned();
                return function(new(arguments));
            }));
        }
    }

    private bool Mentions(string name) => text.Contains(name, StringComparison.Ordinal);

    private static string? TextOrNull(JsValue value) => value.IsNull() || value.IsUndefined() ? null : ScriptValues.Sound(value.ToString());

    [GeneratedRegex(@"\bget(\w+?)From(\w+)\b", RegexOptions.None, 200)]
    private static partial Regex OutputAccessor();

    /// <summary>Arguments that answer undefined where the script gave none.</summary>
    private readonly record struct Arguments(JsValue[] Given)
    {
        public JsValue this[int index] => index < Given.Length ? Given[index] : JsValue.Undefined;
    }
}
