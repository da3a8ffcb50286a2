using Rectify.Workflow.Web.Host;

return await HostProgram.RunAsync(args);

/// <summary>Named so that tests can point at this assembly.</summary>
public partial class Program
{
    private Program()
    {
    }
}
