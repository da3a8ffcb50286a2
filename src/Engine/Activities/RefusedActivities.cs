using System.Collections.Frozen;

namespace Rectify.Workflow.Engine.Activities;

/// <summary>Activities of Elsa that are known and refused, each with the reason an administrator reads.</summary>
public static class RefusedActivities
{
    private const string Alterations = "running instances are moved by an administrator, not by a workflow.";

    private static readonly FrozenDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["Elsa.RunCSharp"] = "C# scripts would run with the server's own rights. Use RunJavaScript.",
        ["Elsa.RunPython"] = "Python scripts would run with the server's own rights. Use RunJavaScript.",
        ["Elsa.ReadLine"] = "a server has no console to read from. Use RunTask.",
        ["Elsa.BpmnProcess"] = "BPMN processes are not run here. Draw a flowchart.",
        ["Elsa.Inline"] = "it holds compiled code, which a definition cannot carry. Use RunJavaScript.",
        ["Elsa.DownloadHttpFile"] = "an instance's state holds no files. Use SendHttpRequest for texts and JSON.",
        ["Elsa.WriteFileHttpResponse"] = "an instance's state holds no files. Use WriteHttpResponse for texts and JSON.",
        ["Elsa.Workflows.Activities.DynamicActivity"] = "it holds compiled code, which a definition cannot carry.",
        ["Elsa.Workflows.Management.Activities.HostMethod.HostMethodActivity"] = "it calls compiled code of the server.",
        ["Elsa.SubmitAlterationPlan"] = Alterations,
        ["Elsa.GenerateAlterationJobs"] = Alterations,
        ["Elsa.DispatchAlterationJobs"] = Alterations,
        ["Elsa.CompleteAlterationPlan"] = Alterations,
        ["Elsa.AlterationPlanCompleted"] = Alterations,
        ["Elsa.Workflow"] = "it is the workflow itself and not drawn.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The types that are refused.</summary>
    public static IEnumerable<string> Types => Reasons.Keys;

    /// <summary>Why a type is refused; null when it is not.</summary>
    public static string? Reason(string type) => Reasons.GetValueOrDefault(type);
}
