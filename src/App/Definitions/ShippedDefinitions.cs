using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// The definitions of the folder <c>workflows/</c>, built into the program (随产品提供的流程): loaded at the first start, later
/// only offered. An administrator's version is never touched; an offer that is taken becomes a draft to look at.
/// </summary>
public sealed class ShippedDefinitions(RectifyDb db, PublishDefinition publish, SaveDefinition save)
{
    private const string Prefix = "workflows/";
    private static readonly string[] NotContent = ["id", "createdAt", "version", "toolVersion", "isLatest", "isPublished", "isReadonly", "isSystem", "$schema"];

    /// <summary>Publishes those whose definition id was never stored, and remembers what they were.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, json, content) in await ReadAsync(cancellationToken))
        {
            if (await db.Definitions.AnyAsync(row => row.DefinitionId == id, cancellationToken))
            {
                continue;
            }

            if (await publish.RunAsync(json, cancellationToken) is PublishDefinition.Outcome.Refused(var problems))
            {
                throw new InvalidOperationException(
                    $"The built-in definition {id} cannot run: {string.Join("; ", problems.Select(problem => $"{problem.Path}: {problem.Message}"))}");
            }

            await RememberAsync(id, content, cancellationToken);
        }
    }

    /// <summary>What is shipped, and how it stands to what is stored.</summary>
    public async Task<IReadOnlyList<ShippedDefinition>> ListAsync(CancellationToken cancellationToken)
    {
        var list = new List<ShippedDefinition>();
        foreach (var (id, json, content) in await ReadAsync(cancellationToken))
        {
            var name = DefinitionText.Read(json)?["name"]?.ToString() ?? id;
            list.Add(new(id, name, await StateAsync(id, content, cancellationToken)));
        }

        return list;
    }

    /// <summary>Puts the shipped content on top as a new draft; null when nothing of that id is shipped.</summary>
    public async Task<SaveDefinition.Outcome?> AdoptAsync(string definitionId, Viewer by, CancellationToken cancellationToken)
    {
        var shipped = (await ReadAsync(cancellationToken)).Find(one => one.Id == definitionId);
        if (shipped.Id is null || DefinitionText.Read(shipped.Json) is not { } model)
        {
            return null;
        }

        model.Remove("id");
        var outcome = await save.RunAsync(new(model, Publish: false, by) { OnNewVersion = true }, cancellationToken);
        if (outcome is SaveDefinition.Outcome.Done)
        {
            await RememberAsync(definitionId, shipped.Content, cancellationToken);
        }

        return outcome;
    }

    private async Task<ShippedState> StateAsync(string id, string content, CancellationToken cancellationToken)
    {
        var stored = await db.KeptDefinitions.Where(row => row.DefinitionId == id).OrderByDescending(row => row.Version)
            .Select(row => row.Json).ToListAsync(cancellationToken);
        if (stored.Count == 0)
        {
            return ShippedState.Deleted;
        }

        if (ContentOf(DefinitionText.Read(stored[0])) == content)
        {
            return ShippedState.InUse;
        }

        var key = Key(id);
        var known = await db.KeyValues.AsNoTracking().Where(row => row.Id == key).Select(row => row.Value).SingleOrDefaultAsync(cancellationToken);
        return known == content || stored.Any(json => ContentOf(DefinitionText.Read(json)) == content) ? ShippedState.Changed : ShippedState.Update;
    }

    private async Task RememberAsync(string id, string content, CancellationToken cancellationToken)
    {
        var key = Key(id);
        if (await db.KeyValues.SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is { } row)
        {
            row.Value = content;
        }
        else
        {
            db.KeyValues.Add(new() { Id = key, Value = content });
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static string Key(string definitionId) => $"shipped:{definitionId}";

    // What a version is apart from its number and its birth.
    private static string ContentOf(JsonObject? definition)
    {
        var content = definition ?? [];
        foreach (var name in NotContent)
        {
            content.Remove(name);
        }

        var sorted = new JsonObject(content.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DefinitionText.Keep(sorted))));
    }

    private static async Task<List<(string Id, string Json, string Content)>> ReadAsync(CancellationToken cancellationToken)
    {
        var assembly = typeof(ShippedDefinitions).Assembly;
        var shipped = new List<(string, string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order())
        {
            using var stream = assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"The built-in definition {name} cannot be opened.");
            using var reader = new StreamReader(stream);
            var json = await reader.ReadToEndAsync(cancellationToken);
            var definition = DefinitionText.Read(json);
            shipped.Add((ActivityTree.Text(definition ?? [], "definitionId") ?? name, json, ContentOf(definition)));
        }

        return shipped;
    }
}

/// <summary>One definition that came with the program.</summary>
public sealed record ShippedDefinition(string DefinitionId, string Name, ShippedState State);

/// <summary>How a shipped definition stands to the stored one.</summary>
public enum ShippedState
{
    /// <summary>The latest stored version is what is shipped (与产品一致).</summary>
    InUse,

    /// <summary>An administrator changed it; nothing new has come since (已自行修改).</summary>
    Changed,

    /// <summary>The program brings content the town has not seen yet (有更新).</summary>
    Update,

    /// <summary>An administrator deleted it (已删除).</summary>
    Deleted,
}
