using Funnel.Gateway.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.Gateway.Tests;

public sealed class IdentityDbTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task The_migrations_produce_the_current_model()
    {
        await using var scope = fixture.Gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        Assert.False(db.Database.HasPendingModelChanges(), "The model of IdentityDb has changed. Add a migration for the change.");
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("update audit set actor = 'nobody'")]
    [InlineData("delete from audit")]
    [InlineData("truncate audit")]
    public async Task The_database_refuses_to_change_the_audit_log(string statement)
    {
        await using var database = NpgsqlDataSource.Create(fixture.Parts.Database);
        await using var command = database.CreateCommand(statement);
        var refused =
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.Contains("only ever appended to", refused.MessageText);
    }
}
