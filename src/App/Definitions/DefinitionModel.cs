using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// A definition's JSON on its three ways: from the designer into the database, back to the designer, and into a file.
/// Members nobody here knows travel along unchanged.
/// </summary>
public static class DefinitionModel
{
    /// <summary>Marks files of definitions; the designer accepts those that carry it.</summary>
    public const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";

    /// <summary>Where the designer carries back what it had last seen.</summary>
    public const string StampName = "rectifyStamp";

    private const string CustomProperties = "customProperties";
    private static readonly string[] Lists = ["variables", "inputs", "outputs", "outcomes"];
    private static readonly string[] Objects = [CustomProperties, "options"];
    private static readonly string[] FactsOfTheRow = ["isLatest", "isPublished", "isReadonly", "isSystem", "links", "isMaterializerAvailable", "materializerName"];
    private static readonly string[] ListsOfActivities = ["activities", "connections", "variables"];
    private static readonly string[] NeverNull = [CustomProperties, "metadata", "name", "version", .. ListsOfActivities];
    private static readonly string[] FileOrder =
    [
        "$schema", "id", "definitionId", "name", "description", "createdAt", "version", "toolVersion", "variables", "inputs", "outputs",
        "outcomes", CustomProperties, "isReadonly", "isSystem", "isLatest", "isPublished", "options",
    ];

    /// <summary>Takes the stamp out of a model that came from the designer; null when it carries none.</summary>
    public static string? TakeStamp(JsonObject model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model[CustomProperties] is not JsonObject custom || !custom.ContainsKey(StampName))
        {
            return null;
        }

