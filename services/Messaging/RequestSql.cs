using Npgsql;

namespace Funnel.Messaging;

/// <summary>
/// Runs the SQL of handlers that write without EF Core: in the transaction of the stored answer if the request has an
/// Idempotency-Key, else directly.
/// </summary>
public sealed class RequestSql(NpgsqlDataSource database)
{
    /// <summary>
    /// The transaction of the stored answer, while there is one. A failed statement has ended it: throw, and the request runs
    /// again.
    /// </summary>
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
