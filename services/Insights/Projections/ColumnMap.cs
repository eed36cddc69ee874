using Funnel.Messaging;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Insights.Projections;

/// <summary>Maps rows to the columns of a table, and inserts many rows with one statement.</summary>
/// <remarks>Each column is an array parameter, so that the statement has the same text for any number of rows.</remarks>
internal sealed class ColumnMap<TRow>
{
    private readonly List<string> names = [];
    private readonly List<Func<IReadOnlyList<TRow>, NpgsqlParameter>> values = [];

    public ColumnMap<TRow> Column<TValue>(string name, Func<TRow, TValue> value)
    {
        names.Add(name);
        values.Add(rows =>
        {
            var column = new TValue[rows.Count];
            for (var row = 0; row < column.Length; row++)
            {
                column[row] = value(rows[row]);
            }

            return Parameter(column);
        });
        return this;
    }

    /// <param name="table">The table, and its alias if the conflict clause needs one.</param>
    /// <param name="onConflict">The conflict clause.</param>
    public void Insert(NpgsqlBatch batch, string table, IReadOnlyList<TRow> rows, string onConflict)
    {
        var placeholders = Enumerable.Range(1, names.Count).Select(number => $"${number}");
        var command = new NpgsqlBatchCommand(
            $"insert into {table} ({string.Join(", ", names)}) select * from unnest({string.Join(", ", placeholders)}) {onConflict}");
        values.ForEach(column => command.Parameters.Add(column(rows)));
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<TValue[]> Parameter<TValue>(TValue[] column)
    {
        var parameter = new NpgsqlParameter<TValue[]> { TypedValue = column };
        if (column is DateTime[] or DateTime?[])
        {
            // Npgsql reads the type from a value, and a column of nulls has none.
            parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
        }

        return parameter;
    }
}

internal static class EventColumns
{
    /// <summary>The columns that every facts table has.</summary>
    public static ColumnMap<TRow> EventOf<TRow>(this ColumnMap<TRow> map, Func<TRow, CloudEvent> envelope) => map
        .Column("event_id", row => envelope(row).Id)
        .Column("source", row => envelope(row).Source)
        .Column("time", row => envelope(row).Time.UtcDateTime)
        .Column("recorded_at", row => envelope(row).RecordedTime.UtcDateTime);
}
