using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Funnel.Topology;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;

namespace Funnel.Messaging.Tests;

/// <summary>The smallest possible subject. It has only a count.</summary>
public sealed class Counter : Subject
{
    public int Count { get; private set; }

    public static Counter Make(DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now) };

    public ScoringRulesPublished Increase() => new(Id, ++Count, 50);
}

/// <summary>The effect of an event that the service of these tests has handled.</summary>
public sealed record Effect(Guid Id, Guid EventId, Guid LeadId, int Cycle);

public sealed class CounterDb(DbContextOptions<CounterDb> options, Outbox outbox) : MessagingDb(options, outbox)
{
    public DbSet<Counter> Counters => Set<Counter>();

    public DbSet<Effect> Effects => Set<Effect>();
}

public sealed class WhenLeadQualified(CounterDb db, Outbox outbox) : IHear<LeadQualified>
{
    public Task Hear(LeadQualified fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (fact.Cycle == Poison && !Antidotes.ContainsKey(fact.LeadId))
        {
            throw new InvalidOperationException("This event cannot be handled.");
        }

        db.Add(new Effect(Guid.CreateVersion7(outbox.Clock.GetUtcNow()), envelope.Id, fact.LeadId, fact.Cycle));
        return Task.CompletedTask;
    }

    public const int Poison = 13;

    /// <summary>The leads whose events no longer fail, as after a bug fix.</summary>
    public static readonly ConcurrentDictionary<Guid, bool> Antidotes = new();
}

/// <summary>A service around the counter with real parts: Kestrel, PostgreSQL, RabbitMQ.</summary>
public sealed class CounterService : IAsyncDisposable
{
    private CounterService(RealParts parts, WebApplication app, bool ownsParts) => (Parts, App, this.ownsParts) = (parts, app, ownsParts);

    private readonly bool ownsParts;

    public RealParts Parts { get; }

    public WebApplication App { get; }

    public HttpClient Http { get; private set; } = null!;

