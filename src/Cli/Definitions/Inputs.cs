using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>Reads <c>name=json</c> pairs.</summary>
internal static class Inputs
{
    public static JsonObject Parse(IEnumerable<string> pairs)
    {
        var inputs = new JsonObject();
        foreach (var pair in pairs)
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
            {
                throw new TextFileException($"--input 应为 name=json。--input takes name=json, not '{pair}'.", isUsage: true);
            }

            inputs[pair[..split].Trim()] = Value(pair[(split + 1)..]);
        }

        return inputs;
    }

    // A shell makes quoting awkward, so what is no JSON is meant as text.
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
