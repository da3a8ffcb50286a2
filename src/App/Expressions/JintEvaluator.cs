using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// JavaScript in definitions, by Jint: a new engine for each evaluation, without access to .NET, limited in time,
/// statements, memory and recursion.
/// </summary>
public sealed class JintEvaluator(ScriptLimits? limits = null) : IExpressionEvaluator
{
    private const int CachedScripts = 2_000;
    private readonly ScriptLimits _limits = limits ?? new();
    private readonly ConcurrentDictionary<string, Prepared<Script>> _prepared = new(StringComparer.Ordinal);

    public string Type => "JavaScript";

    public string? Check(string text)
    {
        try
        {
            Prepare(text);
            return null;
        }
        catch (Exception error) when (error is not ThreadInterruptedException)
        {
            return Message(error.InnerException ?? error);
        }
    }

    public JsonNode? Evaluate(string text, IExpressionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (DeepStack.IsFlat(text))
        {
            return Run(text, scope, isFlat: true);
        }

        try
        {
            return DeepStack.Run(() => Run(text, scope, isFlat: false), _limits.Bound);
        }
        catch (TimeoutException error)
        {
            throw new ExpressionException(Explain(error), error);
        }
    }

    private JsonNode? Run(string text, IExpressionScope scope, bool isFlat)
    {
        try
        {
            using var engine = NewEngine(scope.Now);
            if (!isFlat)
            {
                ScriptGuards.Install(engine, _limits.MemoryBytes / sizeof(char));
            }

            var globals = new ScriptGlobals(engine, scope, text);
            globals.Install();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var value = engine.Evaluate(Prepare(text)).UnwrapIfPromise(_limits.Time);

            if (GC.GetAllocatedBytesForCurrentThread() - before > _limits.MemoryBytes)
            {
                // What the last statement took is looked at by nobody else.
                throw new MemoryLimitExceededException("The last statement took too much.");
            }

            var result = new ScriptValues(engine).Json(value);
            globals.WriteBack();
            return result;
        }
        catch (Exception error) when (error is not ThreadInterruptedException)
        {
            throw new ExpressionException(Explain(error), error);
        }
    }

    private Jint.Engine NewEngine(DateTimeOffset now) => new(options =>
    {
        options.TimeoutInterval(_limits.Time);
        options.MaxStatements(_limits.Statements);
        options.LimitMemory(_limits.MemoryBytes);
        options.LimitRecursion(_limits.Recursion);
        options.RegexTimeoutInterval(_limits.Time / 2);
        options.Constraints.MaxArraySize = 1_000_000;
        options.Constraints.MaxExecutionStackCount = 2_000;
        options.DisableStringCompilation();
        options.Strict(false);

        // The step's instant, not the machine's: the same step must give the same result again.
        options.TimeSystem = new StepTime(now);
    });

    private Prepared<Script> Prepare(string text)
    {
        if (_prepared.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_prepared.Count >= CachedScripts)
        {
            _prepared.Clear();
        }

        return _prepared.GetOrAdd(text, static source => Jint.Engine.PrepareScript(source, options: new()
        {
            ParsingOptions = new() { AllowReturnOutsideFunction = true },
        }));
    }

    private string Explain(Exception error) => error switch
    {
        ExpressionException => error.Message,
        TimeoutException or System.Text.RegularExpressions.RegexMatchTimeoutException =>
            $"The script ran longer than {_limits.Time.TotalSeconds:0.##} s and was stopped.",
        StatementsCountOverflowException => $"The script ran more than {_limits.Statements} statements and was stopped. Look for an endless loop.",
        MemoryLimitExceededException or OutOfMemoryException => $"The script used more than {_limits.MemoryBytes / 1_000_000} MB and was stopped.",
        RecursionDepthOverflowException or InsufficientExecutionStackException => $"The script called itself more than {_limits.Recursion} deep and was stopped.",
        ScriptPreparationException => $"JavaScript: {Message(error.InnerException ?? error)}",

        // Whatever else the script provoked is the script's failure, never the host's.
        _ => $"JavaScript: {Message(error)}",
    };

    private static string Message(Exception error) => error.Message.Length > 300 ? error.Message[..300] + "…" : error.Message;

    private sealed class StepTime(DateTimeOffset now) : DefaultTimeSystem(TimeZoneInfo.Utc, System.Globalization.CultureInfo.InvariantCulture)
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}