    public NpgsqlDataSource Database => App.Services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<CounterService> Start(RealParts? beside = null, bool listens = true, Action<IServiceCollection>? count = null,
        Action<IServiceProvider>? built = null)
    {
        var parts = beside ?? await RealParts.Make("counter");
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:counter-db"] = parts.Database;
        builder.Configuration["ConnectionStrings:messaging"] = parts.Broker.ToString();
        var issuer = await TokenIssuer.Get();
        builder.Configuration["Authentication:Authority"] = issuer.Address.ToString();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        builder.Services.AddValidation();
        builder.AddServiceDefaults("marketing").AddApi().AddDatabase<CounterDb>("counter-db")
            .AddMessaging<CounterDb>("marketing", builder.Broker(), Subscriptions.All, queues =>
            {
                if (listens)
                {
                    queues.Hear(Subscriptions.SalesHandoffs);
                }
            });
        count?.Invoke(builder.Services);
        var app = builder.Build();
        built?.Invoke(app.Services);
        if (beside is null)
        {
            await MessagingSchema.Migrate(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
            await AuditSchema.Migrate(app.Services.GetRequiredService<NpgsqlDataSource>());
            await using var scope = app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CounterDb>();
            await db.Database.ExecuteSqlRawAsync(
                """
                create table counters (id uuid primary key, sequence integer not null, last_event_id uuid, count integer not null);
                create table effects (id uuid primary key, event_id uuid not null, lead_id uuid not null, cycle integer not null);
                """);
        }

        app.UseServiceDefaults();
        app.UseIdempotencyKeys();
        app.MapJournal();
        app.MapOperations();
        app.MapCounters();
        await app.StartAsync();
        var started =
            new CounterService(parts, app,
                beside is null) { Http = new HttpClient { BaseAddress = new(app.Urls.First()), Timeout = Patience.Request } };
        started.Http.DefaultRequestHeaders.Authorization = new("Bearer", issuer.TokenFor([.. KnownRoles.Permissions]));
        if (beside is null)
        {
            // The first event makes the relay declare the queues, on which the tests rely.
            await started.Qualify(1);
            await Eventually.Get(() =>
                started.Scalar<long>("select coalesce(max(position), 0) from messaging.cursors where name = 'relay'"),
                position => position > 0);
        }

        return started;
    }

    public async Task<T> InDb<T>(Func<CounterDb, Task<T>> use)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<CounterDb>());
    }

    public Task<Guid> Lead() => InDb(async db =>
    {
        var made = db.Add(Counter.Make(TimeProvider.System.GetUtcNow())).Entity;
        await db.SaveChangesAsync();
        return made.Id;
    });

    /// <summary>Publishes the cycles of a lead, each in its own transaction, and returns the lead.</summary>
    public async Task<Guid> Qualify(params int[] cycles)
    {
        var counter = await Lead();
        foreach (var cycle in cycles)
        {
            await InDb(async db =>
            {
                var found = (await db.Counters.FindAsync(counter))!;
                db.Publish(found, Facts.Qualified(counter, cycle), TimeProvider.System.GetUtcNow());
                return await db.SaveChangesAsync();
            });
        }

        return counter;
    }

    public Task<List<Effect>> Effects(Guid lead) =>
        InDb(db => db.Effects.Where(effect => effect.LeadId == lead).OrderBy(effect => effect.Cycle).ToListAsync());

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Puts raw bytes on the queue of the listener.</summary>
    public async Task Deliver(byte[] body, int times = 1)
    {
        await using var connection = await new ConnectionFactory { Uri = Parts.Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
        for (var time = 0; time < times; time++)
        {
            await channel.BasicPublishAsync("", "sales.handoffs", mandatory: true,
                new BasicProperties { ContentType = CloudEventJson.MediaType, Persistent = true }, body);
        }
    }

    public Task Deliver(CloudEvent @event, int times = 1) => Deliver(Encoding.UTF8.GetBytes(CloudEventJson.Write(@event)), times);

    /// <summary>Takes the messages of a queue, waiting for the first one.</summary>
    public async Task<List<BasicGetResult>> Take(string queue, int count)
    {
        await using var connection = await new ConnectionFactory { Uri = Parts.Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var taken = new List<BasicGetResult>();
        await Eventually.Get(async () =>
        {
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
            {
                taken.Add(message);
            }

            return taken.Count;
        }, found => found >= count);
        return taken;
    }

    /// <summary>Waits until a message is a dead letter.</summary>
    public async Task<DeadLetterSummary> Dead(string messageId) =>
        (await Eventually.Get(async () => (await DeadLetters()).SingleOrDefault(letter => letter.MessageId == messageId),
            letter => letter is not null))!;

    public async Task<IReadOnlyList<DeadLetterSummary>> DeadLetters() =>
        (await Http.GetFromJsonAsync<Page<DeadLetterSummary>>("/api/marketing/v1/dead-letters?limit=200"))!.Items;

    /// <summary>Declares a queue of an integrator that takes every event.</summary>
    public async Task<string> Subscribe()
    {
        await using var connection = await new ConnectionFactory { Uri = Parts.Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var name = $"acme.{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(name, "funnel.events", "#");
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (ownsParts)
        {
            await Parts.DisposeAsync();
        }
    }
}

public static class Facts
{
    public static LeadQualified Qualified(Guid lead, int cycle) => new(lead, cycle, 1, 60, 0, 60, 50,
        [new ScoreContribution("high-intent-form", Contracts.ScoreAxis.Engagement, 60, null, null)],
        new LeadContext(null, "ada@example.com", null, "Ada", null, null, null, null, null, null, [], []));

    public static CloudEvent Envelope(object fact, Guid subject, int sequence = 1)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(now), "/funnel/marketing", EventTypes.NameOf(fact.GetType()), now, subject, sequence, now, subject,
            null, null, fact);
    }

    public static LeadAccepted Accepted(Guid lead) => new(lead, lead, 1, "someone", null, null);
}
