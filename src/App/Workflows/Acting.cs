using Rectify.Workflow.App.Journal;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Who takes a step and when.</summary>
/// <param name="By">The person; null when a job acts.</param>
/// <param name="Actor">The job or part of the system; null when a person acts.</param>
/// <param name="At">The instant, in UTC.</param>
/// <param name="StepId">Ties together everything the request or job run does.</param>
public sealed record Acting(Guid? By, string? Actor, DateTimeOffset At, string StepId)
{
    /// <summary>In whose place the person acts (代理); null for who acts as themself.</summary>
    public Guid? InPlaceOf { get; init; }

    /// <summary>A person acts, now.</summary>
    public static Acting Person(Guid id, TimeProvider clock) => Now(id, null, clock);

    /// <summary>A job or another part of the system acts, now.</summary>
    public static Acting System(string actor, TimeProvider clock) => Now(null, actor, clock);

    /// <summary>The same as the domain knows it.</summary>
    public ItemMove ToMove(DateOnly today) => new(By is { } person ? new PersonId(person) : null, At, today);

    private static Acting Now(Guid? by, string? actor, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var at = clock.GetUtcNow();
        return new(by, actor, at, StepScope.Current ?? Guid.CreateVersion7(at).ToString("N"));
    }
}
