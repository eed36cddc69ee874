using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RabbitMQ.Client;

namespace Funnel.Testing;

/// <summary>A whole service in this process, on a database and a virtual host of its own.</summary>
/// <typeparam name="TProgram">The service's Program.</typeparam>
/// <typeparam name="TDb">The service's database.</typeparam>
public sealed class ServiceUnderTest<TProgram, TDb> : IAsyncDisposable where TProgram : class where TDb : MessagingDb
{
    private readonly WebApplicationFactory<TProgram> factory;
    private readonly RealParts parts;
    private IConnection? connection;

    private ServiceUnderTest(RealParts parts, WebApplicationFactory<TProgram> factory, TokenIssuer issuer) =>
        (this.parts, this.factory, Issuer) = (parts, factory, issuer);

    /// <summary>The JSON options of the API.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public ShiftedClock Clock { get; private init; } = new();

    /// <summary>The issuer whose tokens the service accepts.</summary>
    public TokenIssuer Issuer { get; }

    /// <summary>A client that has all permissions.</summary>
    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => factory.Services;

    public Uri Broker => parts.Broker;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    /// <param name="service">The name of the service, as in its connection string <c>NAME-db</c>.</param>
    /// <param name="settings">Further settings.</param>
    public static Task<ServiceUnderTest<TProgram, TDb>> Start(string service, params (string Key, string Value)[] settings) =>
        Start(service, overHttp: false, settings);

    /// <summary>Starts the service with its real web server, for tests that depend on the web server.</summary>
    public static Task<ServiceUnderTest<TProgram, TDb>> StartOverHttp(string service) => Start(service, overHttp: true, []);

    private static async Task<ServiceUnderTest<TProgram, TDb>> Start(string service, bool overHttp, (string Key, string Value)[] settings)
    {
        var issuer = await TokenIssuer.Get();
        settings =
            [("Authentication:Authority", issuer.Address.ToString()), ("Authentication:ClientSecret", "of-the-service-itself"),
                .. settings];
        var parts = await RealParts.MakeMigrated(service, async empty =>
        {
            await using var migrating = Factory(service, empty, settings, new ShiftedClock(), hosted: false);
            await MessagingSchema.Migrate(migrating.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
            await using var scope = migrating.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<TDb>().Migrate();
        });
        var clock = new ShiftedClock();
        var started =
            new ServiceUnderTest<TProgram, TDb>(parts, Factory(service, parts, settings, clock, hosted: true), issuer) { Clock = clock };
        if (overHttp)
        {
            started.factory.UseKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0));
            started.factory.StartServer();
        }

        started.Http = started.As(issuer.TokenFor([.. KnownRoles.Permissions]));
        return started;
    }

    /// <summary>A client that bears a token, or none.</summary>
    public HttpClient As(string? token)
    {
        var http = factory.CreateClient();
        http.Timeout = Patience.Request;
        http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        return http;
    }

    /// <summary>The facts that the service has published of a subject, in the order of their sequence numbers.</summary>
    public Task<List<CloudEvent>> Published(Guid subject) =>
        Journal("select event from messaging.journal where subject = $1 order by sequence", subject);

    /// <summary>The facts that the service has published about a person, in the journal's order.</summary>
    public Task<List<CloudEvent>> Story(Guid correlation) =>
        Journal("select event from messaging.journal where event::jsonb ->> 'correlationid' = $1::text order by xid, position",
            correlation);

    /// <summary>Publishes an event as its owner would, and returns it.</summary>
    public async Task<CloudEvent> Deliver(Guid subject, object fact, DateTimeOffset? happenedAt = null, Guid? correlation = null,
        int sequence = 1)
    {
        var now = Clock.GetUtcNow();
        var type = EventTypes.NameOf(fact.GetType());
        var @event =
            new CloudEvent(Guid.CreateVersion7(now), $"/funnel/{type.Split('.')[0]}", type, happenedAt ?? now, subject, sequence, now,
            correlation ?? subject, null, null, fact);
        await Deliver(@event);
        return @event;
    }

    public async Task Deliver(params CloudEvent[] events)
    {
        connection ??= await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
        foreach (var @event in events)
        {
            await channel.BasicPublishAsync("funnel.events", @event.Type, mandatory: true,
                new BasicProperties { ContentType = CloudEventJson.MediaType, Persistent = true },
                System.Text.Encoding.UTF8.GetBytes(CloudEventJson.Write(@event)));
        }
    }

    /// <summary>Gets the answer of a path. .NET's client follows a redirect without its token, so the new address is asked again.</summary>
    public async Task<T> Get<T>(string path)
    {
        using var answer = await Http.GetAsync(path);
        var target = answer.RequestMessage!.RequestUri!.PathAndQuery;
        return answer.StatusCode == System.Net.HttpStatusCode.Unauthorized && target != path
            ? (await Http.GetFromJsonAsync<T>(target, Json))!
            : (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(Json))!;
    }

    public Task<HttpResponseMessage> Post(string path, object body) => Http.PostAsJsonAsync(path, body, Json);

    /// <summary>Sends a POST request and reads the response. A failure throws an exception with the problem in its message.</summary>
    public async Task<T> Post<T>(string path, object body)
    {
        using var response = await Post(path, body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<T>(text, Json)!
            : throw new HttpRequestException($"POST {path}: {(int)response.StatusCode} {text}");
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        await factory.DisposeAsync();
        await parts.DisposeAsync();
    }

    private static WebApplicationFactory<TProgram> Factory(
        string service, RealParts parts, (string Key, string Value)[] settings, ShiftedClock clock, bool hosted) =>
        new WebApplicationFactory<TProgram>().WithWebHostBuilder(host =>
        {
            host.UseSetting($"ConnectionStrings:{service}-db", parts.Database);
            host.UseSetting("ConnectionStrings:messaging", parts.Broker.ToString());
            foreach (var (key, value) in settings)
            {
                host.UseSetting(key, value);
            }

            host.ConfigureTestServices(services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                if (!hosted)
                {
                    // Hosted services must not start before the database has its schema.
                    foreach (var part in services.Where(part => part.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService)
                        && part.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true)
                            .ToList())
                    {
                        services.Remove(part);
                    }
                }
            });
        });

    private async Task<List<CloudEvent>> Journal(string sql, Guid id)
    {
        await using var command = Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        var facts = new List<CloudEvent>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            facts.Add(CloudEventJson.Read(reader.GetFieldValue<byte[]>(0)));
        }

        return facts;
    }
}
