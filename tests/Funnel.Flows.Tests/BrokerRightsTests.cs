using System.Net;
using System.Text;
using System.Text.Json;
using Funnel.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Flows.Tests;

/// <summary>
/// Each service has its own user in the broker. With the password of one service, the events of another cannot be forged.
/// </summary>
public sealed class BrokerRightsTests(RunningSystem system)
{
    [Theory]
    [InlineData("sales", "funnel.events", "marketing.lead.qualified.v1")]
    [InlineData("insights", "funnel.events", "marketing.lead.qualified.v1")]
    [InlineData("marketing", "funnel.events", "sales.opportunity.won.v1")]
    [InlineData("sales", "funnel.replay", "marketing.lead.qualified.v1.sales.handoffs")]
    [InlineData("marketing", "funnel.replay", "sales.handoffs")]
    [InlineData("topology", "funnel.events", "marketing.lead.qualified.v1")]
    [InlineData("topology", "funnel.replay", "sales.handoffs")]
    [InlineData("marketing", "", "sales.handoffs")]
    [InlineData("sales", "", "sales.handoffs")]
    [InlineData("topology", "", "sales.handoffs")]
    [InlineData("marketing", "sales.handoffs_error", "")]
    public async Task The_broker_refuses_a_forged_LeadQualified(string user, string exchange, string key)
    {
        var lead = Guid.CreateVersion7();
        var forged = $$"""
            {"specversion":"1.0","id":"{{Guid.CreateVersion7()}}","source":"/funnel/marketing","type":"marketing.lead.qualified.v1",
             "time":"2026-01-01T00:00:00Z","subject":"{{lead}}","sequence":"0000000001","recordedtime":"2026-01-01T00:00:00Z",
             "correlationid":"{{lead}}","data":{"leadId":"{{lead}}","cycle":1,"ruleSetVersion":1,"score":60,"fit":0,"engagement":60,
             "threshold":50,"contributions":[],"context":{"email":"forged@example.com","lastTouches":[],"consents":[] } } }
            """;
        await using var connection = await Connect(user);
        var properties = new BasicProperties { ContentType = "application/cloudevents+json", Persistent = true };
        await Refused(connection, channel =>
            channel.BasicPublishAsync(exchange, key, mandatory: false, properties, Encoding.UTF8.GetBytes(forged)).AsTask());

        // A later event was handled. The forged one would have been handled before it.
        var marker = await system.Gateway.Post("/api/marketing/v1/leads",
            new { email = $"{Guid.CreateVersion7():N}@example.com", touches = new[] { new { kind = "form", asset = "demo-request" } } });
        await system.Gateway.Await($"/api/sales/v1/handoffs?leadId={marker.GetProperty("id").GetString()}", Any);
        Assert.False(Any(await system.Gateway.Get($"/api/sales/v1/handoffs?leadId={lead}")));

        static bool Any(JsonElement found) => found.GetProperty("items").GetArrayLength() > 0;
    }

    [Fact]
    public async Task A_service_publishes_with_keys_of_its_own_name()
    {
        foreach (var user in new[] { "marketing", "sales", "insights" })
        {
            await using var connection = await Connect(user);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
            foreach (var exchange in new[] { "funnel.events", "funnel.replay" })
            {
                await channel.BasicPublishAsync(exchange, $"{user}.nobody.listens.v1", mandatory: false, "nobody hears this"u8.ToArray());
            }
        }
    }

    [Fact]
    public async Task A_service_configures_and_reads_only_its_own_queues()
    {
        await using var connection = await Connect("marketing");
        await Refused(connection, channel => channel.BasicGetAsync("sales.handoffs", autoAck: false));
        await Refused(connection, channel => channel.QueuePurgeAsync("sales.handoffs"));
        await Refused(connection, channel => channel.QueueDeleteAsync("sales.handoffs"));
        await Refused(connection, channel => channel.QueueDeclareAsync("sales.of-marketing", durable: true, exclusive: false));
        await Refused(connection, channel => channel.QueueDeclareAsync("", durable: false, exclusive: true));
        await Refused(connection, channel => channel.ExchangeDeclareAsync("funnel.events", ExchangeType.Topic, durable: true));
        await Refused(connection, channel => channel.ExchangeDeleteAsync("funnel.events"));
        await Refused(connection, channel => channel.QueueBindAsync("marketing.leads", "funnel.events", "#"));
        await Refused(connection, channel => channel.QueueBindAsync("marketing.leads", "funnel.replay", "#"));
        await Refused(connection, channel => channel.ExchangeBindAsync("marketing.leads_error", "funnel.events", "#"));
        await using var own = await connection.CreateChannelAsync();
        await own.QueueDeclarePassiveAsync("marketing.leads");
    }

    [Theory]
    [InlineData("marketing")]
    [InlineData("topology")]
    public async Task A_service_cannot_use_the_administration_of_the_broker(string user)
    {
        using var http = new HttpClient { Timeout = Patience.Request };
        var password = Encoding.UTF8.GetBytes($"{user}:{system.Secret($"broker-{user}")}");
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(password));
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{system.Port + 12}/api/users"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task Refused(IConnection connection, Func<IChannel, Task> use)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
        await Assert.ThrowsAnyAsync<RabbitMQClientException>(() => use(channel));
        Assert.Equal(403, (int?)channel.CloseReason?.ReplyCode);
        Assert.StartsWith("ACCESS_REFUSED", channel.CloseReason!.ReplyText);
    }

    private Task<IConnection> Connect(string user) => new ConnectionFactory
    {
        Uri = new($"amqp://{user}:{system.Secret($"broker-{user}")}@127.0.0.1:{system.Port + 11}"), AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = Patience.Request, ContinuationTimeout = Patience.Request,
    }.CreateConnectionAsync();
}
