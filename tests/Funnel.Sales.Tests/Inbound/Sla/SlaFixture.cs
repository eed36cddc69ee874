using System.Net.Http.Json;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Sales.Tests;

/// <summary>A Sales service whose clock the tests advance.</summary>
public sealed class SlaFixture : IAsyncLifetime
{
    private ServiceUnderTest<Program, SalesDb>? service;

    internal ServiceUnderTest<Program, SalesDb> Service => service ?? throw new InvalidOperationException("Sales did not start.");

    internal RepresentativeResponse Ana { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        service = await SalesFixture.Start();
        Ana = await service.Hire("Ana");
        await Eventually.Get(() => service.Count("handoffs where representative_id is null"), left => left == 0);
    }

    public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal async Task Put(string path, object body)
    {
        using var answer = await Service.Http.PutAsJsonAsync($"/api/sales/v1/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Records that a person called the lead.</summary>
    internal async Task Reach(Guid lead, DateTimeOffset at)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        await FirstOutreach.Record(db, [lead], at, TestContext.Current.CancellationToken);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    internal Task<HandoffResponse> Handoff(Guid id) => Service.Get<HandoffResponse>($"/api/sales/v1/handoffs/{id}");

    /// <summary>Waits for the published facts of the SLA clocks of a lead's handoffs.</summary>
    internal async Task<List<Messaging.CloudEvent>> Told(Guid lead, int atLeast)
    {
        var told =
            await Eventually.Get(async () => (await Service.Story(lead))
                .Where(fact => fact.Type.StartsWith("sales.handoff.", StringComparison.Ordinal)).ToList(),
            facts => facts.Count >= atLeast);
        foreach (var clock in told.GroupBy(fact => fact.Subject))
        {
            clock.ToList().WithoutGaps();
        }

        return told;
    }
}
