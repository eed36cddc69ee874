using Npgsql;
using RabbitMQ.Client;

namespace Funnel.Bench;

/// <summary>The running system that is measured, as <c>./funnel bench</c> names it by environment.</summary>
internal sealed class Plant
{
    public string Home { get; } = Setting("FUNNEL_HOME");

    public Uri Gateway { get; } = new(Setting("BENCH_GATEWAY"));

    public Uri Marketing { get; } = new(Setting("BENCH_MARKETING"));

    public Uri Broker { get; } = new(Setting("BENCH_BROKER"));

    public string PgBin { get; } = Setting("BENCH_PG_BIN");

    public NpgsqlConnectionStringBuilder Server { get; } = new(Setting("BENCH_POSTGRES"));

    /// <summary>An access token for every permission; good for a quarter of an hour.</summary>
    public async Task<string> Token()
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(Gateway, "connect/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "cli", ["client_secret"] = Setting("FUNNEL_CLIENT_SECRET"),
        }));
        using var json = System.Text.Json.JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    public async Task<NpgsqlConnection> Open(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = database, Pooling = false, CommandTimeout = 300 }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<T> Ask<T>(string database, string sql)
    {
        await using var connection = await Open(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until nothing that was written is still on its way.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> Settle()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var marketing = await Open("marketing");
        await using var sales = await Open("sales");
        await using var connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        for (var quiet = 0; quiet < 3;)
        {
            var waiting = await Behind(marketing) + await Behind(sales);
            foreach (var queue in new[] { "marketing.leads", "sales.handoffs", "insights.funnels", "insights.deals", "insights.timeline" })
            {
                waiting += await channel.MessageCountAsync(queue);
            }

            quiet = waiting == 0 ? quiet + 1 : 0;
            await Task.Delay(100);
            if (watch.Elapsed > TimeSpan.FromMinutes(5))
            {
                throw new TimeoutException($"The system does not come to rest: {waiting} facts are still on their way.");
            }
        }

        return watch.Elapsed;

        static async Task<long> Behind(NpgsqlConnection database)
        {
            await using var command = new NpgsqlCommand(
                """
                select count(*) from messaging.cursors c where (c.xid, c.position) <
                    (select j.xid, j.position from messaging.journal j order by j.xid desc, j.position desc limit 1)
                """, database);
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{name} is not set: ./funnel bench starts this program.");
}
