using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Imports the history of another system, about a year of leads and deals, in one run.</summary>
public sealed class VolumeTests : IAsyncLifetime
{
    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start();

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task Eight_thousand_leads_are_assigned_evenly_and_842_won_opportunities_are_created()
    {
        var team = await Task.WhenAll(Enumerable.Range(0, 22).Select(number => sales.Hire($"Rep {number}")));
        var from = new DateTimeOffset(2017, 6, 14, 0, 0, 0, TimeSpan.Zero);
        var leads = Enumerable.Range(0, 8000).Select(number => (Id: Guid.CreateVersion7(), At: from.AddHours(number))).ToList();
        await Task.WhenAll(leads.Chunk(1000).Select(part => sales.Deliver([.. part.Select(lead => Qualified(lead.Id, lead.At))])));
        await Eventually.Get(() => sales.Count("handoffs"), count => count >= 8000);

        await using (var command = sales.Database.CreateCommand(
            "select max(given) - min(given) from (select count(*) as given from handoffs where representative_id is not null "
                + "group by representative_id) each"))
        {
            Assert.InRange((long)(await command.ExecuteScalarAsync())!, 0, 1);
        }

        var decided = await sales.Post<BulkResponse>("/api/sales/v1/handoffs/decisions/batch", new
        {
            items = leads.Take(842)
                .Select(lead =>
                    new { externalLeadId = $"ext-{lead.Id:N}", decision = "accept", decidedBy = "Import", occurredAt = lead.At }),
        });
        var imported = await sales.Post<BulkResponse>("/api/sales/v1/opportunities/batch", new
        {
            items = leads.Take(842).Select((lead, number) => new
            {
                externalId = $"deal-{number}",
                externalLeadId = $"ext-{lead.Id:N}",
                account = new { name = $"Seller {lead.Id:N}" },
                name = "Deal",
                amount = number % 3 * 100,
                currency = "BRL",
                expectedCloseDate = "2018-11-14",
                ownerExternalId = team[number % 22].ExternalId,
                outcome = "won",
                closedAt = lead.At.AddDays(14.65),
                reason = "not-recorded",
            }),
        });
        Assert.Equal((842, 842), (decided.Done, imported.Done));
    }

    private static CloudEvent Qualified(Guid lead, DateTimeOffset at) => new(
        Guid.CreateVersion7(), "/funnel/marketing", EventTypes.NameOf(typeof(LeadQualified)), at, lead, 1, at, lead, null, null,
        Steps.Qualified(lead));
}
