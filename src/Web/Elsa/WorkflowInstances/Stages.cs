using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.WorkflowInstances;

/// <summary>
/// What an instance was before a move (迁移前的经过) is read at the addresses of an instance, by an id of its own; whoever
/// tries to change it is told where to.
/// </summary>
internal static class Stages
{
    /// <summary>Refuses every call of the group whose address or body names a stage.</summary>
    public static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var (context, services) = (call.HttpContext, call.HttpContext.RequestServices);
        var stages = services.GetRequiredService<RunStages>();
        foreach (var id in InstanceIds.Parse([.. Named(call)]))
        {
            if (await stages.FindAsync(context.Viewer(), id, context.RequestAborted) is { } stage)
            {
                return ElsaError.At(StatusCodes.Status409Conflict, services.GetRequiredService<Words>()[
                    "这是流程在第{0}版上的经过，只供查看；如要操作，请打开现在的流程实例。", stage.Version]);
            }
        }

        return await next(call);
    }

    /// <summary>The same with its version in the name, so that nobody takes it for the instance.</summary>
    public static RunDetail Named(RunDetail run, Words words) => run.Stage is not { } stage ? run
        : run with { Row = run.Row with { Name = words["{0}（第{1}版上的经过）", run.Row.Name ?? run.Row.DefinitionId, stage.Version] } };

    private static IEnumerable<string> Named(EndpointFilterInvocationContext call) =>
        call.HttpContext.GetRouteValue("id") is string one ? [one] : call.Arguments.OfType<INamesInstances>().SelectMany(request => request.Ids ?? []);
}

/// <summary>A request about many instances.</summary>
internal interface INamesInstances
{
    IReadOnlyList<string>? Ids { get; }
}
