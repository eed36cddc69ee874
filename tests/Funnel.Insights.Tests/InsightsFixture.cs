using Funnel.Insights.Projections;
using Funnel.Messaging;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(Funnel.Insights.Tests.InsightsFixture))]

namespace Funnel.Insights.Tests;

/// <summary>
/// Insights alone. The tests publish the events of the other services. Each test has its own years, currencies and people.
/// </summary>
public sealed class InsightsFixture : IAsyncLifetime
{
    private ServiceUnderTest<Program, InsightsDb>? service;

    internal ServiceUnderTest<Program, InsightsDb> Service => service ?? throw new InvalidOperationException("The service did not start.");

    internal IReadOnlyList<Projection> Projections => [.. Service.Services.GetServices<Projection>()];

    public async ValueTask InitializeAsync() => service = await ServiceUnderTest<Program, InsightsDb>.Start("insights",
        ("services:marketing:http:0", "http://127.0.0.1:9"), ("services:sales:http:0", "http://127.0.0.1:9"));

    public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Publishes events and waits until every projection has applied them.</summary>
    internal async Task Tell(params CloudEvent[] events)
    {
        await Service.Deliver(events);
        foreach (var projection in Projections)
        {
            var heard = events.Where(projection.Hears).Select(envelope => envelope.Id).Distinct().ToArray();
            await Eventually.Get(() => Held(projection, heard), held => held == heard.Length);
        }
    }

    /// <summary>Applies many events as <see cref="Tell"/> does, but without the bus.</summary>
    internal async Task Load(IEnumerable<CloudEvent> events)
    {
        foreach (var batch in events.Chunk(1000))
        {
            foreach (var projection in Projections)
            {
                await ProjectionWriter.Hear(projection, Service.Database, Service.Clock, batch, TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task<long> Held(Projection projection, Guid[] ids)
    {
        await using var command = Service.Database
            .CreateCommand($"select count(*) from {projection.Name}.{projection.Facts} where event_id = any($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = ids });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
