using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>
/// Gives out runs of numbers (文号). The counter's row stays locked until the caller's transaction ends, so numbers are
/// taken one after the other, and a number exists exactly when its paper does.
/// </summary>
internal static class PaperNumbers
{
    /// <summary>The key of the counter that numbers this body's papers of a kind and year.</summary>
    public static string CounterOf(string issuingBody, PaperKind kind, int year) =>
        string.Create(CultureInfo.InvariantCulture, $"{issuingBody}/{kind}/{year}");

    extension(RectifyDb db)
    {
        /// <summary>The next numbers of an issuing body, kind and year, in order; needs a transaction.</summary>
        public async Task<IReadOnlyList<PaperNumber>> TakeNumbersAsync(
            string issuingBody, PaperKind kind, int year, int count, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
            if (db.Database.CurrentTransaction is null)
            {
                throw new InvalidOperationException("Paper numbers are taken within the transaction that stores their papers.");
            }

            // One statement that both databases understand; the names are those of the model's snake_case.
            var key = CounterOf(issuingBody, kind, year);
            var last = (await db.Database.SqlQuery<int>(
                $"""
                INSERT INTO paper_counters (id, last) VALUES ({key}, {count})
                ON CONFLICT (id) DO UPDATE SET last = paper_counters.last + excluded.last
                RETURNING last AS "Value"
                """).ToListAsync(cancellationToken))[0];
            return [.. Enumerable.Range(last - count + 1, count).Select(number => new PaperNumber(issuingBody, kind, year, number))];
        }
    }
}
