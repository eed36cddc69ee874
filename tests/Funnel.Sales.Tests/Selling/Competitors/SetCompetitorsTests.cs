using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Sales.Competitors;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class SetCompetitorsTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task An_opportunity_has_competitors_and_is_lost_to_one_of_them()
    {
        var (one, other) = (await List("one"), await List("other"));
        var deal = await sales.Open();
        await Name(deal.Id, other, one);
        Assert.Equal([one, other], (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).Competitors);
        await Name(deal.Id, one);
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/lose", new { reason = "competitor", competitor = one });
        var shown = await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}");
        Assert.Equal((one, one), (Assert.Single(shown.Competitors), shown.LostTo));
        Assert.Equal(one, Assert.IsType<OpportunityLost>((await sales.Published(deal.Id))[^1].Data).Competitor);
    }

    [Fact]
    public async Task A_competitor_that_is_not_on_the_list_or_is_retired_cannot_be_named_and_a_deal_is_not_won_against_one()
    {
        var retired = await List("retired");
        await sales.Post<CompetitorResponse>($"/api/sales/v1/competitors/{retired}/retire", new { });
        var known = await List("known");
        var deal = await sales.Open();
        Assert.Equal("competitor-not-on-list", (await Send(deal.Id, retired).Refused(422)).Code);
        Assert.Equal("competitor-not-on-list", (await Send(deal.Id, known, "nobody").Refused(422)).Code);
        Assert.Equal("competitor-not-on-list",
            (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/lose", new { reason = "competitor", competitor = "nobody" })
                .Refused(422)).Code);
        Assert.Equal("competitor-needs-loss",
            (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price", competitor = known })
                .Refused(422)).Code);
        Assert.Empty((await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).Competitors);
        Assert.Single(await sales.Published(deal.Id));
    }

    private async Task<string> List(string name)
    {
        var code = Steps.New(name);
        return (await sales.Put<CompetitorResponse>($"/api/sales/v1/competitors/{code}", new { name })).Code;
    }

    private Task<OpportunityCompetitorsResponse> Name(Guid deal, params string[] competitors) =>
        sales.Put<OpportunityCompetitorsResponse>($"/api/sales/v1/opportunities/{deal}/competitors", new { competitors });

    private Task<HttpResponseMessage> Send(Guid deal, params string[] competitors) =>
        sales.Http.PutAsJsonAsync($"/api/sales/v1/opportunities/{deal}/competitors", new { competitors });
}
