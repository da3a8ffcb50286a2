using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Asks for the state of an instance as it is stored now.</summary>
public sealed class InstanceQuestions(RectifyDb db)
{
    /// <summary>The engine's state of an instance that exists.</summary>
    public async Task<InstanceState> StateAsync(Guid id, CancellationToken cancellationToken) => InstanceStateJson.Deserialize(
        await db.Instances.AsNoTracking().Where(instance => instance.Id == id).Select(instance => instance.State).SingleAsync(cancellationToken));
}
