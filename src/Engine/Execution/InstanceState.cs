using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Engine.Execution;

/// <summary>Everything an instance needs to go on; a value that serialises to compact JSON and back without loss.</summary>
public sealed record InstanceState
{
    public required string Id { get; init; }
    public required string DefinitionId { get; init; }
    public required int DefinitionVersion { get; init; }
    public InstanceStatus Status { get; init; } = InstanceStatus.Running;
    public InstanceSubStatus SubStatus { get; init; } = InstanceSubStatus.Pending;
    public string? CorrelationId { get; init; }
    public string? Name { get; init; }
    public ImmutableArray<Bookmark> Bookmarks { get; init; } = [];
    public ImmutableArray<Incident> Incidents { get; init; } = [];

    /// <summary>A state before its first step.</summary>
    public static InstanceState New(string id, string definitionId, int definitionVersion, string? correlationId = null) =>
        new() { Id = id, DefinitionId = definitionId, DefinitionVersion = definitionVersion, CorrelationId = correlationId };
}
