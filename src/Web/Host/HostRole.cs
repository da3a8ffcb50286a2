namespace Rectify.Workflow.Web.Host;

/// <summary>What this process does, set as Rectify:Role.</summary>
public enum HostRole
{
    /// <summary>Pages and background jobs: the embedded default.</summary>
    All,

    /// <summary>Pages only.</summary>
    Web,

    /// <summary>Background jobs and health endpoints only.</summary>
    Worker,
}
