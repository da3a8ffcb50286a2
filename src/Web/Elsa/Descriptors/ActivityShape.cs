using System.Text.Json.Nodes;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>An activity type as the designer's toolbox and panels need it.</summary>
internal sealed record ActivityShape(
    string TypeName, string Namespace, string Name, int Version, string Category, string DisplayName, string Description, string Kind,
    IReadOnlyList<InputShape> Inputs, IReadOnlyList<OutputShape> Outputs, IReadOnlyList<PortShape> Ports,
    bool IsContainer, bool IsBrowsable, bool IsStart, bool IsTerminal)
{
    public bool RunAsynchronously { get; init; }
    public JsonObject CustomProperties { get; init; } = [];
    public JsonObject ConstructionProperties { get; init; } = [];
}

/// <summary>One input with its editor.</summary>
internal sealed record InputShape(
    string Name, string TypeName, string DisplayName, string Description, double Order, string UiHint, bool IsWrapped, string DefaultSyntax,
    JsonNode? DefaultValue, JsonObject UiSpecifications, bool AutoEvaluate)
{
    public bool IsBrowsable { get; init; } = true;
    public bool IsReadOnly { get; init; }
    public bool IsSensitive { get; init; }
    public bool IsSynthetic { get; init; }
    public bool IsSerializable { get; init; } = true;
}

/// <summary>One output.</summary>
internal sealed record OutputShape(string Name, string TypeName, string DisplayName, string Description, double Order)
{
    public bool IsBrowsable { get; init; } = true;
    public bool IsSynthetic { get; init; }
    public bool IsSerializable { get; init; } = true;
}

/// <summary>One port: Flow for lines, Embedded for an activity inside.</summary>
internal sealed record PortShape(string Name, string DisplayName, string Type)
{
    public bool IsBrowsable { get; init; } = true;
}
