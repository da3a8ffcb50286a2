using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// Changes a mail's state and writes its history in the same breath: one statement on PostgreSQL, one transaction on
/// SQLite, whose statements cannot be joined. A change that does not find its mail as expected leaves no trace. Several
/// go in one trip and one transaction.
/// </summary>
/// <param name="set">What becomes of the row, as SQL over its columns with parameters {0}, {1}, …</param>
/// <param name="where">The state it must be in, in the same way.</param>
internal sealed class MailMove(Guid mail, string set, string where, params object?[] values)
{
    private const string History = "mail_states (mail_id, at, status, attempt, detail, \"by\")";

    private readonly List<object?> _values = [.. values];

    public required DateTimeOffset At { get; init; }

    /// <summary>What the history says of it.</summary>
    public string? Detail { get; init; }

    public Guid? By { get; init; }

    /// <summary>The source that is about to leave, when sending begins.</summary>
    public (int Size, byte[] Content)? Source { get; init; }

    /// <summary>The items it tells of, when sending begins.</summary>
    public IReadOnlyList<ItemId> Items { get; init; } = [];

    /// <summary>The other side did not take it: nobody was told of anything.</summary>
    public bool Untold { get; init; }

    /// <summary>True when the mail was as expected and has moved.</summary>
    public async Task<bool> RunAsync(RectifyDb db, CancellationToken cancellationToken) => (await RunAsync(db, [this], cancellationToken))[0];

    /// <summary>Makes changes of several mails together, or none of them when the database fails; true for each mail that has moved.</summary>
    public static async Task<bool[]> RunAsync(RectifyDb db, IReadOnlyList<MailMove> moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(moves);
        if (db is PostgresRectifyDb)
        {
            return await OneTripAsync(db, moves, cancellationToken);
        }

        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        var moved = new bool[moves.Count];
        for (var index = 0; index < moves.Count; index++)
        {
            moved[index] = await moves[index].StepByStepAsync(db, cancellationToken);
        }

        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }

        return moved;
    }

    // What a batch sends without a transaction around it is one, and is flushed once.
    private static async Task<bool[]> OneTripAsync(RectifyDb db, IReadOnlyList<MailMove> moves, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = db.Database.GetDbConnection().CreateBatch();
            batch.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            foreach (var move in moves)
            {
                batch.BatchCommands.Add(move.OneStatement(batch.CreateBatchCommand()));
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
            return [.. batch.BatchCommands.Select(command => command.RecordsAffected == 1)];
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private DbBatchCommand OneStatement(DbBatchCommand command)
    {
        var id = Use(mail);
        var sql = $"WITH moved AS (UPDATE mails SET {set} WHERE id = {id} AND {where} RETURNING id, status, attempts, resent)";
        if (Source is { } source)
        {
            sql += $", kept AS (INSERT INTO mail_sources (mail_id, sending, at, size, content) SELECT id, resent, {Use(At)}, {Use(source.Size)}, {Use(source.Content)} FROM moved "
                + "ON CONFLICT (mail_id, sending) DO UPDATE SET at = excluded.at, size = excluded.size, content = excluded.content)";
        }

        if (Items.Count > 0)
        {
            sql += $", told AS (INSERT INTO mail_items (mail_id, item_id) SELECT moved.id, item.id FROM moved, unnest({Use(ItemIds())}) AS item (id) ON CONFLICT DO NOTHING)";
        }

        if (Untold)
        {
            sql += ", untold AS (DELETE FROM mail_items WHERE mail_id IN (SELECT id FROM moved))";
        }

        sql += $" INSERT INTO {History} SELECT id, {Use(At)}, status, attempts, CAST({Use(Detail)} AS text), CAST({Use(By)} AS uuid) FROM moved";

        // By position: names would be looked up in the statement anew for each mail.
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, [.. Enumerable.Range(1, _values.Count).Select(number => $"${number}")]);
        foreach (var value in _values)
        {
            var parameter = command.CreateParameter();
            parameter.Value = Plain(value, ticks: false);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private async Task<bool> StepByStepAsync(RectifyDb db, CancellationToken cancellationToken)
    {
        var id = Use(mail);
        var move = $"UPDATE mails SET {set} WHERE id = {id} AND {where}";
        if (await db.Database.ExecuteSqlRawAsync(move, Parameters(db), cancellationToken) != 1)
        {
            return false;
        }

        _values.Clear();
        id = Use(mail);
        var sql = $"INSERT INTO {History} SELECT id, {Use(At)}, status, attempts, {Use(Detail)}, {Use(By)} FROM mails WHERE id = {id};";
        if (Source is { } source)
        {
            sql += $"INSERT OR REPLACE INTO mail_sources (mail_id, sending, at, size, content) SELECT id, resent, {Use(At)}, {Use(source.Size)}, {Use(source.Content)} FROM mails WHERE id = {id};";
        }

        foreach (var item in ItemIds())
        {
            sql += $"INSERT OR IGNORE INTO mail_items (mail_id, item_id) VALUES ({id}, {Use(item)});";
        }

        if (Untold)
        {
            sql += $"DELETE FROM mail_items WHERE mail_id = {id};";
        }

        await db.Database.ExecuteSqlRawAsync(sql, Parameters(db), cancellationToken);
        return true;
    }

    private Guid[] ItemIds() => [.. Items.Distinct().Select(item => item.Value)];

    private string Use(object? value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"{{{_values.Count - 1}}}");
    }

    private object[] Parameters(RectifyDb db)
    {
        using var command = db.Database.GetDbConnection().CreateCommand();
        return [.. _values.Select(value => Parameter(command, Plain(value, ticks: true)))];
    }

    private static object Plain(object? value, bool ticks) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset at when ticks => at.UtcTicks,
        DateTimeOffset at => at.ToUniversalTime(),
        Enum state => Convert.ToInt32(state, CultureInfo.InvariantCulture),
        var plain => plain,
    };

    private DbParameter Parameter(DbCommand command, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"p{_named++}");
        parameter.Value = value;
        return parameter;
    }

    private int _named;
}
