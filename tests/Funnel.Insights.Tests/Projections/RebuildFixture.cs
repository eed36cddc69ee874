using System.Net;
using System.Net.Sockets;
using Funnel.Messaging;
using Funnel.Testing;

namespace Funnel.Insights.Tests.Projections;

/// <summary>Insights with two publishers. Every event arrives over the bus and is in a journal.</summary>
public sealed class RebuildFixture : IAsyncLifetime
{
    private readonly Uri marketingAddress = FreeAddress();
    private readonly Uri salesAddress = FreeAddress();
    private ServiceUnderTest<Program, InsightsDb>? insights;
    private Publisher? marketing;
    private Publisher? sales;

    internal ServiceUnderTest<Program, InsightsDb> Insights => insights ?? throw new InvalidOperationException("Insights did not start.");

    public async ValueTask InitializeAsync()
    {
        insights = await ServiceUnderTest<Program, InsightsDb>.Start("insights",
            ("services:marketing:http:0", marketingAddress.ToString()), ("services:sales:http:0", salesAddress.ToString()));
        await StartPublishers();
    }

    public async ValueTask DisposeAsync()
    {
        await marketing!.DisposeAsync();
        await sales!.DisposeAsync();
        await Insights.DisposeAsync();
    }

    internal async Task Publish(IReadOnlyList<CloudEvent> events)
    {
        await marketing!.Publish(events.Where(told => told.Source == "/funnel/marketing"));
        await sales!.Publish(events.Where(told => told.Source == "/funnel/sales"));
    }

    internal Task StopSales() => sales!.Stop();

    /// <summary>Writes an event of a type that Insights does not know to the journal of Sales.</summary>
    internal Task PublishUnknown() => sales!.PublishRaw("sales.weather.changed");

    private async Task StartPublishers()
    {
        marketing = await Publisher.Start("marketing", marketingAddress, Insights.Broker);
        sales = await Publisher.Start("sales", salesAddress, Insights.Broker);
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
