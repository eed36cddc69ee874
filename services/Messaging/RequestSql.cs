using Npgsql;

namespace Funnel.Messaging;

/// <summary>
/// Where a request's own SQL goes: into the transaction that its answer is kept in, where it bears an Idempotency-Key,
/// and straight to the database otherwise. For handlers that write without EF Core.
/// </summary>
public sealed class RequestSql(NpgsqlDataSource database)
{
    /// <summary>Set while there is such a transaction. A failed statement has then ended it: throw, and it is all done again.</summary>
    internal NpgsqlConnection? Transaction { get; set; }

    public bool AreInTransaction => Transaction is not null;

    public NpgsqlBatch CreateBatch() => Transaction?.CreateBatch() ?? database.CreateBatch();

    public NpgsqlCommand CreateCommand(string sql)
    {
        if (Transaction is null)
        {
            return database.CreateCommand(sql);
        }

        var command = Transaction.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
