using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Demo;

/// <summary>How far the replay is: everything up to and including <paramref name="At"/> is done and stored.</summary>
internal sealed record DemoPosition(DateTimeOffset At)
{
    private const string Id = "demo:position";

    /// <summary>Where a former run stopped; null on a fresh database.</summary>
    public static async Task<DemoPosition?> LoadAsync(RectifyDb db, CancellationToken cancellationToken) =>
        await db.KeyValues.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Id, cancellationToken) is { } row
            ? JsonSerializer.Deserialize<DemoPosition>(row.Value)
            : null;

    /// <summary>Stores the position, as its own transaction after the event's own ones.</summary>
    public async Task SaveAsync(RectifyDb db, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.Serialize(this);
        if (await db.KeyValues.Where(row => row.Id == Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, value), cancellationToken) == 0)
        {
            db.KeyValues.Add(new() { Id = Id, Value = value });
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
