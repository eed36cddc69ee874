using Funnel.ServiceDefaults;
using Npgsql;
using RabbitMQ.Client;

namespace Funnel.Messaging;

/// <summary>The dead letters of this service's queues, in the table <c>messaging.dead_letters</c>.</summary>
internal sealed class DeadLetters(NpgsqlDataSource database, Outbox outbox, IEnumerable<JournalListeners> readers)
{
    private const int Chunk = 200;

    private const string Columns =
        "id, queue, message_id, type, subject, exception, cause, failures, first_failed_at, last_failed_at, length(body)";

    /// <summary>
    /// Adds a dead letter. The same failure that is delivered twice counts once; a later failure of the same message updates its
    /// row.
    /// </summary>
    public async Task Add(DeadLetter letter, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await Add(letter, connection, cancellation);
    }

    /// <inheritdoc cref="Add(DeadLetter, CancellationToken)"/>
    public async Task Add(DeadLetter letter, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into messaging.dead_letters as known
                (id, queue, message_id, type, subject, content_type, body, exception, cause, failures, first_failed_at, last_failed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (queue, message_id) do update
                set failures = greatest(known.failures + 1, excluded.failures), body = excluded.body,
                    exception = excluded.exception, cause = excluded.cause, last_failed_at = excluded.last_failed_at
                where excluded.last_failed_at > known.last_failed_at
            """, connection);
        command.Parameters.AddRange(Parameters(
            Guid.CreateVersion7(outbox.Clock.GetUtcNow()), letter.Queue, letter.MessageId, letter.Type, letter.Subject, letter.ContentType,
            letter.Body,
            letter.Exception, letter.Cause, letter.Failures, letter.FirstFailedAt, letter.LastFailedAt));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Lists dead letters, newest first.</summary>
    public async Task<List<DeadLetterSummary>> List(string? queue, Guid? after, int limit, CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            select {Columns} from messaging.dead_letters
            where ($1::text is null or queue = $1) and ($2::uuid is null or id < $2) order by id desc limit $3
            """, queue, after, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var letters = new List<DeadLetterSummary>();
        while (await reader.ReadAsync(cancellation))
        {
            letters.Add(Summary(reader));
        }

        return letters;
    }

    public async Task<(DeadLetterSummary Letter, string? ContentType, byte[] Body)?> Find(Guid id, CancellationToken cancellation)
    {
        await using var command = Command($"select {Columns}, content_type, body from messaging.dead_letters where id = $1", id);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (Summary(reader), await reader.IsDBNullAsync(11, cancellation) ? null : reader.GetString(11),
                reader.GetFieldValue<byte[]>(12))
            : null;
    }

    /// <summary>Puts dead letters on their queues again, and deletes each one when the broker has it.</summary>
    /// <remarks>
    /// The rows stay locked while they are published, so a message that fails again at once waits until its old row is deleted. A
    /// crash in between leaves both the row and the message, and the inbox recognises the event.
    /// </remarks>
    /// <param name="id">The dead letter. Defaults to all dead letters.</param>
    /// <param name="queue">The queue. Defaults to all queues.</param>
    /// <param name="bus">Publishes the messages.</param>
    /// <param name="cancellation">Cancels the rest.</param>
    /// <returns>The number of messages.</returns>
    public async Task<int> Redrive(Guid? id, string? queue, BusPublisher bus, CancellationToken cancellation)
    {
        // Without those that fail again meanwhile, or it would never end.
        var newest = Guid.CreateVersion7(outbox.Clock.GetUtcNow());
        var heard = await HearAgain(id, queue, newest, cancellation);
        if (heard > 0 && (id is not null || IsOfAReader(queue)))
        {
            return heard;
        }

        await bus.Connect(cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        for (var driven = heard; ;)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var letters = await Lock(connection, id, queue, newest, cancellation);
            await Task.WhenAll(letters.Select(letter => bus.Publish(letter.Queue, letter.Properties, letter.Body, cancellation)));
            await using var forget = new NpgsqlCommand("delete from messaging.dead_letters where id = any($1)", connection)
            {
                Parameters = { new() { Value = letters.Select(letter => letter.Id).ToArray() } },
            };
            await forget.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            driven += letters.Count;
            if (letters.Count < Chunk)
            {
                return driven;
            }
        }
    }

    /// <summary>Whether the name is that of a reader of the service's own journal instead of a queue of the broker.</summary>
    public bool IsOfAReader(string? queue) => readers.Any(reader => reader.Queue == queue);

    /// <summary>
    /// Gives the dead letters of journal readers to their listeners again. Each one is deleted in the transaction of its effects.
    /// </summary>
    private async Task<int> HearAgain(Guid? id, string? queue, Guid newest, CancellationToken cancellation)
    {
        var heard = 0;
        foreach (var reader in readers.Where(reader => queue is null || reader.Queue == queue))
        {
            foreach (var (letterId, letter) in await LettersOf(reader.Queue, id, newest, cancellation))
            {
                try
                {
                    await reader.Hear([CloudEventJson.Read(letter.Body)], (own, stopping) => Forget(own, letterId, stopping), cancellation);
                }
                catch (AlreadyHandledException)
                {
                    continue;
                }
                catch (Exception failure) when (!failure.IsDatabaseAway() && !cancellation.IsCancellationRequested)
                {
                    await Add(letter with
                    {
                        Exception = failure.GetType().FullName!,
                        Cause = failure.Message,
                        Failures = letter.Failures + 1,
                        LastFailedAt = outbox.Clock.GetUtcNow(),
                    }, cancellation);
                }

                heard++;
            }
        }

        return heard;
    }

    private async Task<List<(Guid Id, DeadLetter Letter)>> LettersOf(string queue, Guid? id, Guid newest, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select id, message_id, type, subject, content_type, body, exception, cause, failures, first_failed_at, last_failed_at
            from messaging.dead_letters where queue = $1 and ($2::uuid is null or id = $2) and id <= $3 order by id
            """, queue, id, newest);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var letters = new List<(Guid, DeadLetter)>();
        while (await row.ReadAsync(cancellation))
        {
            letters.Add(
                (row.GetGuid(0),
                    new(queue, row.GetString(1), row.GetString(2), row.GetGuid(3), row.GetString(4), row.GetFieldValue<byte[]>(5),
                row.GetString(6), row.GetString(7), row.GetInt32(8), row.GetFieldValue<DateTimeOffset>(9),
                row.GetFieldValue<DateTimeOffset>(10))));
        }

        return letters;
    }

    /// <exception cref="AlreadyHandledException">Another request has heard or discarded the letter meanwhile.</exception>
    private static async Task Forget(NpgsqlConnection connection, Guid letter, CancellationToken cancellation)
    {
        await using var command =
            new NpgsqlCommand("delete from messaging.dead_letters where id = $1", connection) { Parameters = { new() { Value = letter } } };
        if (await command.ExecuteNonQueryAsync(cancellation) != 1)
        {
            throw new AlreadyHandledException($"The dead letter {letter} is gone.");
        }
    }

    /// <summary>Deletes dead letters. A record of each, without the body, stays in <c>messaging.discards</c>.</summary>
    public async Task<int> Discard(Guid? id, string? queue, string who, string reason, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            with gone as (
                delete from messaging.dead_letters where ($1::uuid is null or id = $1) and ($2::text is null or queue = $2)
                returning id, queue, message_id, type, subject, exception)
            insert into messaging.discards (id, queue, message_id, type, subject, cause, reason, discarded_by)
            select id, queue, message_id, type, subject, exception, $3, $4 from gone
            """, id, queue, reason, who);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<List<(Guid Id, string Queue, BasicProperties Properties, byte[] Body)>> Lock(
        NpgsqlConnection connection, Guid? id, string? queue, Guid newest, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select id, queue, message_id, type, content_type, body, failures, first_failed_at from messaging.dead_letters
            where ($1::uuid is null or id = $1) and ($2::text is null or queue = $2) and id <= $3 and queue <> all($4) order by id
                limit {Chunk} for update skip locked
            """, connection);
        command.Parameters.AddRange(Parameters(id, queue, newest, readers.Select(reader => reader.Queue).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var letters = new List<(Guid, string, BasicProperties, byte[])>();
        while (await reader.ReadAsync(cancellation))
        {
            var properties = new BasicProperties
            {
                MessageId = reader.GetString(2),
                Type = reader.IsDBNull(3) ? null : reader.GetString(3),
                ContentType = reader.IsDBNull(4) ? null : reader.GetString(4),
                Persistent = true,
                Headers = new Dictionary<string, object?>
                {
                    [DeadLetter.FailuresHeader] = reader.GetInt32(6).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    [DeadLetter.FirstFailedHeader] = reader.GetFieldValue<DateTimeOffset>(7)
                        .ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                },
            };
            letters.Add((reader.GetGuid(0), reader.GetString(1), properties, reader.GetFieldValue<byte[]>(5)));
        }

        return letters;
    }

    private static DeadLetterSummary Summary(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
        row.IsDBNull(4) ? null : row.GetGuid(4),
        row.GetString(5), row.GetString(6), row.GetInt32(7), row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateTimeOffset>(9),
        row.GetInt32(10));

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(Parameters(values));
        return command;
    }

    private static NpgsqlParameter[] Parameters(params ReadOnlySpan<object?> values)
    {
        var parameters = new NpgsqlParameter[values.Length];
        for (var at = 0; at < values.Length; at++)
        {
            parameters[at] = new() { Value = values[at] ?? DBNull.Value };
        }

        return parameters;
    }
}
