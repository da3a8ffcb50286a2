using System.Collections.Frozen;
using System.Collections.Immutable;
using Rectify.Workflow.Engine.Activities.Branching;
using Rectify.Workflow.Engine.Activities.Composition;
using Rectify.Workflow.Engine.Activities.Flow;
using Rectify.Workflow.Engine.Activities.Http;
using Rectify.Workflow.Engine.Activities.Loops;
using Rectify.Workflow.Engine.Activities.Primitives;
using Rectify.Workflow.Engine.Activities.Rectification;
using Rectify.Workflow.Engine.Activities.Scripting;
using Rectify.Workflow.Engine.Activities.Waiting;

namespace Rectify.Workflow.Engine.Activities;

/// <summary>The activity types definitions may use, in the order of the toolbox.</summary>
public sealed class ActivityCatalog(IEnumerable<Activity> activities)
{
    private readonly FrozenDictionary<string, Activity> _byType = activities.ToFrozenDictionary(a => a.Type, StringComparer.Ordinal);

    /// <summary>All types the engine brings.</summary>
    public static ActivityCatalog Default { get; } = new(
    [
        new AssignItem(), new ImplementItem(), new VerifyItem(), new ApproveClosure(), new LongTermReview(), new EndorseExtension(), new DecideExtension(),
        new HumanTask(), new SendMail(), new IssuePaper(), new WaitUntil(),
        new Flowchart(), new Sequence(), new FlowNodeActivity(), new Flow.Parallel(), new Fork(), new StateMachine(), new Start(), new End(), new Finish(),
        new If(), new FlowDecision(), new FlowSwitch(), new Switch(), new FlowFork(), new FlowJoin(),
        new While(), new For(), new ForEach(), new ParallelForEach(), new Break(),
        new SetVariable(), new SetName(), new Correlate(), new SetOutput(), new Complete(), new WriteLine(), new Fault(),
        new Event(), new PublishEvent(), new RunTask(), new Delay(), new StartAt(),
        new Waiting.Timer(), new Cron(), new RunJavaScript(),
        new HttpEndpoint(), new WriteHttpResponse(), new SendHttpRequest(), new FlowSendHttpRequest(), new SendEmail(),
        new ExecuteWorkflow(), new DispatchWorkflow(), new BulkDispatchWorkflows(),
    ]);

    /// <summary>What the designer shows.</summary>
    public ImmutableArray<ActivityDescriptor> Descriptors { get; } = [.. activities.Select(a => a.Descriptor)];

    /// <summary>The activity of this type; null when it is not known here.</summary>
    public Activity? Find(string type) => _byType.GetValueOrDefault(type);

    internal Activity Root { get; } = new WorkflowRoot();
}
