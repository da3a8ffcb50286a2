using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Definitions;

/// <summary>
/// Points whoever uses a definition as an activity at its published version (更新引用): each such definition gets a draft to
/// look at, none is published by itself.
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
                && Pointed(latest, published) is { } model
                && await save.RunAsync(new(model, Publish: false, by), cancellationToken) is SaveDefinition.Outcome.Done)
            {
                affected.Add(consumer);
            }

            db.ChangeTracker.Clear();
        }

        return new Outcome.Done(affected);
    }

    private static System.Text.Json.Nodes.JsonObject? Pointed(StoredDefinition consumer, StoredDefinition published)
    {
        var (model, changed) = (DefinitionText.Read(consumer.Json), false);
        if (model is null)
        {
            return null;
        }

        var id = published.Id.ToString("N");
        ActivityTree.Visit(model, (activity, _) =>
        {
            if (ActivityTree.Text(activity, "workflowDefinitionId") == published.DefinitionId && ActivityTree.Text(activity, "workflowDefinitionVersionId") != id)
            {
                (activity["workflowDefinitionVersionId"], activity["version"], changed) = (id, published.Version, true);
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
