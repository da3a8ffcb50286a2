namespace Rectify.Workflow.App.People;

/// <summary>The roles a person can hold (角色); the names are stored and appear in workflow definitions.</summary>
public static class Roles
{
    /// <summary>责任人: reports, uploads evidence, applies for closure, asks for an extension.</summary>
    public const string Official = "Official";

    /// <summary>责任领导: assigns, answers extension requests.</summary>
    public const string UnitLeader = "UnitLeader";

    /// <summary>核查人: checks evidence, passes or returns with an opinion.</summary>
    public const string Verifier = "Verifier";

    /// <summary>审批人: approves closure, sees everything late.</summary>
    public const string Supervisor = "Supervisor";

    /// <summary>党委书记: gets the round's summary and the high rungs of the ladder.</summary>
    public const string Secretary = "Secretary";

    /// <summary>管理员: users, units, rounds, calendar, workflows; never the journal.</summary>
    public const string Administrator = "Administrator";

    /// <summary>只读(审计): sees and exports, changes nothing.</summary>
    public const string Reader = "Reader";

    /// <summary>All roles, in the order shown to people.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Official, UnitLeader, Verifier, Supervisor, Secretary, Administrator, Reader];
}
