using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Definitions;

/// <summary>The definitions of the folder <c>workflows/</c>, built into the program and loaded at the first start.</summary>
public sealed class ShippedDefinitions(RectifyDb db, PublishDefinition publish)
{
    private const string Prefix = "workflows/";

    /// <summary>Publishes those whose definition id is not stored yet; an administrator's version is never touched.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var assembly = typeof(ShippedDefinitions).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order())
        {
            using var stream = assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"The built-in definition {name} cannot be opened.");
            using var reader = new StreamReader(stream);
            var json = await reader.ReadToEndAsync(cancellationToken);
            if (await IsStoredAsync(json, cancellationToken))
            {
                continue;
            }

            if (await publish.RunAsync(json, cancellationToken) is PublishDefinition.Outcome.Refused(var problems))
            {
                throw new InvalidOperationException(
                    $"The built-in definition {name} cannot run: {string.Join("; ", problems.Select(problem => $"{problem.Path}: {problem.Message}"))}");
            }
        }
    }

    private Task<bool> IsStoredAsync(string json, CancellationToken cancellationToken)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var id = document.RootElement.GetProperty("definitionId").GetString();
        return db.Definitions.AnyAsync(row => row.DefinitionId == id, cancellationToken);
    }
}
