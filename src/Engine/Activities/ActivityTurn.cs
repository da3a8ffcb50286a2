using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;
using Rectify.Workflow.Engine.Expressions;

namespace Rectify.Workflow.Engine.Activities;

/// <summary>One turn of a leaf activity: what it sees, and where it writes its answer.</summary>
public sealed class ActivityTurn
{
    private readonly Func<string, JsonNode?> _input;
    private readonly List<object> _answers = [];
    private List<KeyValuePair<string, JsonNode?>>? _outputs;

    internal ActivityTurn(ActivityNode node, DateTimeOffset now, Func<string, JsonNode?> input)
    {
        Node = node;
        Now = now;
        _input = input;
    }

    /// <summary>The activity as drawn.</summary>
    public ActivityNode Node { get; }

    /// <summary>The step's instant.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The instance that runs.</summary>
    public string InstanceId { get; init; } = "";

    public string? CorrelationId { get; init; }

    /// <summary>True when this activity is what started the instance.</summary>
    public bool IsTrigger { get; init; }

    /// <summary>What started the instance carried with it; null unless this activity is the trigger.</summary>
    public JsonObject? TriggerPayload { get; init; }

    /// <summary>True when a request waits for an answer.</summary>
    public bool CanRespond { get; init; }

    /// <summary>What the host knows of cron expressions; null when it brings nothing.</summary>
    public ICronSchedule? Cron { get; init; }

    /// <summary>Facts of the host's objects as they are now; null when the stimulus carried none.</summary>
    public JsonObject? Facts { get; init; }

    /// <summary>Why the host cannot do what this activity asks of it; null as long as it can.</summary>
    public string? Refused { get; init; }

    /// <summary>The activity's own small state, kept until it completes. Replace it; never change it in place.</summary>
    public JsonObject? Memory { get; set; }

    internal Func<string, ScriptRun?>? Scripts { get; init; }
    internal IReadOnlyList<object> Answers => _answers;
    internal IReadOnlyList<KeyValuePair<string, JsonNode?>> Outputs => _outputs ?? [];
    internal Outcomes? Outcomes { get; private set; }
    internal bool Waits { get; private set; }
    internal InstanceChange? Change { get; private set; }

    /// <summary>An evaluated input, converted to its declared type.</summary>
    public JsonNode? Input(string name) => _input(name);

    /// <summary>Runs the script an input holds; null when it holds none.</summary>
    public ScriptRun? RunScript(string inputName) => Scripts?.Invoke(inputName);

    /// <summary>An input as text; null when it has no value.</summary>
    public string? Text(string name) => Input(name) is { } value ? Values.ToText(value) : null;

    /// <summary>An input as text; null when it has no value or only blanks.</summary>
    public string? Filled(string name) => Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>An input as a list of texts.</summary>
    public ImmutableArray<string> Texts(string name) =>
        [.. Values.ToArray(Input(name)).Select(Values.ToText).Where(text => !string.IsNullOrWhiteSpace(text))];

    /// <summary>A fact such as Item.timeLimit; null when there is none.</summary>
    public JsonNode? Fact(string owner, string name) => (Facts?[owner] as JsonObject)?[name];

    /// <summary>Completes the activity; without names by the plain outcome.</summary>
    public void Complete(params ReadOnlySpan<string> outcomes) => Outcomes = outcomes.IsEmpty ? Outcomes.Plain : new([.. outcomes]);

    /// <summary>Completes the activity by these names, even when there are none.</summary>
    public void CompleteWith(ImmutableArray<string> outcomes) => Outcomes = new(outcomes);

    /// <summary>Sets an output; it goes to the variable or workflow output bound to it.</summary>
    public void SetOutput(string name, JsonNode? value) => (_outputs ??= []).Add(new(name, value));

    /// <summary>Answers with something the host owes.</summary>
    public void Add(Effect effect) => _answers.Add(effect);

    /// <summary>Answers with something the host does in its own terms.</summary>
    public void Command(string name, JsonObject arguments)
    {
        FaultIfRefused();
        Add(new Effect.Command(name, Node.Id, arguments));
    }

    /// <summary>Starts an instance of another definition that nobody waits for.</summary>
    public void StartChild(ChildRequest request) => _answers.Add(request);

    /// <summary>Waits; the host learns of it as an effect with the bookmark's id.</summary>
    public void Wait(Wait wait)
    {
        FaultIfRefused();
        Waits = true;
        _answers.Add(wait);
    }

    private void FaultIfRefused()
    {
        if (Refused is not null)
        {
            throw new ActivityFaultException(Refused);
        }
    }

    internal void Demand(InstanceChange change) => Change = change;
}

/// <summary>What a script gave.</summary>
/// <param name="Outcomes">The outcomes it chose; null when it chose none.</param>
public sealed record ScriptRun(JsonNode? Result, ImmutableArray<string>? Outcomes);

/// <summary>What an activity waits for.</summary>
public abstract record Wait
{
    private Wait() { }

    /// <summary>A person's decision (待办).</summary>
    public sealed record ForTask(TaskRequest Request, string? Name = null) : Wait;

    /// <summary>An instant.</summary>
    public sealed record Until(DateTimeOffset DueAt, string Purpose) : Wait;

    /// <summary>A day, counted in months and working days by the host's calendar.</summary>
    public sealed record UntilDay(DateOnly Day, int Months, int WorkingDays, string Purpose) : Wait;

    /// <summary>An event of this name.</summary>
    public sealed record ForEvent(string EventName) : Wait;

    /// <summary>A request to an address of this server.</summary>
    public sealed record ForHttp(HttpRoute Route) : Wait;

    /// <summary>The answer to a request sent to another server.</summary>
    public sealed record ForAnswer(HttpCall Call) : Wait;

    /// <summary>Another instance, started for it.</summary>
    public sealed record ForChild(ChildRequest Request) : Wait;
}

/// <summary>Changes of the instance itself, which only the engine's own activities ask for.</summary>
internal abstract record InstanceChange
{
    private InstanceChange() { }

    internal sealed record SetVariable(string? Id, JsonNode? Value) : InstanceChange;

    internal sealed record SetName(string? Value) : InstanceChange;

    internal sealed record SetCorrelation(string? Value) : InstanceChange;

    internal sealed record SetOutput(string Name, JsonNode? Value) : InstanceChange;

    internal sealed record Break : InstanceChange;

    internal sealed record Finish : InstanceChange;

    internal sealed record CompleteWorkflow(ImmutableArray<string> Outcomes) : InstanceChange;

    internal sealed record CancelInbound : InstanceChange;
}
