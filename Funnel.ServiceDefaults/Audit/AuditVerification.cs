using System.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>Compares the audit log with its seals: the command <c>verify-audit</c> of each program.</summary>
/// <remarks>
/// 1. One query computes all seals anew, one after the other, in the memory that one seal needs. It returns the first that differs.
/// 2. The lines of that seal are compared with the hashes that it recorded, to find the first line that differs.
/// 3. If nothing differs, the lines and seals are counted. All queries see the log at one moment.
/// </remarks>
public static class AuditVerification
{
    /// <summary>The lines of a seal are those after the last line of the seal before it.</summary>
    private const string Ranges =
        """
        with ranges as (select number, xid, id, lag(number, 1, 0::bigint) over by_number as number_before,
                lag(xid, 1, '0'::xid8) over by_number as xid_before,
                lag(id, 1, '00000000-0000-0000-0000-000000000000'::uuid) over by_number as id_before,
                lag(hash, 1, ''::bytea) over by_number as hash_before
            from audit.seals window by_number as (order by number))
        """;

    private const string LinesInRange =
        "from audit.lines line where (line.xid, line.id) > (xid_before, id_before) and (line.xid, line.id) <= (ranges.xid, ranges.id)";

    private const string FindSeal =
        $"""
        {Ranges}, checked as (select number,
                number = number_before + 1 and seal.hash = audit.seal_hash(hash_before, seal) as is_whole,
                seal.lines = (select string_agg(uuid_send(line.id) || audit.line_hash(line), '' order by line.xid, line.id)
                    {LinesInRange}) as has_its_lines
            from ranges join audit.seals seal using (number))
        select number, is_whole from checked where not is_whole or has_its_lines is distinct from true order by number limit 1
        """;

    private const string FindLine =
        $"""
        {Ranges}, sealed as (
            select place, encode(substr(lines, place * 48 + 1, 16), 'hex')::uuid as id, substr(lines, place * 48 + 17, 32) as hash
            from audit.seals, generate_series(0, length(lines) / 48 - 1) place where number = $1),
        present as (select line.*
            from ranges cross join lateral (select line.id, audit.line_hash(line) as hash,
                row_number() over (order by line.xid, line.id) - 1 as place {LinesInRange}) line
            where number = $1)
        select id, case when sealed.hash is null then 'was added' when present.hash is null then 'was removed' else 'was changed' end
        from sealed full join present using (id) where sealed.hash is distinct from present.hash
        order by coalesce(sealed.place, present.place) limit 1
        """;

    private const string Count =
        """
        with last as (select number, xid, id, hash from audit.seals order by number desc limit 1)
        select (select coalesce(sum(length(lines) / 48), 0) from audit.seals)::bigint, (select count(*) from audit.seals),
            (select count(*) from audit.lines where (xid, id) > (coalesce((select xid from last), '0'),
                coalesce((select id from last), '00000000-0000-0000-0000-000000000000'))),
            coalesce((select number || ' ' || encode(hash, 'hex') from last), 'none')
        """;

    /// <summary>
    /// PostgreSQL does not know how few lines a seal has. In a large log it might read all lines for each seal.
    /// </summary>
    private const string UseIndexes = "set local enable_seqscan = off; set local enable_bitmapscan = off; set local jit = off";

    /// <summary>Verifies the audit log of the program and prints the result as one sentence.</summary>
    /// <exception cref="AuditDifferenceException">The log differs from its seals.</exception>
    public static async Task VerifyAudit(this WebApplication app) => await Console.Out.WriteLineAsync(
        app.Services.GetService<NpgsqlDataSource>() is { } database
            ? await Verify(database, CancellationToken.None)
            : "This program has no database, and therefore no audit log.");

    /// <summary>Verifies the audit log of a database.</summary>
    /// <returns>A sentence with the counts and the last seal.</returns>
    /// <exception cref="AuditDifferenceException">The log differs from its seals.</exception>
    public static async Task<string> Verify(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using (var settings = new NpgsqlCommand(UseIndexes, connection, moment))
        {
            await settings.ExecuteNonQueryAsync(cancellation);
        }

        if (await Row(connection, FindSeal, null, cancellation) is [long number, bool isWhole])
        {
            // A seal that was changed itself proves nothing about its lines.
            var line = isWhole ? await Row(connection, FindLine, number, cancellation) : null;
            throw new AuditDifferenceException(line is [Guid id, string difference]
                ? $"The audit log of '{connection.Database}' differs from its seals: line {id} {difference} after seal {number} was made."
                : $"The audit log of '{connection.Database}' has broken seals: seal {number} was changed, or a seal before it is missing.");
        }

        return await Row(connection, Count, null, cancellation) is [long lines, long seals, long unsealed, string last]
            ? $"The audit log of '{connection.Database}' is unchanged: {lines} lines in {seals} seals, and {unsealed} new lines that are "
                + $"not sealed yet. The last seal is {last}."
            : throw new InvalidOperationException("The count of the audit log has no row.");
    }

    private static async Task<object[]?> Row(NpgsqlConnection connection, string sql, long? seal, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        if (seal is { } number)
        {
            command.Parameters.Add(new() { Value = number });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }
}

/// <summary>The audit log differs from its seals. The message is the sentence that the operator reads.</summary>
public sealed class AuditDifferenceException(string message) : Exception(message);
