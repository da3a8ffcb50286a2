using Rectify.Workflow.Engine.Definitions;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.App.Definitions;

/// <summary>The names of types as definitions write them.</summary>
public static class TypeNames
{
    /// <summary>The name the designer gets and sends back.</summary>
    public static string Of(ValueType type)
    {
        var name = type.Kind switch
        {
            ValueKind.Text => "String",
            ValueKind.Boolean => "Boolean",
            ValueKind.Whole => "Int32",
            ValueKind.Number => "Double",
            ValueKind.Instant => "DateTimeOffset",
            ValueKind.Day => "DateOnly",
            ValueKind.Duration => "TimeSpan",
            ValueKind.Json => "ObjectDictionary",
            _ => "Object",
        };
        return type.IsList ? $"List<{name}>" : name;
    }
}
