using Funnel.Contracts;
using Funnel.Idempotency;
using Funnel.Messaging.Timers;
using Funnel.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Gives a service its post: what it publishes and what it hears.</summary>
public static class MessagingSetup
{
    /// <param name="service">Begins its routes, queues and events.</param>
    /// <param name="broker">AMQP address.</param>
    /// <param name="queues">What it hears, one line a queue.</param>
    public static WebApplicationBuilder AddMessaging<TDb>(
        this WebApplicationBuilder builder, string service, Uri broker, Action<Queues<TDb>> queues) where TDb : MessagingDb
    {
        var services = builder.Services;
        builder.AddOptionsFrom<MessagingOptions>(MessagingOptions.Section);
        services.AddSingleton(provider => new Outbox(service, provider.GetRequiredService<TimeProvider>()));
        services.AddTransient(_ => new BusPublisher(broker, service));
        services.AddScoped<MessagingDb>(provider => provider.GetRequiredService<TDb>());
        services.AddScoped<RequestSql>();
        services.AddScoped<IdempotentDb, IdempotentMessagingDb>();
        services.AddHostedService<MigrationCheck<TDb>>();
        services.AddHostedService<TopologyAtStart>();
        services.AddHostedService<JournalPartitions>();
        services.AddHostedService<Relay>();
        services.AddHostedService<ReplayRunner>();
        services.AddHostedService<TimerRunner>();
        var heard = new Queues<TDb>(services);
        queues(heard);
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<Metrics>();
        IReadOnlyList<string> names = [.. heard.All.Select(queue => queue.Subscription.Queue)];
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DeadLetterCollector>(provider, broker, names));
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<QueueMetricsPoller>(provider, broker, names));
        services.AddMassTransit(bus =>
        {
            // A service without its broker still captures: the facts wait in the journal.
            bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker, host => host.ConnectionName(service));
                rabbit.ClearSerialization();
                var cloudEvents = new CloudEventSerializer();
                rabbit.AddSerializer(cloudEvents);
                rabbit.AddDeserializer(cloudEvents, isDefault: true);
                foreach (var (subscription, hear) in heard.All)
                {
                    rabbit.ReceiveEndpoint(subscription.Queue, endpoint => Configure(endpoint, subscription.Queue, context, hear(context)));
                }
            });
        });
        // A self-hosted product calls nobody.
        services.Configure<UsageTelemetryOptions>(usage => usage.Enabled = false);
        services.RemoveMassTransitHostedService();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<BrokerConnection>(provider, broker));
        return builder;
    }

    /// <summary>The step that comes before the services: brings the database to this build's schema, then returns.</summary>
    public static async Task Migrate<TDb>(this WebApplication app) where TDb : MessagingDb
    {
        await MessagingSchema.Migrate(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TDb>().Migrate();
    }

    private static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, string queue, IServiceProvider services, HearBatch hear)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.BindQueue = false;
        foreach (var (name, value) in Topology.Arguments(queue))
        {
            endpoint.SetQueueArgument(name, value!);
        }

        // Two batches: one that is being committed, one that gathers.
        endpoint.PrefetchCount = 2 * Deliveries.LargestBatch;
        endpoint.ConcurrentMessageLimit = 2 * Deliveries.LargestBatch;
        var deliveries = new Deliveries(
            queue, hear, services.GetRequiredService<Metrics>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Deliveries>>());
        endpoint.Instance(deliveries);
    }
}

/// <summary>The queues that a service hears.</summary>
public sealed class Queues<TDb>(IServiceCollection services) where TDb : MessagingDb
{
    internal List<(Subscription Subscription, Func<IServiceProvider, HearBatch> Hear)> All { get; } = [];

    /// <summary>Hears a queue with the service's <see cref="IHear{TFact}"/> classes, in the transaction of <typeparamref name="TDb"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing in the service hears one of the queue's events.</exception>
    public Queues<TDb> Hear(Subscription subscription)
    {
        foreach (var fact in subscription.Events)
        {
            var contract = typeof(IHear<>).MakeGenericType(fact);
            var reactions = typeof(TDb).Assembly.GetTypes().Where(type => type.IsClass && contract.IsAssignableFrom(type)).ToList();
            if (reactions.Count == 0)
            {
                throw new InvalidOperationException($"{subscription.Queue} takes {fact.Name}, which nothing hears.");
            }

            reactions.ForEach(reaction => services.AddScoped(contract, reaction));
        }

        return Hear(subscription, provider => new Inbox<TDb>(
            subscription.Queue, provider.GetRequiredService<IServiceScopeFactory>()).Hear);
    }

    /// <summary>Hears a queue in batches of one's own transaction, such as a projection's.</summary>
    public Queues<TDb> Hear(Subscription subscription, Func<IServiceProvider, HearBatch> hear)
    {
        All.Add((subscription, hear));
        return this;
    }
}

/// <summary>Refuses to start on a database that is not at this build's schema; waits for one that is still coming up.</summary>
internal sealed partial class MigrationCheck<TDb>(NpgsqlDataSource database, IServiceScopeFactory scopes, ILogger<MigrationCheck<TDb>> log)
    : IHostedService where TDb : MessagingDb
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Connect(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var pending = await scope.ServiceProvider.GetRequiredService<TDb>().Database.GetPendingMigrationsAsync(cancellationToken);
        if (await MessagingSchema.Version(connection, cancellationToken) < MessagingSchema.Newest || pending.Any())
        {
            throw new SettingException($"The database '{connection.Database}' is not at this build's schema: run this program with the argument 'migrate' first.");
        }

        await using var ahead = new NpgsqlCommand("select exists (select from messaging.journal where xid >= pg_snapshot_xmax(pg_current_snapshot()))", connection);
        if (await ahead.ExecuteScalarAsync(cancellationToken) is true)
        {
            throw new SettingException(
                $"The journal of '{connection.Database}' is ahead of its server's transaction ids, as after a logical restore into a new server: what is written now would sort before it. Restore physically, or raise the server's next transaction id (pg_resetwal -x).");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<NpgsqlConnection> Connect(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await database.OpenConnectionAsync(cancellation);
            }
            catch (NpgsqlException away) when (away.IsTransient || away.InnerException is System.Net.Sockets.SocketException)
            {
                LogWaiting(away.InShort());
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);
}
