using System.Text.Json.Nodes;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// Points whoever uses a definition as an activity at its published version (更新引用). Asked for by an administrator, each such
/// definition gets a draft to look at; by the definition's own option, what was published is published again.
/// </summary>
public sealed class UpdateReferences(RectifyDb db, DefinitionQueries queries, DefinitionUse use, SaveDefinition save)
{
    /// <summary>Brings the definitions that use this one up to date.</summary>
    public async Task<Outcome> RunAsync(string definitionId, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator))
        {
            return new Outcome.NotAllowed();
        }

        if (await queries.FindAsync(definitionId, new(VersionKind.Published), cancellationToken) is not { } published)
        {
            return new Outcome.NotPublished();
        }

        var affected = new List<string>();
        foreach (var consumer in await use.ConsumersAsync(definitionId, cancellationToken))
        {
            if (await queries.FindAsync(consumer, new(VersionKind.Latest), cancellationToken) is { } latest
                && Pointed(latest, [published]) is { } model
                && await save.RunAsync(new(model, Publish: false, by), cancellationToken) is SaveDefinition.Outcome.Done)
            {
                affected.Add(consumer);
            }

            db.ChangeTracker.Clear();
        }

        return new Outcome.Done(affected);
    }

    /// <summary>
    /// After a publication, when the definition says that its users follow by themselves: each of them, and whoever uses those,
    /// points at what is published now. What was published is published again, unless it may not be; drafts stay drafts.
    /// </summary>
    public async Task<IReadOnlyList<string>> FollowAsync(StoredDefinition published, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(published);
        if (!published.UsableAsActivity || DefinitionText.Read(published.Json)?["options"] is not JsonObject options
            || options["autoUpdateConsumingWorkflows"] is not JsonValue flag || !flag.TryGetValue<bool>(out var follows) || !follows)
        {
            return [];
        }

        var (current, affected) = (new List<StoredDefinition> { published }, new List<string>());
        foreach (var consumer in await use.ConsumersAsync(published.DefinitionId, cancellationToken))
        {
            db.ChangeTracker.Clear();
            if (await queries.FindAsync(consumer, new(VersionKind.Latest), cancellationToken) is not { } latest || Pointed(latest, current) is not { } model)
            {
                continue;
            }

            var saved = await save.RunAsync(new(model, latest.IsPublished, by), cancellationToken);
            if (saved is SaveDefinition.Outcome.Refused && latest.IsPublished)
            {
                // What may not be published any more waits as a draft for somebody to look at.
                saved = await save.RunAsync(new(model, Publish: false, by), cancellationToken);
            }

            if (saved is SaveDefinition.Outcome.Done(var row, _))
            {
                affected.Add(consumer);
                if (row.IsPublished)
                {
                    current.Add(row);
                }
            }
        }

        return affected;
    }

    private static JsonObject? Pointed(StoredDefinition consumer, IReadOnlyList<StoredDefinition> published)
    {
        var (model, changed) = (DefinitionText.Read(consumer.Json), false);
        if (model is null)
        {
            return null;
        }

        ActivityTree.Visit(model, (activity, _) =>
        {
            if (ActivityTree.Text(activity, "workflowDefinitionId") is { } used && published.FirstOrDefault(one => one.DefinitionId == used) is { } target
                && ActivityTree.Text(activity, "workflowDefinitionVersionId") != target.Id.ToString("N"))
            {
                (activity["workflowDefinitionVersionId"], activity["version"], changed) = (target.Id.ToString("N"), target.Version, true);
            }
        });
        model["id"] = consumer.Id.ToString("N");
        return changed ? model : null;
    }

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>The definitions that got a new draft or a changed one.</summary>
        public sealed record Done(IReadOnlyList<string> Affected) : Outcome;

        public sealed record NotPublished : Outcome;

        public sealed record NotAllowed : Outcome;
    }
}
