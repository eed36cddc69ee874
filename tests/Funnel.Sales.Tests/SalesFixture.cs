using Funnel.Sales.Tests;
using Funnel.Testing;
using RabbitMQ.Client.Exceptions;

[assembly: AssemblyFixture(typeof(SalesFixture))]

namespace Funnel.Sales.Tests;

/// <summary>A Sales service with a team of three, started once for all tests. Each test creates its own leads and deals.</summary>
public sealed class SalesFixture : IAsyncLifetime
{
    /// <summary>The seller on the quotes. A test may replace it by a setting of its own.</summary>
    public const string Seller = "Seller & Söhne GmbH";

    private ServiceUnderTest<Program, SalesDb>? service;

    internal ServiceUnderTest<Program, SalesDb> Service => service ?? throw new InvalidOperationException("Sales did not start.");

    internal IReadOnlyList<RepresentativeResponse> Team { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        service = await Start();
        Team = [await Hire("Ana"), await Hire("Ben"), await Hire("Chris")];
    }

    public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Starts a separate Sales service and waits until it receives events from its queue.</summary>
    internal static async Task<ServiceUnderTest<Program, SalesDb>> Start(params (string Key, string Value)[] settings)
    {
        var sales = await ServiceUnderTest<Program, SalesDb>.Start("sales", [("Quotes:Seller", Seller), .. settings]);
        var lead = Guid.CreateVersion7();
        await Eventually.Get(async () =>
        {
            try
            {
                await sales.Deliver(lead, Steps.Qualified(lead));
                return true;
            }
            catch (RabbitMQClientException)
            {
                return false;
            }
        }, isTaken => isTaken);
        await sales.HandoffOf(lead);
        return sales;
    }

    private Task<RepresentativeResponse> Hire(string name) => Service.Hire(name);
}
