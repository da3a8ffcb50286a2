using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>Prints what reading a definition found.</summary>
internal static class DefinitionPrinter
{
    public static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static void Print(FileInfo file, DefinitionReading reading, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(new JsonObject
            {
                ["file"] = file.ToString(),
                ["usable"] = reading.IsUsable,
                ["definitionId"] = reading.Definition?.DefinitionId,
                ["version"] = reading.Definition?.Version,
                ["problems"] = Problems(reading.Problems),
            }.ToJsonString(Readable));
            return;
        }

        if (reading.Definition is { } definition)
        {
            output.WriteLine($"{file}: {definition.Name}({definition.DefinitionId} v{definition.Version}),活动{definition.Nodes.Length - 1}个。可以运行。"
                + $"{definition.Nodes.Length - 1} activities, can be run.");
        }
        else
        {
            output.WriteLine($"{file}: 不能运行,{reading.Errors.Count()}处错误。Cannot be run: {reading.Errors.Count()} error(s).");
        }

        foreach (var problem in reading.Problems)
        {
            output.WriteLine($"  {(problem.Severity == ProblemSeverity.Error ? "错误 error  " : "警告 warning")} {problem.Path}");
            output.WriteLine($"      {problem.Message} [{problem.Code}]");
        }
    }

    public static JsonArray Problems(IEnumerable<DefinitionProblem> problems) => new([.. problems.Select(problem => (JsonNode?)new JsonObject
    {
        ["severity"] = problem.Severity.ToString(),
        ["path"] = problem.Path,
        ["code"] = problem.Code,
        ["message"] = problem.Message,
    })]);
}
