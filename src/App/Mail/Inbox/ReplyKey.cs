using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>The installation's secret for reply tokens: made by whoever needs it first, kept in the database, read once per process.</summary>
public sealed class ReplyKey(IServiceScopeFactory scopes, IOptions<InboxOptions> options)
{
    private const string Id = "inbox.reply-key";
    private const int Length = 32;

    private volatile ReplyTokens? _tokens;

    /// <summary>Writes and reads tokens; null when no mailbox is configured, so that nobody is asked to reply into the void.</summary>
    public async ValueTask<ReplyTokens?> TokensAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
        {
            return null;
        }

        if (_tokens is { } known)
        {
            return known;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RectifyDb>();
        return _tokens = new(await ReadAsync(db, cancellationToken) ?? await MakeAsync(db, cancellationToken));
    }

    private static async Task<byte[]?> ReadAsync(RectifyDb db, CancellationToken cancellationToken) =>
        await db.KeyValues.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Id, cancellationToken) is { } row
            ? Convert.FromBase64String(row.Value)
            : null;

    private static async Task<byte[]> MakeAsync(RectifyDb db, CancellationToken cancellationToken)
    {
        db.KeyValues.Add(new() { Id = Id, Value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length)) });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException lost) when (lost.IsLostRace)
        {
            db.ChangeTracker.Clear();
        }

        return await ReadAsync(db, cancellationToken) ?? throw new InvalidOperationException("The key of replies vanished.");
    }
}