        var stamp = ActivityTree.Text(custom, StampName);
        custom.Remove(StampName);
        return stamp;
    }

    /// <summary>What a model is kept as: restored originals, fresh node ids, types filled in; everything else as it came.</summary>
    public static JsonObject ForStorage(JsonObject model, ActivityCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(catalog);
        var kept = (JsonObject)model.DeepClone();
        foreach (var name in FactsOfTheRow)
        {
            kept.Remove(name);
        }

        if (kept["root"] is not JsonObject)
        {
            kept["root"] = new JsonObject { ["id"] = NewId(), ["type"] = "Elsa.Flowchart", ["version"] = 1, ["name"] = "Flowchart1" };
        }

        ActivityTree.Rewrite(kept, (activity, parent) =>
        {
            var restored = UnknownActivities.Restore(activity);
            Place(restored, parent);
            FillTypes(restored, catalog);
            return restored;
        });
        return kept;
    }

    /// <summary>What the designer gets of a stored version: nothing null that it cannot bear, no activity it cannot draw.</summary>
    /// <param name="fit">Fits an activity to a descriptor the designer has; false when there is none.</param>
    public static JsonObject ForDesigner(StoredDefinition row, ActivityCatalog catalog, Func<JsonObject, bool> fit)
    {
        ArgumentNullException.ThrowIfNull(row);
        var shown = Parse(row);
        shown.Remove("$schema");
        WithoutNulls(shown);
        foreach (var name in Lists.Where(name => shown[name] is not JsonArray))
        {
            shown[name] = new JsonArray();
        }

        foreach (var name in Objects.Where(name => shown[name] is not JsonObject))
        {
            shown[name] = new JsonObject();
        }

        foreach (var list in Lists)
        {
            Clean((JsonArray)shown[list]!);
        }

        WithoutNulls((JsonObject)shown["options"]!);
        ((JsonObject)shown[CustomProperties]!)[StampName] = StampOf(row);
        SetFacts(shown, row);
        ActivityTree.Rewrite(shown, (activity, parent) => Drawable(activity, parent, catalog, fit));
        return shown;
    }

    /// <summary>The file of a stored version, its members in a fixed order.</summary>
    public static JsonObject ForFile(StoredDefinition row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var kept = Parse(row);
        var id = kept["id"]?.DeepClone();
        SetFacts(kept, row);
        kept["$schema"] = Schema;
        kept["id"] = id ?? kept["id"]!.DeepClone();
        var filed = new JsonObject();
        foreach (var name in FileOrder.Concat(kept.Select(member => member.Key).Where(name => name != "root").Except(FileOrder)).Append("root"))
        {
            if (kept.TryGetPropertyValue(name, out var value) && (value is not null || !FileOrder.Contains(name)))
            {
                filed[name] = value?.DeepClone();
            }
        }

        return filed;
    }

    /// <summary>Names a version and what was last saved into it.</summary>
    public static string StampOf(StoredDefinition row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return string.Create(CultureInfo.InvariantCulture, $"{row.Id:N}.{row.Edition}");
    }

    private static JsonObject Parse(StoredDefinition row) => DefinitionText.Read(row.Json)
        ?? throw new InvalidOperationException($"Workflow definition {row.DefinitionId} version {row.Version} is stored as something that is not JSON.");

    private static void SetFacts(JsonObject definition, StoredDefinition row)
    {
        definition["id"] = row.Id.ToString("N");
        definition["definitionId"] = row.DefinitionId;
        definition["name"] = row.Name;
        definition["version"] = row.Version;
        definition["createdAt"] = row.CreatedAt.ToString("O", CultureInfo.InvariantCulture);
        definition["isReadonly"] = false;
        definition["isSystem"] = false;
        definition["isLatest"] = row.IsLatest;
        definition["isPublished"] = row.IsPublished;
    }

    private static JsonObject Drawable(JsonObject activity, string parent, ActivityCatalog catalog, Func<JsonObject, bool> fit)
    {
        Place(activity, parent);
        if (!fit(activity))
        {
            return UnknownActivities.Hide(activity);
        }

        foreach (var name in NeverNull)
        {
            if (activity.TryGetPropertyValue(name, out var value) && value is null)
            {
                activity.Remove(name);
            }
        }

        foreach (var list in ListsOfActivities.Select(name => activity[name]).OfType<JsonArray>())
        {
            list.RemoveAll(item => item is not JsonObject);
        }

        if (catalog.Find(ActivityTree.Text(activity, "type") ?? "") is { Descriptor: var descriptor })
        {
            activity["version"] = descriptor.Version;
            Complete(activity, descriptor);
        }

        return activity;
    }

    private static void Place(JsonObject activity, string parent)
    {
        if (string.IsNullOrWhiteSpace(ActivityTree.Text(activity, "id")))
        {
            activity["id"] = NewId();
        }

        activity["nodeId"] = $"{parent}:{ActivityTree.Text(activity, "id")}";
    }

    private static void Complete(JsonObject activity, ActivityDescriptor descriptor)
    {
        activity["version"] ??= descriptor.Version;
        if (descriptor.IsContainer && descriptor.Type != "Elsa.Fork")
        {
            activity["activities"] ??= new JsonArray();
        }

        if (descriptor.Type == "Elsa.Flowchart")
        {
            activity["connections"] ??= new JsonArray();
        }
    }

    // The designer leaves the type of an input open when it is set for the first time; old files leave out versions.
    private static void FillTypes(JsonObject activity, ActivityCatalog catalog)
    {
        if (catalog.Find(ActivityTree.Text(activity, "type") ?? "") is not { Descriptor: var descriptor })
        {
            return;
        }

        Complete(activity, descriptor);
        foreach (var input in descriptor.Inputs.Where(input => input.IsWrapped))
        {
            if (activity[input.JsonName] is JsonObject wrapped && wrapped.ContainsKey("expression") && ActivityTree.Text(wrapped, "typeName") is null)
            {
                wrapped["typeName"] = TypeNames.Of(input.Type);
            }
        }
    }

    private static void Clean(JsonArray list)
    {
        for (var index = list.Count - 1; index >= 0; index--)
        {
            if (list[index] is JsonObject entry)
            {
                WithoutNulls(entry);
            }
            else if (list[index] is null)
            {
                list.RemoveAt(index);
            }
        }
    }

    private static void WithoutNulls(JsonObject owner)
    {
        foreach (var name in owner.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            owner.Remove(name);
        }
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
