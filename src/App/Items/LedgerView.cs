using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Items;

/// <summary>A way of looking at the ledger that somebody keeps under a name (常用视图): the filters, the order and the columns.</summary>
public sealed class LedgerView
{
    public const int LongestName = 40;
    public const int LongestQuery = 1000;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string Name { get; init; }

    /// <summary>The ledger's query string, with its question mark.</summary>
    public required string Query { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<LedgerView>
    {
        public void Configure(EntityTypeBuilder<LedgerView> builder)
        {
            builder.ToTable("ledger_views");
            builder.Property(row => row.Name).HasMaxLength(LongestName);
            builder.Property(row => row.Query).HasMaxLength(LongestQuery);
            builder.HasIndex(row => new { row.PersonId, row.Name }).IsUnique();
        }
    }
}

/// <summary>Keeps, replaces and forgets a person's own views; nobody sees another's.</summary>
public sealed class LedgerViews(RectifyDb db, TimeProvider clock)
{
    /// <summary>Views one person may keep.</summary>
    public const int Most = 30;

    /// <summary>The person's views, by name.</summary>
    public async Task<IReadOnlyList<LedgerView>> ListAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return await db.LedgerViews.AsNoTracking().Where(view => view.PersonId == viewer.Id)
            .OrderBy(view => view.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Keeps a view; one of the same name is replaced. False when the name is empty or too long, or there are too many.</summary>
    public async Task<bool> KeepAsync(string? name, string query, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        ArgumentNullException.ThrowIfNull(query);
        if (name?.Trim() is not { Length: > 0 and <= LedgerView.LongestName } called || query.Length > LedgerView.LongestQuery)
        {
            return false;
        }

        var views = await db.LedgerViews.Where(view => view.PersonId == viewer.Id).ToListAsync(cancellationToken);
        if (views.Find(view => view.Name == called) is { } known)
        {
            known.Query = query;
        }
        else if (views.Count < Most)
        {
            db.LedgerViews.Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), PersonId = viewer.Id, Name = called, Query = query });
        }
        else
        {
            return false;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsLostRace)
        {
            // The same button twice: the first click kept it.
        }

        return true;
    }

    /// <summary>Forgets one of the person's views.</summary>
    public Task ForgetAsync(Guid id, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return db.LedgerViews.Where(view => view.Id == id && view.PersonId == viewer.Id).ExecuteDeleteAsync(cancellationToken);
    }
}
