using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Pages.People;

/// <summary>A person's form as it was posted.</summary>
public sealed class PersonInput
{
    public string? UserName { get; set; }
    public string? DisplayName { get; set; }
    public string? Email { get; set; }
    public Guid UnitId { get; set; }
    public List<string> Roles { get; set; } = [];
    public string Culture { get; set; } = "zh-CN";

    /// <summary>The form the use cases take.</summary>
    public PersonForm ToForm() => new(UserName ?? "", DisplayName ?? "", Email, UnitId, Roles, Culture == "en" ? "en" : "zh-CN");

    /// <summary>The form filled with a person.</summary>
    public static PersonInput Of(PersonRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new()
        {
            UserName = row.UserName,
            DisplayName = row.DisplayName,
            Email = row.Email,
            UnitId = row.UnitId,
            Roles = [.. row.Roles],
            Culture = row.Culture,
        };
    }
}

/// <summary>The form with what it needs to be shown.</summary>
public sealed record PersonFormView(
    PersonInput Input, bool IsNew, IReadOnlyList<(Guid Id, string Name, int Depth)> Units, IReadOnlyList<PersonProblem> Problems);
