namespace Rectify.Workflow.Benchmarks;

/// <summary>What the database weighs, table by table, indexes included.</summary>
public static class Sizes
{
    /// <summary>The tables an instance lives in; the item with its measures and evidence is there with or without a workflow.</summary>
    private static readonly string[] OfInstance =
        ["workflow_instances", "work_tasks", "workflow_timers", "workflow_event_waits", "item_watches", "engine_log", "journal", "mails", "mail_notices"];

    public static async Task<Dictionary<string, long>> ReadAsync(BenchDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        var sizes = new Dictionary<string, long>();
        foreach (var table in OfInstance)
        {
            sizes[table] = await database.ScalarAsync<long>($"SELECT pg_total_relation_size('{table}')");
        }

        return sizes;
    }
}
