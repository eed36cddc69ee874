using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Sales.Tests;

public sealed class SalesDbTests(SalesFixture fixture)
{
    [Fact]
    public async Task The_migrations_produce_the_current_model()
    {
        await using var scope = fixture.Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        Assert.False(db.Database.HasPendingModelChanges(), "The model of SalesDb has changed. Add a migration for the change.");
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }
}
