namespace Rectify.Workflow.App.Jobs;

/// <summary>A recurring job. It carries no data: it asks what is due now, so running twice, late or not at all harms nothing.</summary>
public interface IJob
{
    Task RunAsync(CancellationToken cancellationToken);
}
