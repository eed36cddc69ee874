using System.Net.Http.Json;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Funnel.Topology;
using RabbitMQ.Client;

namespace Funnel.Messaging.Tests;

public sealed class BrokerTopologyTests : IAsyncLifetime
{
    private readonly BrokerTopology topology = new(Subscriptions.All);
    private readonly string user = $"sales_{Environment.ProcessId}";
    private RealParts parts = null!;

    public async ValueTask InitializeAsync() => parts = await RealParts.Make("topology");

    public async ValueTask DisposeAsync() => await parts.DisposeAsync();

    [Fact]
    public async Task A_user_of_one_service_cannot_declare_the_queues_of_all_but_works_after_the_migration_did()
    {
        await RealParts.Management(HttpMethod.Put, $"api/users/{user}", JsonContent.Create(new { password = "of-sales", tags = "" }));
        try
        {
            await RealParts.Management(HttpMethod.Put, $"api/permissions{parts.Broker.AbsolutePath}/{user}",
                JsonContent.Create(new { configure = "^sales[.]", write = "^(sales[.].*|funnel[.](events|replay))$", read = "^sales[.]" }));
            await using var sales =
                await Connect(new UriBuilder(parts.Broker) { UserName = user, Password = "of-sales" }.Uri);
            var refused = await Assert.ThrowsAsync<SettingException>(() => topology.Ensure(sales, TestContext.Current.CancellationToken));
            Assert.Contains("Run this program with the argument 'migrate' first", refused.Message);

            await using var migration = await Connect(parts.Broker);
            await topology.Ensure(migration, TestContext.Current.CancellationToken);

            await topology.Ensure(sales, TestContext.Current.CancellationToken);
        }
        finally
        {
            await RealParts.Management(HttpMethod.Delete, $"api/users/{user}");
        }
    }

    [Fact]
    public async Task Queues_that_are_missing_are_declared_again_with_their_bindings()
    {
        await using var connection = await Connect(parts.Broker);
        await topology.Ensure(connection, TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
        await channel.QueueDeleteAsync("sales.handoffs");

        await topology.Ensure(connection, TestContext.Current.CancellationToken);

        // A message that no queue takes would come back, and the publish would throw.
        foreach (var (exchange, key) in new[]
                 {
                     ("funnel.events", "marketing.lead.qualified.v1"), ("funnel.replay", "marketing.lead.qualified.v1.sales.handoffs"),
                     ("funnel.replay", "sales.handoffs"),
                 })
        {
            await channel.BasicPublishAsync(exchange, key, mandatory: true, "{}"u8.ToArray());
        }

        Assert.Equal(3u, await channel.MessageCountAsync("sales.handoffs"));
    }

    [Fact]
    public async Task An_event_that_a_new_build_adds_to_a_queue_is_bound()
    {
        await using var connection = await Connect(parts.Broker);
        await new BrokerTopology([new("sales.handoffs", [])]).Ensure(connection, TestContext.Current.CancellationToken);
        await new BrokerTopology([Subscriptions.SalesHandoffs]).Ensure(connection, TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
        await channel.BasicPublishAsync("funnel.events", "marketing.lead.qualified.v1", mandatory: true, "{}"u8.ToArray());
    }

    private static Task<IConnection> Connect(Uri broker) => new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
}
