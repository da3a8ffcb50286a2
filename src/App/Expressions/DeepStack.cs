using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace Rectify.Workflow.App.Expressions;

/// <summary>
/// A script can build values nested so deep that serialising or printing them overflows an ordinary thread's stack, and
/// a stack overflow ends the process. Such scripts run on a thread whose stack is larger than what their memory limit
/// lets them nest; the memory is only touched when needed.
/// </summary>
internal static partial class DeepStack
{
    private const int Bytes = 512 * 1024 * 1024;
    private const int NestedBlocks = 200;

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "if", "return", "typeof", "switch", "includes", "startsWith", "endsWith", "trim", "toUpperCase", "toLowerCase", "toFixed",
        "slice", "substring", "indexOf", "charAt", "isNullOrWhiteSpace", "isNullOrEmpty", "toJson", "newGuid", "newGuidString", "newShortGuid",
    };

    [ThreadStatic] private static StrongBox<bool>? s_abandoned;

    /// <summary>
    /// Runs the work on a thread with a deep stack and hands its exception on as it was thrown. Some functions of the script
    /// languages look at no clock: at the bound whoever waits goes on with a <see cref="TimeoutException"/>, and the work ends by
    /// itself. It is not aborted from outside, for an abort deep in a stack can end the process.
    /// </summary>
    public static T? Run<T>(Func<T?> work, TimeSpan bound)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var abandoned = new StrongBox<bool>();
        var thread = new Thread(() =>
        {
            s_abandoned = abandoned;
            try
            {
                result = work();
            }
            catch (Exception error) when (error is not ThreadInterruptedException)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }, Bytes)
        { IsBackground = true };
        thread.Start();
        if (!thread.Join(bound))
        {
            Volatile.Write(ref abandoned.Value, true);
            throw new TimeoutException($"The work was not over after {bound.TotalSeconds:0.#} s.");
        }

        failure?.Throw();
        return result;
    }

    /// <summary>Refuses on a thread nobody waits for any more: what it would change belongs to others by now.</summary>
    /// <exception cref="TimeoutException">Nobody waits for this work.</exception>
    public static void RefuseIfAbandoned()
    {
        if (s_abandoned is { } abandoned && Volatile.Read(ref abandoned.Value))
        {
            throw new TimeoutException("The work went on too long; nobody waits for it.");
        }
    }

    /// <summary>True for a script that can only read values, compare and concatenate them: what most conditions do.</summary>
    public static bool IsFlat(string script) =>
        script.Length <= 2_000
        && !BuildsOrRepeats().IsMatch(script)
        && Calls().Matches(script).All(call => call.Groups[1].Value is var name
            && (Harmless.Contains(name) || (name.Length > 3 && name.StartsWith("get", StringComparison.Ordinal))));

    /// <summary>True for a template without many tags, which cannot nest deep.</summary>
    public static bool IsFlatTemplate(string template)
    {
        var tags = 0;
        for (var at = template.IndexOf("{%", StringComparison.Ordinal); at >= 0 && tags <= NestedBlocks;
            at = template.IndexOf("{%", at + 2, StringComparison.Ordinal))
        {
            tags++;
        }

        return tags <= NestedBlocks;
    }

    [GeneratedRegex(@"=>|\b(?:function|for|while|do|new|class|get|set|async|await|yield|import|eval|with|constructor|prototype|__proto__)\b|[\w$)\]]\s*`", RegexOptions.None, 5_000)]
    private static partial Regex BuildsOrRepeats();

    [GeneratedRegex(@"([\w$]+|[)\]])\s*(?:\?\.)?\s*\(", RegexOptions.None, 5_000)]
    private static partial Regex Calls();
}
