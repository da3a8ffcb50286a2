using System.Diagnostics;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Benchmarks;

/// <summary>The interpreter alone, in memory: a loop that sets variables and asks conditions, literal and in JavaScript.</summary>
public static class Interpreting
{
    private const int Times = 3_000;

    public static void Run(Report report, int rounds)
    {
        ArgumentNullException.ThrowIfNull(report);
        var interpreter = new Interpreter(ActivityCatalog.Default, [new JintEvaluator(), new LiquidEvaluator()], new() { ActivitiesPerBurst = 100_000 });
        foreach (var script in new[] { false, true })
        {
            var definition = interpreter.Reader.Read(Drawn.Counts("bench-count", Times, script).ToJsonString()).Definition
                ?? throw new InvalidOperationException("The loop cannot be read.");
            var speed = new Samples();
            for (var round = -3; round < rounds; round++)
            {
                var steps = Measure(interpreter, definition);
                if (round >= 0)
                {
                    speed.Add(steps);
                }
            }

            report.Figure($"Interpreter in memory, {(script ? "JavaScript" : "literals")}: activities a second", speed, "activities/s");
        }
    }

    private static double Measure(Interpreter interpreter, Definition definition)
    {
        var started = Stopwatch.GetTimestamp();
        var transition = interpreter.Advance(definition, InstanceState.New("bench", definition.DefinitionId, 1), new Stimulus.Start(DateTimeOffset.UnixEpoch));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return transition.State.SubStatus is InstanceSubStatus.Finished
            ? transition.Log.Count(entry => entry.Event == "Completed") / elapsed.TotalSeconds
            : throw new InvalidOperationException($"The loop ended {transition.State.SubStatus}: {transition.State.Incidents.FirstOrDefault()}");
    }
}
