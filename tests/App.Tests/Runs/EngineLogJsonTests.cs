using System.Text.Json;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Tests.Runs;

public sealed class EngineLogJsonTests
{
    private static readonly Guid Instance = Guid.Parse("0190a5e0-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset At = new(2023, 3, 14, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_written_is_read_back_whole()
    {
        LogEntry[] entries =
        [
            Entry(41, "Started", 3, 1, "Workflow1:chart:a", "a", "步骤“一”", null),
            Entry(42, "Completed", 3, 1, "Workflow1:chart:a", "a", "步骤“一”", new() { ["outcomes"] = new JsonArray("通过"), ["inputs"] = new JsonObject { ["N"] = 1.50m } }),
            Entry(43, "Started", 4, null, "Workflow1", "Workflow1", null, null),
            Entry(44, "Faulted", 5, 4, "Workflow1:x:y", "x:y", null, new() { ["message"] = "" }) with { ActivityTypeVersion = 3 },
        ];

        var read = EngineLogJson.Read(new() { InstanceId = Instance, FirstSequence = 41, At = At, Entries = EngineLogJson.Write([.. entries]) });

        Assert.Equal(entries.Select(Text), read.Select(Text));
    }

    [Fact]
    public void A_first_step_takes_less_than_half_a_kilobyte()
    {
        LogEntry[] entries =
        [
            Entry(1, "Started", 1, null, "Workflow1", "Workflow1", null, null),
            Entry(2, "Started", 2, 1, "Workflow1:0c3fee928ca79061", "0c3fee928ca79061", "Flowchart1", null),
            Entry(3, "Started", 3, 2, "Workflow1:0c3fee928ca79061:b2cd4a1c38f93314", "b2cd4a1c38f93314", "Start1", null),
            Entry(4, "Completed", 3, 2, "Workflow1:0c3fee928ca79061:b2cd4a1c38f93314", "b2cd4a1c38f93314", "Start1", null),
            Entry(5, "Started", 4, 2, "Workflow1:0c3fee928ca79061:bc560874c9159830", "bc560874c9159830", "AssignItem1", null),
            Entry(6, "Suspended", 4, 2, "Workflow1:0c3fee928ca79061:bc560874c9159830", "bc560874c9159830", "AssignItem1", null),
        ];

        Assert.InRange(EngineLogJson.Write([.. entries]).Length, 1, 512);
    }

    private static LogEntry Entry(long sequence, string name, int number, int? parent, string node, string id, string? title, JsonObject? data) =>
        new(sequence, At, name, $"{Instance:N}-{number}", parent is null ? null : $"{Instance:N}-{parent}", id, node, "Rectify.AssignItem", title, data);

    private static string Text(LogEntry entry) => JsonSerializer.Serialize(entry);
}
