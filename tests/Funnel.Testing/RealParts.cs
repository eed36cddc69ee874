using System.Net.Http.Headers;
using System.Text;
using Npgsql;

namespace Funnel.Testing;

/// <summary>The real PostgreSQL and the real RabbitMQ that <c>./funnel test</c> starts, a database and a virtual host of them.</summary>
public sealed class RealParts : IAsyncDisposable
{
    private static int made;
    private readonly string name;

    private RealParts(string name, string database, Uri broker) => (this.name, Database, Broker) = (name, database, broker);

    /// <summary>Connection string of a database of this test's own.</summary>
    public string Database { get; }

    /// <summary>AMQP address of a virtual host of this test's own.</summary>
    public Uri Broker { get; }

    public static async Task<RealParts> Make(string prefix)
    {
        var name = $"{prefix}_{Environment.ProcessId}_{Interlocked.Increment(ref made)}";
        var server = Required("ConnectionStrings__postgres");
        await using (var database = NpgsqlDataSource.Create(server))
        await using (var create = database.CreateCommand($"create database {name}"))
        {
            await create.ExecuteNonQueryAsync();
        }

        await Management(HttpMethod.Put, $"api/vhosts/{name}");
        var connection = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 30 };
        return new(name, connection.ConnectionString, new UriBuilder(Required("ConnectionStrings__messaging")) { Path = name }.Uri);
    }

    /// <summary>Asks the broker's management API, for what AMQP does not tell.</summary>
    public static async Task<string> Management(HttpMethod method, string path, HttpContent? content = null)
    {
        var address = new Uri(Required("FUNNEL_TEST_RABBITMQ_MANAGEMENT"));
        using var http = new HttpClient { BaseAddress = new(address.GetLeftPart(UriPartial.Authority)) };
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

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{variable} is not set: run the tests with ./funnel test, which starts what they need.");
}
