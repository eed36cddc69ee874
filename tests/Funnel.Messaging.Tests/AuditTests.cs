using Funnel.ServiceDefaults;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Messaging.Tests;

/// <summary>The audit log in the database: what its role may do with it, its seals, its verification, and erasures.</summary>
public sealed class AuditTests
{
    private const string Columns = "id, at, actor, action, entity, entity_id", Values = "gen_random_uuid(), now(), '', '', '', ''";
    private const string Forged = "00000000-0000-7000-8000-000000000000";

    [Theory]
    [InlineData("update audit.lines set actor = 'somebody else'")]
    [InlineData("update audit.lines set after = null")]
    [InlineData("delete from audit.lines")]
    [InlineData("truncate audit.lines")]
    [InlineData("alter table audit.lines disable trigger all")]
    [InlineData("alter table audit.lines drop column after")]
    [InlineData("alter table audit.lines owner to current_user")]
    [InlineData("drop trigger only_blanked on audit.lines")]
    [InlineData("drop table audit.lines")]
    [InlineData("drop schema audit cascade")]
    [InlineData("alter schema audit rename to elsewhere")]
    [InlineData("create table audit.elsewhere ()")]
    [InlineData("create or replace function audit.line_hash(line audit.lines) returns bytea language sql as $$ select ''::bytea $$")]
    [InlineData($"insert into audit.lines ({Columns}, xid) values ({Values}, '1')")]
    [InlineData($"insert into audit.lines ({Columns}, salt) values ({Values}, null)")]
    [InlineData("insert into audit.seals values (1, now(), '1', gen_random_uuid(), '', '')")]
    [InlineData("update audit.seals set hash = ''")]
    [InlineData("delete from audit.seals")]
    [InlineData("truncate audit.seals")]
    [InlineData("do $$ begin lock table audit.lines; end $$")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("do $$ begin execute 'set role ' || current_user || '_audit'; end $$")]
    [InlineData("do $$ begin execute 'grant ' || current_user || '_audit to ' || current_user; end $$")]
    public async Task The_role_of_a_service_cannot_rewrite_the_log(string sql)
    {
        await using var log = await AuditDatabase.WithRoles();
        await log.Add();
        await log.SealAll();
        await using var command = log.Service.CreateCommand(sql);
        var refused =
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Contains(": 1 lines in 1 seals, and 0 new lines", await log.Verify());
    }

    [Theory]
    [InlineData("update audit.lines set actor = 'somebody else'")]
    [InlineData("update audit.lines set after = null")]
    [InlineData("update audit.lines set erased_hash = '', salt = null, actor_name = null, before = null, after = null")]
    [InlineData("delete from audit.lines")]
    [InlineData("truncate audit.lines")]
    [InlineData("update audit.seals set hash = ''")]
    [InlineData("delete from audit.seals")]
    [InlineData("truncate audit.seals")]
    public async Task Where_one_role_owns_everything_the_triggers_refuse_to_rewrite_the_log(string sql)
    {
        await using var log = await AuditDatabase.WithOneRole();
        await log.Add();
        await log.SealAll();
        await using var command = log.Service.CreateCommand(sql);
        var refused =
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.Contains("only ever appended to", refused.MessageText);
    }

    [Fact]
    public async Task An_unchanged_log_is_verified_with_its_counts_and_its_last_seal()
    {
        await using var log = await AuditDatabase.WithOneRole();
        Assert.Contains(": 0 lines in 0 seals, and 0 new lines that are not sealed yet. The last seal is none.", await log.Verify());
        for (var seal = 0; seal < 3; seal++)
        {
            await log.Add(count: 4);
            await log.SealAll();
        }

        await log.Add(count: 2);
        var hash = await log.Scalar<string>("select encode(hash, 'hex') from audit.seals where number = 3");
        Assert.Contains($": 12 lines in 3 seals, and 2 new lines that are not sealed yet. The last seal is 3 {hash}.", await log.Verify());
    }

