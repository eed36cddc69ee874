using System.Diagnostics;
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
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>Adds messaging to a service: the events that it publishes, and the queues that it hears.</summary>
public static class MessagingSetup
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <param name="builder">The service.</param>
    /// <param name="service">The name of the service: the start of its routes, queues and event names.</param>
    /// <param name="broker">The AMQP address of the broker.</param>
    /// <param name="all">The queues of all services: a publisher declares those of listeners that have not started yet.</param>
    /// <param name="queues">The queues that this service hears.</param>
    public static WebApplicationBuilder AddMessaging<TDb>(
        this WebApplicationBuilder builder, string service, Uri broker, IReadOnlyList<Subscription> all, Action<Queues<TDb>> queues)
        where TDb : MessagingDb
    {
        var services = builder.Services;
        builder.AddOptionsFrom<MessagingOptions>(MessagingOptions.Section);
        services.AddSingleton(provider => new Outbox(service, provider.GetRequiredService<TimeProvider>()));
        var topology = new BrokerTopology(all);
        services.AddSingleton(topology);
        services.AddTransient(_ => new BusPublisher(broker, service, topology));
        services.AddScoped<MessagingDb>(provider => provider.GetRequiredService<TDb>());
        services.AddScoped<RequestSql>();
        services.AddSingleton(provider =>
        {
            using var scope = provider.CreateScope();
            return new BulkInsert(scope.ServiceProvider.GetRequiredService<TDb>().Model);
        });
        services.AddScoped<IdempotentDb, IdempotentMessagingDb>();
        services.AddHostedService<MigrationCheck<TDb>>();
        services.AddHostedService<DeclareTopologyAtStart>();
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
            // A service without its broker still works: the events wait in the journal.
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
        // A self-hosted product sends no usage data.
        services.Configure<UsageTelemetryOptions>(usage => usage.Enabled = false);
        services.RemoveMassTransitHostedService();
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<BrokerConnection>(provider, broker));
        return builder;
    }

    /// <summary>
    /// Migrates the database to the schema of this build, declares the queues of this build, then returns. Run it before the services
    /// start, with a broker user who may declare the queues of all services.
    /// </summary>
    public static async Task Migrate<TDb>(this WebApplication app) where TDb : MessagingDb
    {
        await app.RunMigrations<TDb>(async (services, database) =>
        {
            await MessagingSchema.Migrate(database, CancellationToken.None);
            await services.GetRequiredService<TDb>().Migrate();
        });
        await using var bus = app.Services.GetRequiredService<BusPublisher>();
        await DeclareQueues(bus);
    }

    /// <summary>Waits for a broker that is starting.</summary>
    private static async Task DeclareQueues(BusPublisher bus)
    {
        for (var start = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await bus.Connect(CancellationToken.None);
                return;
            }
            catch (BrokerUnreachableException away)
            {
                if (Stopwatch.GetElapsedTime(start) > LongestWait)
                {
                    throw new MigrationException($"The broker did not answer for two minutes: {away.InShort()}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(500));
            }
        }
    }

    private static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, string queue, IServiceProvider services, HearBatch hear)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.BindQueue = false;
        foreach (var (name, value) in BrokerTopology.Arguments(queue))
        {
            endpoint.SetQueueArgument(name, value!);
        }

        // Enough for two batches: while one is committed, the next one gathers.
        endpoint.PrefetchCount = 2 * QueueConsumer.LargestBatch;
        endpoint.ConcurrentMessageLimit = 2 * QueueConsumer.LargestBatch;
        var consumer = new QueueConsumer(
            queue, hear, services.GetRequiredService<Metrics>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<QueueConsumer>>());
        endpoint.Instance(consumer);
    }
}

/// <summary>The queues that a service hears.</summary>
public sealed class Queues<TDb>(IServiceCollection services) where TDb : MessagingDb
{
    internal List<(Subscription Subscription, Func<IServiceProvider, HearBatch> Hear)> All { get; } = [];

    /// <summary>
    /// Hears a queue with the <see cref="IHear{TFact}"/> classes of the service, in the transaction of <typeparamref
    /// name="TDb"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No class in the service hears one of the events of the queue.</exception>
    public Queues<TDb> Hear(Subscription subscription)
    {
        foreach (var fact in subscription.Events)
        {
            var contract = typeof(IHear<>).MakeGenericType(fact);
            var reactions = typeof(TDb).Assembly.GetTypes().Where(type => type.IsClass && contract.IsAssignableFrom(type)).ToList();
            if (reactions.Count == 0)
            {
                throw new InvalidOperationException($"{subscription.Queue} takes {fact.Name}, but no class implements IHear<{fact.Name}>.");
            }

            reactions.ForEach(reaction => services.AddScoped(contract, reaction));
        }

        return Hear(subscription, provider => new Inbox<TDb>(
            subscription.Queue, provider.GetRequiredService<IServiceScopeFactory>()).Hear);
    }

    /// <summary>Hears a queue with a function that has its own transaction, such as that of a projection.</summary>
    public Queues<TDb> Hear(Subscription subscription, Func<IServiceProvider, HearBatch> hear)
    {
        All.Add((subscription, hear));
        return this;
    }
}

/// <summary>Stops the start if the database does not have the schema of this build. Waits for a database that is starting.</summary>
internal sealed class MigrationCheck<TDb>(NpgsqlDataSource database, IServiceScopeFactory scopes, ILogger<MigrationCheck<TDb>> log)
    : IHostedService where TDb : MessagingDb
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenWhenReady(log, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var pending = await scope.ServiceProvider.GetRequiredService<TDb>().Database.GetPendingMigrationsAsync(cancellationToken);
        if (await MessagingSchema.Version(connection, cancellationToken) < MessagingSchema.Newest || pending.Any())
        {
            throw new SettingException(
                $"The database '{connection.Database}' does not have the schema of this build. Run this program with the argument "
                    + "'migrate' first.");
        }

        await using var ahead =
            new NpgsqlCommand("select exists (select from messaging.journal where xid >= pg_snapshot_xmax(pg_current_snapshot()))",
                connection);
        if (await ahead.ExecuteScalarAsync(cancellationToken) is true)
        {
            throw new SettingException(
                $"The journal of '{connection.Database}' has higher transaction ids than its server, as after a logical restore into a new "
                    + "server: new events would sort before the old ones. Restore physically, or raise the next transaction id of the "
                    + "server (pg_resetwal -x).");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
