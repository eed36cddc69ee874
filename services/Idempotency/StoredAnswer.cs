using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Idempotency;

/// <summary>A stored answer of a request with an idempotency key, ready to be sent again.</summary>
internal sealed record StoredAnswer(byte[] RequestHash, int Status, string? ContentType, string? Location, string? ETag, byte[] Body)
    : IResult
{
    public static StoredAnswer Of(HttpResponse response, byte[] requestHash, byte[] body) =>
        new(requestHash, response.StatusCode, response.ContentType, OrNull(response.Headers.Location), OrNull(response.Headers.ETag), body);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.Location = Location;
        response.Headers.ETag = ETag;
        response.Headers[IdempotencyKeys.Replayed] = "true";
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }

    private static string? OrNull(string? header) => string.IsNullOrEmpty(header) ? null : header;
}

/// <summary>The stored answers in a database, in the transaction of one request.</summary>
internal sealed class StoredAnswers(NpgsqlConnection connection, IdempotentDb database)
{
    /// <summary>The number of hours for which an answer is stored.</summary>
    public const int Hours = 48;

    /// <returns>Whether the key is not in use by another request, and the stored answer.</returns>
    /// <remarks>One round trip, but two statements: the second must see what the last holder of the lock has committed.</remarks>
    public async Task<(bool IsFree, StoredAnswer? Kept)> Find(IdempotentRequest request, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select pg_try_advisory_xact_lock(hashtextextended($1, 0))") { Parameters =
                    { new() { Value = $"{request.Client}\n{request.Key}" } } },
                new($"select request_hash, status, content_type, location, etag, body from {database.Table} where client = $1 and key = $2")
                {
                    Parameters = { new() { Value = request.Client }, new() { Value = request.Key } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        if (!reader.GetBoolean(0))
        {
            return (false, null);
        }

        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return (true, null);
        }

        var hash = reader.GetFieldValue<byte[]>(0);
        return (true, new(hash, reader.GetInt32(1), Text(2), Text(3), Text(4), database.Open(reader.GetFieldValue<byte[]>(5), hash)));

        string? Text(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
    }

    public async Task Store(IdempotentRequest request, StoredAnswer answer, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            insert into {database.Table} (client, key, request, request_hash, status, content_type, location, etag, body)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, connection)
        {
            Parameters =
            {
                new() { Value = request.Client }, new() { Value = request.Key }, new() { Value = request.Target },
                new() { Value = request.Hash },
                new() { Value = answer.Status }, Text(answer.ContentType), Text(answer.Location), Text(answer.ETag),
                new() { Value = database.Seal(answer.Body, request.Hash) },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);

        static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
    }

    public static async Task Forget(NpgsqlDataSource database, string table, CancellationToken cancellation)
    {
        await using var forget = database.CreateCommand($"delete from {table} where created_at < now() - interval '{Hours} hours'");
        await forget.ExecuteNonQueryAsync(cancellation);
    }
}
