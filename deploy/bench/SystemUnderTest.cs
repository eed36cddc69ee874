using Npgsql;
using RabbitMQ.Client;

namespace Funnel.Bench;

/// <summary>The running system that the bench measures. <c>./funnel bench</c> sets the environment variables.</summary>
internal sealed class SystemUnderTest
{
    public string Home { get; } = Setting("FUNNEL_HOME");

    public Uri Gateway { get; } = new(Setting("BENCH_GATEWAY"));

    public Uri Marketing { get; } = new(Setting("BENCH_MARKETING"));

    public Uri Broker { get; } = new(Setting("BENCH_BROKER"));

    public string PgBin { get; } = Setting("BENCH_PG_BIN");

    public NpgsqlConnectionStringBuilder Server { get; } = new(Setting("BENCH_POSTGRES"));

    /// <summary>An access token with all permissions, valid for 15 minutes.</summary>
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
        var settings = new NpgsqlConnectionStringBuilder(Server.ConnectionString)
        {
            Database = database,
            Pooling = false,
            CommandTimeout = 300,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<T> QueryScalar<T>(string database, string sql)
    {
        await using var connection = await Open(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until all events are published and handled.</summary>
    /// <returns>The time that this took.</returns>
    public async Task<TimeSpan> WaitUntilIdle()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var marketing = await Open("marketing");
        await using var sales = await Open("sales");
        await using var connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        for (var quiet = 0; quiet < 3;)
        {
            var waiting = await UnpublishedEvents(marketing) + await UnpublishedEvents(sales);
            foreach (var queue in new[] { "marketing.leads", "sales.handoffs", "insights.funnels", "insights.deals", "insights.timeline" })
            {
                waiting += await channel.MessageCountAsync(queue);
            }

            quiet = waiting == 0 ? quiet + 1 : 0;
            await Task.Delay(100);
            if (watch.Elapsed > TimeSpan.FromMinutes(5))
            {
                throw new TimeoutException($"The system is still busy after five minutes: {waiting} events are not handled.");
            }
        }

        return watch.Elapsed;

        static async Task<long> UnpublishedEvents(NpgsqlConnection database)
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
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set. Start this program with ./funnel bench.");
}
