using Funnel.Gateway.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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
}