    [Theory]
    [InlineData("was changed", "update audit.lines set actor = 'somebody else' where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set actor_name = 'Somebody Else' where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set at = at + interval '1 microsecond' where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set action = 'created' where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set entity_id = '2' where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set entity = 'le', entity_id = 'ad' || entity_id where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set before = null where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set before = after, after = before where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set salt = gen_random_uuid() where id = '{0}'")]
    [InlineData("was changed", "update audit.lines set erased_hash = sha256('') where id = '{0}'")]
    [InlineData("was removed", "delete from audit.lines where id = '{0}'")]
    [InlineData("was removed", "update audit.lines set id = gen_random_uuid() where id = '{0}'")]
    [InlineData("was removed", "update audit.lines set xid = '9999999' where id = '{0}'")]
    [InlineData("was added",
        $"insert into audit.lines ({Columns}, xid) select '{Forged}', now(), '', '', '', '', xid from audit.lines where id = '{{0}}'")]
    public async Task A_line_that_differs_from_its_seal_is_named(string difference, string change)
    {
        await using var log = await AuditDatabase.WithOneRole();
        List<Guid> ids = [];
        for (var seal = 0; seal < 3; seal++)
        {
            ids.AddRange(await log.Add(count: 5));
            await log.SealAll();
        }

        await log.Change(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, ids[7]));
        var found = await Assert.ThrowsAsync<AuditDifferenceException>(log.Verify);
        var line = difference == "was added" ? Guid.Parse(Forged) : ids[7];
        Assert.EndsWith($"line {line} {difference} after seal 2 was made.", found.Message);
        Assert.Equal(1, await ServiceHost.Run(() => Task.FromException(found)));
    }

    [Theory]
    [InlineData("update audit.seals set lines = lines || lines where number = 2", 2)]
    [InlineData("update audit.seals set hash = sha256(hash) where number = 2", 2)]
    [InlineData("update audit.seals set sealed_at = sealed_at - interval '1 day' where number = 2", 2)]
    [InlineData("update audit.seals set number = 4 where number = 3", 4)]
    [InlineData("delete from audit.seals where number = 2", 3)]
    [InlineData("delete from audit.seals where number = 1", 2)]
    [InlineData(
        "delete from audit.lines where xid = (select xid from audit.seals where number = 2); "
            + "delete from audit.seals where number = 2; update audit.seals set number = 2 where number = 3", 2)]
    public async Task A_seal_that_was_changed_or_follows_a_missing_one_is_named(string change, int seal)
    {
        await using var log = await AuditDatabase.WithOneRole();
        for (var made = 0; made < 3; made++)
        {
            await log.Add(count: 2);
            await log.SealAll();
        }

        await log.Change(change);
        var found = await Assert.ThrowsAsync<AuditDifferenceException>(log.Verify);
        Assert.Contains($"seal {seal} was changed, or a seal before it is missing", found.Message);
    }

    [Fact]
    public async Task Blanking_removes_the_personal_values_of_an_entity_and_leaves_the_seals_valid()
    {
        await using var log = await AuditDatabase.WithRoles();
        await log.Add(count: 2, entityId: "erased");
        await log.Add(entityId: "kept");
        await log.SealAll();
        await log.Add(entityId: "erased");

        Assert.Equal(3, await log.Scalar<int>("select audit.blank('lead', 'erased', 'officer')"));
        Assert.Equal(0, await log.Scalar<int>("select audit.blank('lead', 'erased', 'officer')"));
        Assert.Equal(0, await log.Scalar<int>("select audit.blank('account', 'kept', 'officer')"));

        Assert.Equal(0L, await log.Scalar<long>(
            "select count(*) from audit.lines where entity_id = 'erased' and action <> 'blanked' "
                + "and (num_nonnulls(salt, actor_name, before, after) > 0 or erased_hash is null)"));
        Assert.Equal(1L, await log.Scalar<long>("select count(*) from audit.lines where entity_id = 'kept' and after is not null"));
        Assert.Equal("officer lead erased 3", await log.Scalar<string>(
            "select concat_ws(' ', actor, entity, entity_id, after ->> 'lines') from audit.lines where action = 'blanked'"));
        Assert.Equal(7, (await log.Scalar<Guid>("select id from audit.lines where action = 'blanked'")).Version);
        await log.SealAll();
        Assert.Contains(": 5 lines in 2 seals", await log.Verify());
    }

    [Fact]
    public async Task A_line_that_commits_late_is_sealed_after_the_earlier_lines_and_before_the_later_ones()
    {
        await using var log = await AuditDatabase.WithOneRole();
        await using var connection = await log.Service.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var late = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var first = await log.Add(within: connection);
        var second = await log.Add();
        Assert.Equal(0, await log.Scalar<int>("select audit.seal()"));
        await late.CommitAsync(TestContext.Current.CancellationToken);
        await log.SealAll();
        Assert.Equal([.. first, .. second], await Sealed(log));
        await log.Verify();
    }

    [Fact]
    public async Task A_transaction_with_more_lines_than_a_seal_covers_is_sealed_in_parts()
    {
        await using var log = await AuditDatabase.WithOneRole();
        var ids = await log.Add(count: 25);
        await Eventually.Get(() => log.Scalar<int>("select audit.seal(10)"), count => count == 10);
        Assert.Equal((10, 5, 0), (await log.Scalar<int>("select audit.seal(10)"), await log.Scalar<int>("select audit.seal(10)"),
            await log.Scalar<int>("select audit.seal(10)")));
        Assert.Equal(ids.Order(), await Sealed(log));
        Assert.Contains(": 25 lines in 3 seals", await log.Verify());
    }

    [Fact]
    public async Task Lines_of_overlapping_transactions_are_sealed_exactly_once_whatever_the_order_of_their_commits()
    {
        const int Writers = 12, Rounds = 15;
        await using var log = await AuditDatabase.WithOneRole();
        var random = new Random(HostileWalk.Seed);
        var seeds = Enumerable.Range(0, Writers).Select(_ => random.Next()).ToList();
        var isOver = false;
        var sealers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                await log.Scalar<int>("select audit.seal(7)");
            }
        })).ToList();
        var written = await Task.WhenAll(seeds.Select(seed => Task.Run(() => Write(log, new Random(seed), Rounds))));
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(sealers);
        await log.SealAll();
        Assert.Equal(written.SelectMany(ids => ids).Order(), (await Sealed(log)).Order());
        await log.Verify();
    }

    /// <summary>Runs transactions that add lines, pause, and commit or roll back.</summary>
    /// <returns>The lines that were committed.</returns>
    private static async Task<List<Guid>> Write(AuditDatabase log, Random random, int rounds)
    {
        var committed = new List<Guid>();
        await using var connection = await log.Service.OpenConnectionAsync();
        for (var round = 0; round < rounds; round++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var ids = new List<Guid>();
            for (var statement = random.Next(1, 4); statement > 0; statement--)
            {
                ids.AddRange(await log.Add(random.Next(1, 6), within: connection));
                await Task.Delay(random.Next(15));
            }

            if (random.Next(5) == 0)
            {
                await transaction.RollbackAsync();
                continue;
            }

            await transaction.CommitAsync();
            committed.AddRange(ids);
        }

        return committed;
    }

    /// <summary>The ids that the seals name, in their order.</summary>
    private static async Task<List<Guid>> Sealed(AuditDatabase log)
    {
        await using var command = log.Service.CreateCommand(
            """
            select encode(substr(lines, place * 48 + 1, 16), 'hex')::uuid
            from audit.seals, generate_series(0, length(lines) / 48 - 1) place order by number, place
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
