namespace Rectify.Workflow.App.People;

/// <summary>What became of an administrator's change to a person.</summary>
public abstract record PersonChange
{
    private PersonChange()
    {
    }

    /// <summary>Done; the password is present when a new one-time password was made, and never again.</summary>
    public sealed record Done(Guid PersonId, string? Password = null) : PersonChange;

    /// <summary>The one who asked is not an administrator.</summary>
    public sealed record NotAllowed : PersonChange;

    /// <summary>There is no such person.</summary>
    public sealed record NotFound : PersonChange;

    /// <summary>Not done, for these reasons (stable codes of <see cref="PersonProblem"/>).</summary>
    public sealed record Refused(IReadOnlyList<PersonProblem> Problems) : PersonChange;
}

/// <summary>Why a change to a person was refused.</summary>
public enum PersonProblem
{
    UserNameMissing,
    UserNameInvalid,
    UserNameTaken,
    DisplayNameMissing,
    EmailInvalid,
    UnitUnknown,
    RoleUnknown,
    RoleMissing,

    /// <summary>Nobody could administer the system any more.</summary>
    LastAdministrator,

    /// <summary>An administrator cannot lock out or demote themself.</summary>
    OwnAccount,

    /// <summary>Somebody else changed the person meanwhile.</summary>
    ChangedMeanwhile,
}

/// <summary>A person as an administrator fills the form.</summary>
public sealed record PersonForm(
    string UserName, string DisplayName, string? Email, Guid UnitId, IReadOnlyList<string> Roles, string Culture = "zh-CN");
