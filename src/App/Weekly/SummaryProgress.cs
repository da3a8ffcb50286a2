using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Weekly;

/// <summary>How far the summaries of one week or month have been owed: a row that outlives the run, so that a killed one goes on.</summary>
internal sealed class SummaryProgress(RectifyDb db, string occasion)
{
    private const string Done = "done ";

    private readonly string _id = $"summary:{occasion}";

    /// <summary>True when all were owed.</summary>
    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken))?.StartsWith(Done, StringComparison.Ordinal) is true;

    /// <summary>So many of so many are owed.</summary>
    public Task TellAsync(int owed, int all, CancellationToken cancellationToken) => WriteAsync(Text(owed) + "/" + Text(all), cancellationToken);

    public Task EndAsync(int owed, CancellationToken cancellationToken) => WriteAsync(Done + Text(owed), cancellationToken);

    /// <summary>How many there are to be owed; null before the run began.</summary>
    public async Task<int?> ExpectedAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { } text
            ? int.Parse(text[(text.LastIndexOfAny(['/', ' ']) + 1)..], CultureInfo.InvariantCulture)
            : null;

    private Task<string?> ReadAsync(CancellationToken cancellationToken) =>
        db.KeyValues.Where(row => row.Id == _id).Select(row => (string?)row.Value).SingleOrDefaultAsync(cancellationToken);

    private async Task WriteAsync(string value, CancellationToken cancellationToken)
    {
        if (await SetAsync() == 0)
        {
            db.KeyValues.Add(new() { Id = _id, Value = value });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                db.ChangeTracker.Clear();   // another worker wrote the row in this moment
                await SetAsync();
            }
        }

        Task<int> SetAsync() => db.KeyValues.Where(row => row.Id == _id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, value), cancellationToken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
