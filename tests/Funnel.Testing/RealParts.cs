using System.Net.Http.Headers;
using System.Text;
using Npgsql;

namespace Funnel.Testing;

/// <summary>A database and a virtual host of one test, in the PostgreSQL and the RabbitMQ that <c>./funnel test</c> starts.</summary>
public sealed class RealParts : IAsyncDisposable
{
    private static int made;
    private readonly string name;

    private RealParts(string name, string database, Uri broker) => (this.name, Database, Broker) = (name, database, broker);

    /// <summary>The connection string of the test's own database.</summary>
    public string Database { get; }

    /// <summary>The AMQP address of the test's own virtual host.</summary>
    public Uri Broker { get; }

    /// <summary>Makes an empty database and an empty virtual host.</summary>
    public static async Task<RealParts> Make(string prefix)
    {
        var parts = Named(prefix);
        await using (var database = NpgsqlDataSource.Create(Required("ConnectionStrings__postgres")))
        await using (var create = database.CreateCommand($"create database {parts.name}"))
        {
            await create.ExecuteNonQueryAsync();
        }

        await Management(HttpMethod.Put, $"api/vhosts/{parts.name}");
        return parts;
    }

    /// <summary>
    /// Makes a migrated database and an empty virtual host. A process migrates once: each database is a copy of that one.
    /// </summary>
    /// <param name="service">The service whose database it is.</param>
    /// <param name="migrate">Migrates an empty database.</param>
    public static async Task<RealParts> MakeMigrated(string service, Func<RealParts, Task> migrate)
    {
        var parts = Named(service);
        await Templates.Copy(Required("ConnectionStrings__postgres"), service, parts.name, template => migrate(With(template)));
        await Management(HttpMethod.Put, $"api/vhosts/{parts.name}");
        return parts;
    }

    /// <summary>Asks the broker's management API, which knows more than AMQP tells.</summary>
    public static async Task<string> Management(HttpMethod method, string path, HttpContent? content = null)
    {
        var address = new Uri(Required("FUNNEL_TEST_RABBITMQ_MANAGEMENT"));
        using var http = new HttpClient { BaseAddress = new(address.GetLeftPart(UriPartial.Authority)), Timeout = Patience.Request };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Management(HttpMethod.Delete, $"api/vhosts/{name}");
        await using var database = NpgsqlDataSource.Create(Required("ConnectionStrings__postgres"));
        await using var drop = database.CreateCommand($"drop database {name} with (force)");
        await drop.ExecuteNonQueryAsync();
    }

    private static RealParts Named(string prefix) => With($"{prefix}_{Environment.ProcessId}_{Interlocked.Increment(ref made)}");

    private static RealParts With(string name)
    {
        var connection =
            new NpgsqlConnectionStringBuilder(Required("ConnectionStrings__postgres")) { Database = name, MaxPoolSize = 30, Timeout = 60 };
        return new(name, connection.ConnectionString, new UriBuilder(Required("ConnectionStrings__messaging")) { Path = name }.Uri);
    }

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{variable} is not set: run the tests with ./funnel test, which starts what they need.");
}
