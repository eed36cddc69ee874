using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>What a service still does while its requests wait for the database.</summary>
public sealed class RequestPlacesTests
{
    private const string Path = "/api/sales/v1/competitors";
    private const int Places = 20, Requests = 60;

    [Fact]
    public async Task Requests_that_wait_for_the_database_leave_connections_to_the_listeners_and_are_answered_in_the_end()
    {
        await using var sales = await SalesFixture.Start();
        await using var blocking = await sales.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await blocking.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var block = blocking.CreateCommand())
        {
            block.CommandText = "lock table competitors in access exclusive mode";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var waiting = Enumerable.Range(0, Requests).Select(_ => sales.Http.GetAsync(Path)).ToList();
        const string Blocked = "pg_locks where relation = 'competitors'::regclass and not granted";
        await Eventually.Get(() => sales.Count(Blocked), count => count == Places);

        var lead = Guid.CreateVersion7();
        await sales.Deliver(lead, Steps.Qualified(lead));
        await Eventually.Get(() => sales.Count($"handoffs where lead_id = '{lead}'"), count => count == 1);
        Assert.Equal(Places, await sales.Count(Blocked));
        Assert.All(waiting, request => Assert.False(request.IsCompleted));

        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }
}
