using Rectify.Workflow.Domain.People;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>The names a page needs, by id.</summary>
public sealed record Names(IReadOnlyDictionary<Guid, string> People, IReadOnlyDictionary<Guid, string> Units)
{
    /// <summary>A person's name; a dash when nobody is named.</summary>
    public string Of(PersonId? person) => Person(person?.Value) ?? "—";

    /// <summary>A unit's name; a dash when none is named.</summary>
    public string Of(UnitId? unit) => unit is { } id ? Units.GetValueOrDefault(id.Value, "—") : "—";

    /// <summary>A unit's name; null when none is named.</summary>
    public string? Unit(Guid? id) => id is { } known ? Units.GetValueOrDefault(known) : null;

    /// <summary>A person's name; null when nobody is named.</summary>
    public string? Person(Guid? id) => id is { } known ? People.GetValueOrDefault(known) : null;
}
