using Npgsql;

namespace Funnel.Flows.Tests;

/// <summary>The audit logs of the running system, with the roles that <c>./funnel</c> makes.</summary>
public sealed class AuditTests(RunningSystem system)
{
    private static readonly string[] Databases = ["marketing", "sales", "insights", "identity"];

    [Fact]
    public async Task The_roles_of_the_services_cannot_rewrite_their_audit_logs()
    {
        foreach (var name in Databases)
        {
            await using var database = Connect(name, role: name, secret: name);
            foreach (var sql in new[] { "update audit.lines set actor = ''", "drop schema audit cascade", $"set role {name}_audit" })
            {
                await using var command = database.CreateCommand(sql);
                var refused = await Assert
                    .ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        }
    }

    [Fact]
    public async Task The_command_verifies_all_audit_logs_and_names_a_line_that_was_changed()
    {
        using var captured = await system.Http.PostAsync(
            "/api/marketing/v1/leads", new StringContent("""{"email": "audit@customer.example"}""", null, "application/json"));
        captured.EnsureSuccessStatusCode();
        await using var marketing = Connect("marketing", role: "funnel", secret: "postgres");
        var line = await Testing.Eventually.Get(
            () => Scalar(marketing,
                "select encode(substr(lines, length(lines) - 47, 16), 'hex')::uuid from audit.seals order by number desc limit 1"),
            line => line is Guid);

        var output = await system.Run("./funnel", "audit", "verify");
        Assert.All(Databases, name => Assert.Contains($"The audit log of '{name}' is unchanged: ", output));

        // A superuser can do this, who can also switch off the triggers. The flow tests share the system, so the line is repaired.
        Task Act(string actor) => Scalar(marketing,
            $"set session_replication_role = replica; update audit.lines set actor = {actor} where id = '{line}'");
        await Act("actor || '!'");
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => system.Run("./funnel", "audit", "verify"));
        Assert.Contains("exited with 1", failed.Message);
        Assert.Contains($"The audit log of 'marketing' differs from its seals: line {line} was changed after seal", failed.Message);
        Assert.Contains("The audit log of 'sales' is unchanged: ", failed.Message);
        await Act("rtrim(actor, '!')");
        await system.Run("./funnel", "audit", "verify");
    }

    private static async Task<object?> Scalar(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private NpgsqlDataSource Connect(string database, string role, string secret)
    {
        var password = File.ReadLines(Path.Combine(system.Home, "secrets"))
            .Single(line => line.StartsWith($"{secret}=", StringComparison.Ordinal)).Split('=')[1];
        return NpgsqlDataSource.Create(
            $"Host=127.0.0.1;Port={system.Port + 10};Username={role};Password={password};Database={database};Pooling=false");
    }
}
