using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Definitions.Checks;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Definitions;

/// <summary>Looks a definition over before it is published (发布前检查).</summary>
public sealed class ReviewDefinition(RectifyDb db, Interpreter interpreter, PeopleDirectory people)
{
    /// <summary>Everything that keeps it from being published, and everything worth a warning.</summary>
    public async Task<Review> RunAsync(string json, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(json, cancellationToken);
        var drawn = DefinitionText.Read(json);
        var findings = reading.Problems.Select(problem => ProblemWords.Of(problem, drawn)).ToList();
        if (reading.Definition is { } definition)
        {
            findings.AddRange(DefinitionChecks.Run(definition));
            findings.AddRange(await NobodyAsync(definition, cancellationToken));
        }

        return new(findings) { Definition = reading.Definition };
    }

    /// <summary>Reads it as it would run here, together with the definitions it uses as activities.</summary>
    public async Task<DefinitionReading> ReadAsync(string json, CancellationToken cancellationToken)
    {
        var reading = interpreter.Reader.Read(json);
        return reading.Definition is not null ? reading
            : interpreter.Reader.Read(json, library: await db.LoadLibraryAsync(cancellationToken));
    }

    // Persons and units are asked for by name, and names come and go.
    private async Task<List<ReviewFinding>> NobodyAsync(Definition definition, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        foreach (var node in definition.Nodes.Where(node => node.IsTask))
        {
            var assignee = node.Value("Assignee");
            if (!assignee.IsKnown || assignee.IsBlank || TaskChecks.WrongAssignee(assignee.Text) is not null)
            {
                continue;
            }

            try
            {
                await Assignee.FindAsync(people, assignee.Text, item: null, cancellationToken);
            }
            catch (FormatException)
            {
                findings.Error(node, "task.assignee", $"没有找到“{assignee.Text}”，此人或单位可能已改名或停用。",
                    $"“{assignee.Text}” was not found; the person or unit may have been renamed or closed.");
            }
        }

        return [.. findings.All];
    }
}
